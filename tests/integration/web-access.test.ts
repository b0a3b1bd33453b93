// Who gets in and by what: the institution's login, one's account, the tokens of one's repository, one's data.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findOrLinkUser, findRepositoryByToken, listOpenAppeals } from '@residual/store';
import { freePort } from '../e2e/system.ts';
import { makeCourseInProgress, PASSWORD, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { startInstitution, type Institution } from '../support/institution.ts';
import { startWebsite, Visitor, type Website } from '../support/website.ts';

const database = useDatabase();
let course: CourseInProgress;
let site: Website;
let institution: Institution;

beforeAll(async () => {
  course = await makeCourseInProgress(database.store);
  const port = await freePort();
  institution = await startInstitution(
    {
      lovelace: { email: 'Ada@Example.edu', email_verified: true },
      impostor: { email: 'grace@example.edu', email_verified: false },
      stranger: { email: 'stranger@example.edu', email_verified: true },
    },
    `http://127.0.0.1:${port}`,
  );
  site = await startWebsite(database.store, database.url, {
    port,
    environment: {
      OIDC_ISSUER: institution.issuer,
      OIDC_CLIENT_ID: institution.clientId,
      OIDC_CLIENT_SECRET: institution.clientSecret,
      OIDC_NAME: 'Example University',
    },
  });
});
afterAll(async () => {
  await site.close();
  await institution.close();
});

const COURSE = '/courses/deep-learning';
const textOf = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
const logIn = (email: string): Promise<Visitor> => new Visitor(site.url).logIn(email, PASSWORD);

const known = new Map<string, Promise<Visitor>>();
/** Logged in once: a password takes its time. */
function visitor(email: string): Promise<Visitor> {
  const found = known.get(email) ?? logIn(email);
  known.set(email, found);
  return found;
}

/** A browser's way over both sites: cookies by site, redirects followed, the provider's forms filled in. */
class Traveller {
  readonly #cookies = new Map<string, Map<string, string>>();

  async go(address: string | URL, init: RequestInit = {}): Promise<{ url: URL; response: Response }> {
    let url = new URL(address);
    let response = await this.#ask(url, init);
    while (response.status >= 300 && response.status < 400) {
      url = new URL(response.headers.get('location')!, url);
      response = await this.#ask(url, {});
    }
    return { url, response };
  }

  async #ask(url: URL, init: RequestInit): Promise<Response> {
    const own = this.#cookies.get(url.origin) ?? new Map<string, string>();
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { cookie } });
    for (const each of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!;
      if (value === '') own.delete(name);
      else own.set(name, value);
    }
    this.#cookies.set(url.origin, own);
    return response;
  }

  /** From our login to where the institution sends the person back. */
  async logInAs(person: string, next = '/'): Promise<{ url: URL; response: Response }> {
    let { url, response } = await this.go(`${site.url}/login/institution?next=${encodeURIComponent(next)}`);
    for (const form of [{ prompt: 'login', login: person, password: 'any' }, { prompt: 'consent' }]) {
      if (url.origin === site.url) break;
      expect(response.status).toBe(200);
      await response.text();
      ({ url, response } = await this.go(url, {
        method: 'POST',
        body: new URLSearchParams(Object.entries(form)),
      }));
    }
    return { url, response };
  }
}

describe('the login of an institution', () => {
  test('is offered beside e-mail and password', async () => {
    const page = await (await new Visitor(site.url).get('/login?next=/somewhere')).text();
    expect(page).toContain('href="/login/institution?next=%2Fsomewhere"');
    expect(textOf(page)).toContain('Log in with Example University');
  });

  test('opens the account with the verified address, links it, and leads to the page asked for', async () => {
    const { url, response } = await new Traveller().logInAs('lovelace', COURSE);
    expect(url.href).toBe(`${site.url}${COURSE}`);
    expect(await response.text()).toContain('Ada Lovelace');
    const identities = await database.store.db.identity.findMany({ include: { user: true } });
    expect(identities.map(({ subject, user }) => [subject, user.email])).toEqual([['lovelace', course.ada]]);
  });

  test('stays with the account when the address changes', async () => {
    const changed = { issuer: institution.issuer, subject: 'lovelace', verifiedEmail: course.emmy };
    const { db } = database.store;
    const { id } = await db.user.findUniqueOrThrow({ where: { email: course.ada } });
    expect(await findOrLinkUser(database.store, changed)).toEqual({ id });
    // Nor does somebody else get the account by having the address later.
    const later = { issuer: institution.issuer, subject: 'another', verifiedEmail: course.ada };
    expect(await findOrLinkUser(database.store, later)).toBeNull();
  });

  test.each(['impostor', 'stranger'])('opens nothing to the %s, and makes no account', async (person) => {
    const traveller = new Traveller();
    const { url, response } = await traveller.logInAs(person);
    expect([url.pathname, response.status]).toEqual(['/login/institution/callback', 403]);
    expect(textOf(await response.text())).toContain('no account here has your address');
    expect((await traveller.go(`${site.url}${COURSE}`)).url.pathname).toBe('/login');
    expect(await database.store.db.identity.count()).toBe(1);
  });

  test('takes no answer that another browser’s login asked for, nor one twice', async () => {
    const traveller = new Traveller();
    await traveller.go(`${site.url}/login/institution`);
    const forged = await traveller.go(`${site.url}/login/institution/callback?code=stolen&state=guessed`);
    expect(forged.response.status).toBe(401);
    const without = await traveller.go(`${site.url}/login/institution/callback?code=stolen&state=guessed`);
    expect(without.response.status).toBe(400);
  });
});

describe('one’s account', () => {
  test('gets another password only with the one until now, and other browsers are logged out', async () => {
    const emmy = await logIn(course.emmy);
    const elsewhere = await logIn(course.emmy);
    const next = 'four random words together';
    const change = (current: string, repeat = next) =>
      emmy.post('/account/password', { current, next, repeat });
    expect(textOf(await (await change('wrong')).text())).toContain('This is not your password.');
    expect(textOf(await (await change(PASSWORD, 'another')).text())).toContain('The two differ.');
    const short = await emmy.post('/account/password', { current: PASSWORD, next: 'short', repeat: 'short' });
    expect(textOf(await short.text())).toContain('at least 12 characters');
    expect((await elsewhere.get('/account')).status).toBe(200);

    expect((await change(PASSWORD)).headers.get('location')).toBe('/account?done=password');
    expect((await emmy.get('/account')).status).toBe(200);
    expect((await elsewhere.get('/account')).status).toBe(303);
    await new Visitor(site.url).logIn(course.emmy, next);
  });

  test('registers SSH keys that are nobody else’s, and forgets them', async () => {
    const ada = await visitor(course.ada);
    const grace = await visitor('grace@example.edu');
    const key = `ssh-ed25519 ${Buffer.from('a key of a test').toString('base64')} ada@laptop`;
    expect((await ada.post('/account/keys', { key: 'not a key' })).status).toBe(422);
    expect((await ada.post('/account/keys', { key })).status).toBe(303);
    expect(textOf(await (await grace.post('/account/keys', { key })).text())).toContain('another account');
    const page = await (await ada.get('/account')).text();
    const fingerprint = /name="key" value="([^"]+)"/.exec(page)![1];
    expect((await grace.post('/account/keys/remove', { key: fingerprint })).status).toBe(404);
    expect((await ada.post('/account/keys/remove', { key: fingerprint })).status).toBe(303);
    expect(await (await ada.get('/account')).text()).not.toContain(fingerprint);
  });

  test('logs out everywhere else', async () => {
    const [here, there] = [await logIn('kurt@example.edu'), await logIn('kurt@example.edu')];
    expect(textOf(await (await here.get('/account')).text())).toContain('logged in in 2 browsers');
    await here.post('/account/sessions/end', {});
    expect((await here.get('/account')).status).toBe(200);
    expect((await there.get('/account')).status).toBe(303);
  });
});

describe('a student’s repository', () => {
  test('is opened by a token that is shown once, until it is revoked', async () => {
    const ada = await visitor(course.ada);
    const made = await ada.post(`${COURSE}/access/tokens`, {});
    expect(made.headers.get('cache-control')).toBe('no-store');
    const page = await made.text();
    const token = /ada:([0-9a-f]{40})@/.exec(page)![1];
    const open = () => findRepositoryByToken(database.store, token);
    expect((await open())?.path).toBe('deep-learning/ada-lovelace.git');
    const access = await (await ada.get(`${COURSE}/access`)).text();
    expect(access).not.toContain(token);
    const id = /name="token" value="([0-9a-f]+)"/.exec(access)![1];
    const alan = await visitor('alan@example.edu');
    expect((await alan.post(`${COURSE}/access/tokens/revoke`, { token: id })).status).toBe(404);
    expect(await open()).not.toBeNull();
    await ada.post(`${COURSE}/access/tokens/revoke`, { token: id });
    expect(await open()).toBeNull();
  });

  test('has such pages for students alone', async () => {
    const instructor = await visitor(course.instructor);
    for (const page of ['access', 'data', 'data.json'])
      expect((await instructor.get(`${COURSE}/${page}`)).status).toBe(404);
  });
});

describe('a student’s data', () => {
  test('are all of theirs and nothing that is kept from them', async () => {
    const alan = await visitor('alan@example.edu');
    const response = await alan.get(`${COURSE}/data.json`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=deep-learning-alan.json');
    const text = await response.text();
    const data = JSON.parse(text);
    expect(data.submissions).toHaveLength(2);
    expect(data.submissions[0].files[0].text).toContain('tensorflow');
    expect(data.submissions[0].attempts[0].reports[0].verdict).toBe('compile error');
    for (const kept of ['seed', 'gradingMs', 'worker-1', 'passwordHash', 'ada@example.edu'])
      expect(text).not.toContain(kept);
  });
});

describe('a request to look again', () => {
  test('reaches the staff, whose answer the student reads', async () => {
    const alan = await visitor('alan@example.edu');
    const place = `/submissions/${course.submissions.alanLate}`;
    await alan.post(`${place}/appeals`, { text: 'The <b>clock</b> was wrong.' });
    await alan.post(`${place}/appeals`, { text: 'A second click.' });
    const { id: courseId } = await database.store.db.course.findFirstOrThrow();
    const ofAlan = async () =>
      (await listOpenAppeals(database.store, courseId)).filter(
        ({ student }) => student.name === 'Alan Turing',
      );
    const [appeal, ...others] = await ofAlan();
    expect(others).toEqual([]);
    expect(appeal.text).toBe('The <b>clock</b> was wrong.');

    const answer = `${place}/appeals/${appeal.id}/answer`;
    expect((await alan.post(answer, { text: 'Granted.' })).status).toBe(404);
    const instructor = await visitor(course.instructor);
    expect(await (await instructor.get(COURSE)).text()).toContain(`href="${place}#appeals"`);
    expect(textOf(await (await instructor.get(place)).text())).toContain('Asked to be looked at again');
    await instructor.post(answer, { text: 'The server’s clock is right.' });
    const page = await (await alan.get(place)).text();
    expect(textOf(page)).toMatch(/&lt;b>clock.* answered by Andrew Ng on .* The server’s clock is right\./);
    expect(await ofAlan()).toEqual([]);
  });

  test('is nobody else’s to make', async () => {
    const grace = await visitor('grace@example.edu');
    const place = `/submissions/${course.submissions.alanLate}/appeals`;
    expect((await grace.post(place, { text: 'Let me in.' })).status).toBe(404);
    const instructor = await visitor(course.instructor);
    expect((await instructor.post(place, { text: 'A test.' })).status).toBe(404);
  });
});
