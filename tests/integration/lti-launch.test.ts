// People come from a learning platform: who is believed, who gets into which account, what is connected with what.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findGradebook, hashPassword } from '@residual/store';
import { generateKeyPair, UnsecuredJWT, type JWTPayload } from 'jose';
import { browserIsPresent, launchBrowser } from '../e2e/browser.ts';
import { makeCourseInProgress, PASSWORD } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { SimulatedPlatform, Traveller } from '../support/lti-platform.ts';
import { startWebsite, Visitor, type Website } from '../support/website.ts';

let site: Website;
let home: string;
let platform: SimulatedPlatform;
let staff: Visitor;
afterAll(async () => {
  await site.close();
  await platform.close();
  await rm(home, { recursive: true, force: true });
});
const database = useDatabase();
const PAGE = '/courses/deep-learning/lti';

beforeAll(async () => {
  await makeCourseInProgress(database.store);
  home = await mkdtemp(join(tmpdir(), 'residual-lti-'));
  // No starters to hand out: with them git takes most of the time.
  for (const slug of ['linear-regression', 'logistic-regression']) await mkdir(join(home, slug));
  site = await startWebsite(database.store, database.url, {
    environment: { RESIDUAL_HOME: home, RESIDUAL_ASSIGNMENTS: home, LTI_TO_PRIVATE_ADDRESSES: 'true' },
  });
  platform = await new SimulatedPlatform({ flavour: 'moodle' }).start();
  platform.users = [
    { id: 'u-ng', name: 'Andrew Ng', email: 'instructor@example.edu', role: 'instructor' },
    { id: 'u-ada', name: 'Ada Lovelace', email: 'ada@example.edu', role: 'student' },
    { id: 'u-new', name: 'Maria Mitchell', email: 'Maria@Example.edu', role: 'student' },
    { id: 'u-mute', name: 'No Address', role: 'student' },
    { id: 'u-tutor', name: 'Tutor', email: 'tutor@example.edu', role: 'assistant' },
    { id: 'u-parent', name: 'Parent', email: 'parent@example.edu', role: 'observer' },
    { id: 'u-lise', name: 'Lise Meitner', email: 'lise@example.edu', role: 'instructor' },
    { id: 'u-window', name: 'Hypatia', email: 'hypatia@example.edu', role: 'student' },
  ];
  staff = await new Visitor(site.url).logIn('instructor@example.edu', PASSWORD);
});

const traveller = (): Traveller => new Traveller(site.url, platform);
const text = async (response: Response): Promise<string> =>
  (await response.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
const roleOf = async (email: string): Promise<string | undefined> =>
  (await database.store.db.enrollment.findFirst({ where: { user: { email } } }))?.role;

describe('dynamic registration', () => {
  let address: string;

  test('takes place at an address that an instructor makes', async () => {
    const page = await (await staff.post(`${PAGE}/invitations`, {})).text();
    const [, found] = /(http:\/\/[^<\s]*\/lti\/register\/[^<\s]+)/.exec(page)!;
    address = `${found}?${new URLSearchParams({
      openid_configuration: `${platform.url}/.well-known/openid-configuration`,
      registration_token: platform.registrationToken,
    })}`;
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(await text(answer)).toContain('is registered');
    expect(platform.tool).toEqual({
      login: `${site.url}/lti/login`,
      launch: `${site.url}/lti/launch`,
      keys: `${site.url}/lti/jwks.json`,
    });
    expect(await text(await staff.get(PAGE))).toContain(platform.clientId);
  });

  test('takes place once', async () => {
    expect((await fetch(address)).status).toBe(404);
  });

  test('is not believed when a site speaks for another', async () => {
    const page = await (await staff.post(`${PAGE}/invitations`, {})).text();
    const [, found] = /(http:\/\/[^<\s]*\/lti\/register\/[^<\s]+)/.exec(page)!;
    const other = platform.url.replace('127.0.0.1', 'localhost');
    const configuration = encodeURIComponent(`${other}/.well-known/openid-configuration`);
    const answer = await fetch(`${found}?openid_configuration=${configuration}`);
    expect(answer.status).toBe(502);
    expect(await text(answer)).toContain('which is another site');
  });
});

test('the published keys have no private part', async () => {
  const { keys } = (await (await fetch(`${site.url}/lti/jwks.json`)).json()) as { keys: object[] };
  expect(keys.map((key) => Object.keys(key).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
});

describe('a course there', () => {
  test('that is not connected lets no student in', async () => {
    const answer = await traveller().launch('u-new');
    expect(answer.status).toBe(403);
    expect(await text(answer)).toContain('not connected with one here yet');
    expect(await roleOf('maria@example.edu')).toBeUndefined();
  });

  test('is connected by who teaches both, after the two accounts are linked by hand', async () => {
    const ng = traveller();
    const first = await ng.launch('u-ng');
    const asked = await first.text();
    expect(asked).toContain('Log in to it with its password once');
    const [, arrival] = /next=([^"&]+)/.exec(asked)!;
    await ng.logIn('instructor@example.edu', PASSWORD);
    const place = decodeURIComponent(arrival);
    expect(await text(await ng.get(place))).toContain(
      'You are logged in as Andrew Ng (instructor@example.edu)',
    );
    const connect = await ng.follow(await ng.post(`${place}/link`));
    const page = await connect.text();
    expect(page).toContain('Connect “Machine Learning (LMS)”');
    const [, course] = /<option value="([^"]+)"/.exec(page)!;
    const done = await ng.post(`${place}/connect`, { course });
    expect(done.headers.get('location')).toBe(`${PAGE}?done=connected`);
    expect(await text(await staff.get(PAGE))).toMatch(
      /Machine Learning \(LMS\) moodle, 127.0.0.1:\d+ Roster, Gradebook/,
    );
  });

  test('is not connected by an instructor of another course, unless an administrator registered the platform', async () => {
    const { db } = database.store;
    const own = await db.course.create({ data: { slug: 'own', title: 'Their own' } });
    const passwordHash = await hashPassword(PASSWORD);
    const lise = { name: 'Lise Meitner', email: 'lise@example.edu', passwordHash };
    await db.enrollment.create({
      data: { role: 'instructor', course: { connect: { id: own.id } }, user: { create: lise } },
    });
    platform.course.id = '43';
    const visitor = await traveller().logIn('lise@example.edu', PASSWORD);
    const page = await (await visitor.launch('u-lise')).text();
    const [, place] = /action="([^"]+)\/link"/.exec(page)!;
    const refused = await visitor.follow(await visitor.post(`${place}/link`));
    expect(await text(refused)).toContain('You may connect it with none of your courses');
    expect((await visitor.post(`${place}/connect`, { course: own.id })).status).toBe(404);
    await db.ltiPlatform.updateMany({ data: { isShared: true } });
    const connected = await visitor.post(`${place}/connect`, { course: own.id });
    expect(connected.headers.get('location')).toBe('/courses/own/lti?done=connected');
    await db.ltiPlatform.updateMany({ data: { isShared: false } });
    platform.course.id = '42';
  });

  test('lets linked staff in without a password from then on', async () => {
    const ng = traveller();
    const answer = await ng.launch('u-ng');
    expect(answer.headers.get('location')).toBe('/courses/deep-learning');
    expect((await ng.get(PAGE)).status).toBe(200);
  });

  test('brings a student nobody knew into the course, with a repository', async () => {
    const maria = traveller();
    const answer = await maria.launch('u-new');
    expect(answer.headers.get('location')).toBe('/courses/deep-learning');
    expect(await text(await maria.get('/courses/deep-learning'))).toContain('Maria Mitchell');
    const enrollment = await database.store.db.enrollment.findFirstOrThrow({
      where: { user: { email: 'maria@example.edu' } },
      include: { repository: true, ltiMembers: true },
    });
    expect(enrollment).toMatchObject({
      role: 'student',
      repository: { path: 'deep-learning/maria.git' },
      ltiMembers: [{ subject: 'u-new' }],
    });
    const again = await traveller().launch('u-new');
    expect(again.headers.get('location')).toBe('/courses/deep-learning');
  });

  test('gives an assistant there the role of one here', async () => {
    const answer = await traveller().launch('u-tutor');
    expect(answer.headers.get('location')).toBe('/courses/deep-learning');
    expect(await roleOf('tutor@example.edu')).toBe('assistant');
  });

  test('does not open an account by its e-mail address alone', async () => {
    const ada = traveller();
    const answer = await ada.launch('u-ada');
    expect(answer.status).toBe(200);
    expect(await text(answer)).toContain('There is an account here with this e-mail address');
    expect((await ada.get('/courses/deep-learning')).headers.get('location')).toMatch(/^\/login/);
  });

  test('opens an account no longer once its owner has unlinked it', async () => {
    const { db } = database.store;
    const { platformId } = await db.ltiIdentity.findFirstOrThrow({ where: { subject: 'u-tutor' } });
    const tutor = traveller();
    await tutor.launch('u-tutor');
    expect(await text(await tutor.get('/account'))).toContain(
      `Learning platforms Who comes from these as you`,
    );
    const done = await tutor.post('/account/platforms/unlink', { platform: platformId });
    expect(done.headers.get('location')).toBe('/account?done=unlinked');
    const answer = await traveller().launch('u-tutor');
    expect(await text(answer)).toContain('There is an account here with this e-mail address');
  });

  test('does not let in who neither teaches nor learns there', async () => {
    const answer = await traveller().launch('u-parent');
    expect(answer.status).toBe(403);
    expect(await text(answer)).toContain('you neither teach nor learn');
    expect(await roleOf('parent@example.edu')).toBeUndefined();
  });

  test('makes no account for somebody without an address', async () => {
    const before = await database.store.db.user.count();
    const answer = await traveller().launch('u-mute');
    expect(await text(answer)).toContain('does not tell your e-mail address');
    expect(await database.store.db.user.count()).toBe(before);
  });

  test('no longer opens an account it made, once that teaches elsewhere, until its owner links it', async () => {
    const { db } = database.store;
    const { id: userId } = await db.user.findUniqueOrThrow({ where: { email: 'maria@example.edu' } });
    const other = await db.course.create({ data: { slug: 'other', title: 'Other' } });
    const { id } = await db.enrollment.create({ data: { userId, courseId: other.id, role: 'instructor' } });
    const maria = traveller();
    const answer = await maria.launch('u-new');
    expect(await text(answer)).toContain('There is an account here with this e-mail address');
    expect((await maria.get('/')).headers.get('location')).toMatch(/^\/login/);
    await db.enrollment.delete({ where: { id } });
  });
});

describe('a launch', () => {
  const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
  const now = (): number => Math.floor(Date.now() / 1000);

  test.each<[string, string, (claims: JWTPayload) => JWTPayload]>([
    ['for another tool', 'aud', (claims) => ({ ...claims, aud: 'another' })],
    ['for several, without azp', '(azp)', (claims) => ({ ...claims, aud: ['tool-4711', 'another'] })],
    ['issued to another (azp)', '(azp)', (claims) => ({ ...claims, azp: 'another' })],
    ['of another issuer', 'iss', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['with another nonce', '(nonce)', (claims) => ({ ...claims, nonce: 'another' })],
    ['without a nonce', 'nonce', ({ nonce: _nonce, ...claims }) => claims],
    ['that has expired', 'exp', (claims) => ({ ...claims, iat: now() - 400, exp: now() - 100 })],
    [
      'of an hour ago, which expires tomorrow',
      'iat',
      (claims) => ({ ...claims, iat: now() - 3600, exp: now() + 86_400 }),
    ],
    ['of the future', 'iat', (claims) => ({ ...claims, iat: now() + 600, exp: now() + 900 })],
    [
      'of another deployment',
      'deployment 2:2',
      (claims) => ({ ...claims, [`${CLAIM}/deployment_id`]: '2:2' }),
    ],
    ['of another version', 'LTI 1.1', (claims) => ({ ...claims, [`${CLAIM}/version`]: '1.1' })],
    [
      'of another kind',
      'LtiDeepLinkingRequest',
      (claims) => ({ ...claims, [`${CLAIM}/message_type`]: 'LtiDeepLinkingRequest' }),
    ],
    ['of nobody', 'sub', ({ sub: _sub, ...claims }) => claims],
    ['without roles', 'claim/roles', (claims) => ({ ...claims, [`${CLAIM}/roles`]: undefined })],
    [
      'meant for another site',
      '(target_link_uri)',
      (claims) => ({ ...claims, [`${CLAIM}/target_link_uri`]: 'https://evil.example/' }),
    ],
  ])('%s is refused for that', async (_, why, change) => {
    const visitor = traveller();
    const { state, claims } = await visitor.setOut('u-new');
    const answer = await visitor.handOver({ state, id_token: await platform.sign(change(claims)) });
    expect(answer.status).toBe(401);
    const [, said] = /word was not believed: (.*)\. Open the link again/.exec(await text(answer))!;
    expect(said).toContain(why);
    expect((await visitor.get('/courses/deep-learning')).status).toBe(303);
  });

  test('within the tolerance of clocks is taken', async () => {
    const visitor = traveller();
    const { state, claims } = await visitor.setOut('u-new');
    const id_token = await platform.sign({ ...claims, iat: now() + 30, exp: now() + 330 });
    expect((await visitor.handOver({ state, id_token })).status).toBe(303);
  });

  test('signed by somebody else is refused, whatever the key is called', async () => {
    const { privateKey: key } = await generateKeyPair('RS256');
    for (const kid of ['platform-key', 'another']) {
      const visitor = traveller();
      const { state, claims } = await visitor.setOut('u-new');
      const answer = await visitor.handOver({ state, id_token: await platform.sign(claims, { key, kid }) });
      expect(answer.status).toBe(401);
    }
  });

  test('without a signature, or with a shared secret, is refused', async () => {
    const secret = await crypto.subtle.importKey(
      'raw',
      Buffer.from('the public key taken for a secret, as in the well-known attack'),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const first = traveller();
    const { state, claims } = await first.setOut('u-new');
    expect((await first.handOver({ state, id_token: new UnsecuredJWT(claims).encode() })).status).toBe(401);
    const second = traveller();
    const again = await second.setOut('u-new');
    const id_token = await platform.sign(again.claims, { key: secret, alg: 'HS256' });
    expect((await second.handOver({ state: again.state, id_token })).status).toBe(401);
  });

  test('counts once: neither its state nor its token again', async () => {
    const visitor = traveller();
    const { state, idToken } = await visitor.setOut('u-new');
    const first = await visitor.handOver({ state, id_token: idToken });
    expect(first.status).toBe(303);
    expect((await visitor.handOver({ state, id_token: idToken })).status).toBe(400);
    const later = await visitor.setOut('u-new');
    expect((await visitor.handOver({ state: later.state, id_token: idToken })).status).toBe(401);
    const place = first.headers.get('location')!;
    expect((await visitor.get(place)).headers.get('location')).toBe('/courses/deep-learning');
    expect((await visitor.get(place)).status).toBe(403);
  });

  test('is good only in the browser that set out', async () => {
    const attacker = traveller();
    const victim = traveller();
    const { state, idToken } = await attacker.setOut('u-new');
    const answer = await victim.handOver({ state, id_token: idToken });
    const entered = await victim.get(answer.headers.get('location')!);
    expect(entered.status).toBe(403);
    expect(await text(entered)).toContain('began in another browser');
  });

  test('of a platform that is not registered is told where to register it', async () => {
    const form = { ...platform.initiation('u-new'), iss: 'https://unknown.example' };
    const answer = await fetch(`${site.url}/lti/login?${new URLSearchParams(form)}`);
    expect(answer.status).toBe(400);
    expect(await text(answer)).toContain('https://unknown.example is not registered here');
  });

  test('leads nobody to another site', async () => {
    const form = { ...platform.initiation('u-new'), target_link_uri: 'https://evil.example/' };
    expect((await fetch(`${site.url}/lti/login?${new URLSearchParams(form)}`)).status).toBe(400);
  });

  test('that the platform refuses says so', async () => {
    const visitor = traveller();
    const { state } = await visitor.setOut('u-new');
    const answer = await fetch(`${site.url}/lti/launch`, {
      method: 'POST',
      body: new URLSearchParams({ state, error: 'login_required' }),
    });
    expect(answer.status).toBe(403);
    expect(await text(answer)).toContain('login_required');
  });
});

describe('the pages of learning platforms', () => {
  test('do not exist for students, and are for instructors only', async () => {
    const ada = await new Visitor(site.url).logIn('ada@example.edu', PASSWORD);
    expect((await ada.get(PAGE)).status).toBe(404);
    expect((await ada.post(`${PAGE}/invitations`, {})).status).toBe(404);
  });

  test('tell what is wrong with a platform that is entered by hand, and do not take one twice', async () => {
    const wrong = await staff.post(`${PAGE}/platforms`, { ...platform.details, tokenUrl: 'token' });
    expect(wrong.status).toBe(422);
    expect(await text(wrong)).toContain('Write an address that begins with https://');
    const twice = await staff.post(`${PAGE}/platforms`, platform.details);
    expect(await text(twice)).toContain('registered with this client ID already');
    const other = await staff.post(`${PAGE}/platforms`, { ...platform.details, clientId: 'second' });
    expect(other.status).toBe(303);
    const { iss, login_hint, target_link_uri } = platform.initiation('u-new');
    const ambiguous = await fetch(
      `${site.url}/lti/login?${new URLSearchParams({ iss, login_hint, target_link_uri })}`,
    );
    expect(await text(ambiguous)).toContain('has not said which of them this is');
  });
});

(browserIsPresent ? test : test.skip)(
  'in Chromium a student comes in from a frame of the platform, by a window of its own',
  async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${platform.url}/course?user=u-window&target=frame`);
      await page.getByRole('button', { name: 'Open the tool' }).click();
      const [opened] = await Promise.all([
        page.context().waitForEvent('page'),
        page.frameLocator('iframe').getByRole('link', { name: 'Open' }).click(),
      ]);
      await opened.waitForURL(`${site.url}/courses/deep-learning`);
      expect(await opened.textContent('header.site')).toContain('Hypatia');
      const own = await findGradebook(database.store, 'deep-learning', { search: 'hypatia@example.edu' });
      expect(own?.rows.map(({ name }) => name)).toEqual(['Hypatia']);
    } finally {
      await browser.close();
    }
  },
);
