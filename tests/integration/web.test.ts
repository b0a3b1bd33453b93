import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { taskReportSchema } from '@residual/contracts';
import { finishAttempt, startAttempt } from '@residual/store';
import { browserIsPresent, launchBrowser } from '../e2e/browser.ts';
import { makeCourseInProgress, PASSWORD, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { emailsOf, pagesToShow, type Who } from '../support/pages.ts';
import { startWebsite, Visitor, type Website } from '../support/website.ts';

const database = useDatabase();
let course: CourseInProgress;
let site: Website;
let ada: Visitor;
let instructor: Visitor;
let adaId: string;

beforeAll(async () => {
  course = await makeCourseInProgress(database.store);
  site = await startWebsite(database.store, database.url);
  const { db } = database.store;
  adaId = (await db.enrollment.findFirstOrThrow({ where: { user: { email: course.ada } } })).id;
  ada = await new Visitor(site.url).logIn(course.ada, PASSWORD);
  instructor = await new Visitor(site.url).logIn(course.instructor, PASSWORD);
});
afterAll(() => site.close());

const COURSE = '/courses/deep-learning';
const pageOf = async (visitor: Visitor, path: string): Promise<string> => {
  const response = await visitor.get(path);
  expect(response.status).toBe(200);
  return response.text();
};
/** What a reader sees, with tags gone. */
const textOf = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

/** Collects the names of events until the stream ends. */
const listen = async (visitor: Visitor, path: string, headers: Record<string, string> = {}) => {
  const leave = new AbortController();
  const response = await visitor.get(path, { signal: leave.signal, headers });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  return {
    async next(): Promise<string> {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return 'end';
        const name = /^event: (\w+)$/m.exec(value)?.[1];
        if (name) return name;
      }
    },
    leave: () => leave.abort(),
  };
};

describe('logging in', () => {
  test('leads a stranger to the login and then to the page asked for', async () => {
    const stranger = new Visitor(site.url);
    const refused = await stranger.get(`${COURSE}?attempt=1`);
    expect(refused.status).toBe(303);
    expect(refused.headers.get('location')).toBe(`/login?next=${encodeURIComponent(`${COURSE}?attempt=1`)}`);
    const form = { email: course.ada.toUpperCase(), password: PASSWORD, next: COURSE };
    const entered = await stranger.post('/login', form);
    expect(entered.headers.get('location')).toBe(COURSE);
    expect((await stranger.get(COURSE)).status).toBe(200);
  });

  test('leads from / to the only course', async () => {
    expect((await ada.get('/')).headers.get('location')).toBe(COURSE);
  });

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/a\nb'])(
    'does not lead to another site through %j',
    async (next) => {
      const response = await new Visitor(site.url).post('/login', {
        email: course.ada,
        password: PASSWORD,
        next,
      });
      expect(response.headers.get('location')).toBe('/');
    },
  );

  test('gives a cookie that scripts and other sites cannot use, and stores only its hash', async () => {
    const response = await new Visitor(site.url).post('/login', { email: course.ada, password: PASSWORD });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^residual-session=[\w-]{43}; Max-Age=\d+; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    );
    const token = /=([\w-]+);/.exec(cookie)![1];
    const sessions = await database.store.db.loginSession.findMany();
    expect(JSON.stringify(sessions)).not.toContain(token);
  });

  test('ends with the logout, for whoever kept the cookie too', async () => {
    const visitor = await new Visitor(site.url).logIn(course.emmy, PASSWORD);
    const response = await new Visitor(site.url).post('/login', { email: course.emmy, password: PASSWORD });
    const kept = response.headers.getSetCookie()[0].split(';')[0];
    const fetchWith = () =>
      fetch(new URL(COURSE, site.url), { headers: { cookie: kept }, redirect: 'manual' });
    expect((await fetchWith()).status).toBe(200);
    await fetch(new URL('/logout', site.url), {
      method: 'POST',
      headers: { cookie: kept, origin: site.url },
      redirect: 'manual',
    });
    expect((await fetchWith()).status).toBe(303);
    expect((await visitor.get(COURSE)).status).toBe(200);
  });

  test('ends when the session expires', async () => {
    const visitor = await new Visitor(site.url).logIn(course.emmy, PASSWORD);
    await database.store.db.loginSession.updateMany({
      where: { user: { email: course.emmy } },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await visitor.get(COURSE)).status).toBe(303);
  });

  test('says the same for a wrong password and an unknown address, and stops after ten', async () => {
    const visitor = new Visitor(site.url);
    const wrong = await visitor.post('/login', { email: 'grace@example.edu', password: 'guess' });
    const unknown = await visitor.post('/login', { email: 'nobody@example.edu', password: 'guess' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(textOf(await wrong.text())).toBe(textOf(await unknown.text()));
    for (let tries = 1; tries < 10; tries += 1)
      await visitor.post('/login', { email: 'grace@example.edu', password: `guess ${tries}` });
    const stopped = await visitor.post('/login', { email: 'grace@example.edu', password: PASSWORD });
    expect(stopped.status).toBe(429);
    expect((await visitor.post('/login', { email: course.emmy, password: PASSWORD })).status).toBe(303);
  });

  test.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuses a form that comes from elsewhere: %j', async (headers) => {
    const response = await ada.post('/logout', {}, headers);
    expect(response.status).toBe(403);
    expect((await ada.get(COURSE)).status).toBe(200);
  });
});

describe('what one may not see', () => {
  test.each([
    ['another student’s submission', () => `/submissions/${course.submissions.emmyRuntimeError}`],
    ['its events', () => `/submissions/${course.submissions.emmyRuntimeError}/events`],
    ['a student’s page, one’s own too, as staff see it', () => `${COURSE}/students/${adaId}`],
    ['the grades', () => `${COURSE}/grades.csv`],
    ['a course one is not in', () => '/courses/another'],
    ['a submission that does not exist', () => '/submissions/00000000-0000-7000-8000-000000000000'],
    ['something that is no id', () => "/submissions/1'%20OR%201=1"],
  ])('does not exist: %s', async (_what, path) => {
    const response = await ada.get(path());
    expect(response.status).toBe(404);
    expect(textOf(await response.text())).toContain('Nothing here');
  });

  test('is on no page of a student', async () => {
    const page = await pageOf(ada, COURSE);
    expect(page).toContain('Ada Lovelace');
    for (const other of ['Emmy', 'Turing', 'grades.csv', course.submissions.emmyRuntimeError])
      expect(page).not.toContain(other);
  });

  test('opens to an administrator', async () => {
    const { db } = database.store;
    await db.course.create({ data: { slug: 'another', title: 'Another course' } });
    await db.user.update({ where: { email: 'sofja@example.edu' }, data: { isAdmin: true } });
    const admin = await new Visitor(site.url).logIn('sofja@example.edu', PASSWORD);
    expect(textOf(await pageOf(admin, '/courses/another'))).toContain('No assignments yet');
    expect(textOf(await pageOf(admin, '/'))).toContain('Another course');
  });
});

describe('a student’s own page', () => {
  test('shows each task, the deadline in the course’s zone, and how to push', async () => {
    const text = textOf(await pageOf(ada, COURSE));
    expect(text).toContain('due Fri, 20 Nov 2026, 23:59');
    expect(text).toMatch(/The closed form closed-form .*correct/);
    expect(text).toContain(`git clone ${site.url}/git/deep-learning/ada-lovelace.git deep-learning`);
  });
});

describe('the list of submissions', () => {
  test('marks the latest of each assignment as the one that counts, with times to the second', async () => {
    const text = textOf(await pageOf(ada, COURSE));
    expect(text).toContain('Your latest submission counts');
    expect(text).toContain('Wed, 18 Nov 2026, 10:31:40 Linear regression this one counts 20 of 20 points');
    expect(text).toMatch(/10:12:04 Linear regression 10 of 20 points/);
    expect(text.match(/this one counts/g)).toHaveLength(2);
  });

  test('leads from an earlier submission to the one that counts', async () => {
    const { adaCorrect } = course.submissions;
    const latest = await pageOf(ada, `/submissions/${adaCorrect}`);
    const earlier = /id="submission-(\S+?)"(?![\s\S]*id="submission-)/.exec(latest)![1];
    expect(earlier).not.toBe(adaCorrect);
    expect(await pageOf(ada, `/submissions/${earlier}`)).toContain(
      `<a href="/submissions/${adaCorrect}">A later submission</a>`,
    );
  });

  test('shows the newest, and all when asked', async () => {
    const { db } = database.store;
    const place = { where: { id: course.submissions.kurtDiverged } };
    const { pushId: _push, id: _id, ...first } = await db.submission.findUniqueOrThrow(place);
    const { repositoryId } = await db.push.findFirstOrThrow({
      where: { submissions: { some: place.where } },
    });
    for (let i = 1; i <= 24; i += 1) {
      const receivedAt = new Date(first.receivedAt.getTime() - i * 1_000);
      const push = await db.push.create({
        data: { repositoryId, oldCommit: '', newCommit: `earlier ${i}`, receivedAt, confirmedAt: receivedAt },
      });
      await db.submission.create({ data: { ...first, pushId: push.id, receivedAt } });
    }
    const path = `/submissions/${course.submissions.kurtDiverged}`;
    const rows = (page: string) => page.match(/id="submission-/g);
    const some = await pageOf(instructor, path);
    expect(rows(some)).toHaveLength(20);
    expect(textOf(some)).toContain('The newest 20 of 25.');
    expect(rows(await pageOf(instructor, `${path}?submissions=all`))).toHaveLength(25);
  });
});

describe('a submission’s page', () => {
  test('shows the error with its line, a caret, and where the op was defined', async () => {
    const page = await pageOf(instructor, `/submissions/${course.submissions.emmyRuntimeError}`);
    const text = textOf(page);
    expect(text).toContain('InvalidArgumentError You must feed a value for placeholder tensor');
    expect(text).toContain('gradient-descent.ts:16:7');
    expect(page).toMatch(/<li class="fault"> ?<span class="number">16<\/span>/);
    expect(page).toMatch(/<li class="definition"> ?<span class="number">6<\/span>/);
  });

  test('makes what a program printed harmless', async () => {
    const page = await pageOf(instructor, `/submissions/${course.submissions.emmyRuntimeError}`);
    expect(page).toContain('<span class="escape">\\x1b</span>[31mred');
    expect(page).toContain('<span class="escape">\\u202e</span>');
    expect(page).toContain('&lt;script>alert(1)');
    expect(page).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f\u202e]/);
  });

  test('shows checks with figures, the diagnosis, and points', async () => {
    const text = textOf(await pageOf(instructor, `/submissions/${course.submissions.kurtDiverged}`));
    expect(text).toContain('Likely cause The learning rate is too large η = 0.05');
    expect(text).toContain('not a finite number, reference 0.1206 ± 0.0003');
    expect(text).toContain('From run 650 on it is not a finite number.');
  });

  test('draws the loss curve with a title and a description', async () => {
    const page = await pageOf(ada, `/submissions/${course.submissions.adaCorrect}`);
    expect(page).toContain(
      '<title id="curve-gradient-descent-wide-linear-title">Loss along the runs of train</title>',
    );
    expect(textOf(page)).toContain('The training loss falls from 0.99 to 0.1003 after 1,000 runs of train.');
    expect(page).toMatch(/<path class="line training" d="M60 [\d.]+L/);
  });

  test('has the graph as a drawing with a sheet of its own, for those who may see the submission', async () => {
    const page = await pageOf(ada, `/submissions/${course.submissions.adaCorrect}`);
    expect(textOf(page)).toMatch(/X Placeholder float32 \?×576 5/);
    const drawing = /<img src="([^"]+)"/.exec(page)![1];
    const response = await ada.get(drawing);
    expect(response.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toMatch(/^<svg [^]*prediction[^]*<\/svg>/);
    const emmy = await new Visitor(site.url).logIn(course.emmy, PASSWORD);
    expect((await emmy.get(drawing)).status).toBe(404);
    expect((await ada.get(drawing.replace('gradient-descent', 'closed-form'))).status).toBe(404);
  });

  test('tells who waits how many are before, and that nothing is being graded', async () => {
    const text = textOf(await pageOf(instructor, `/submissions/${course.submissions.carlWaiting}`));
    expect(text).toContain('It is the next to be graded. Just now nothing is being graded');
  });

  test('says that a failure is ours, and only to staff why', async () => {
    const path = `/submissions/${course.submissions.graceNotGraded}`;
    expect(textOf(await pageOf(instructor, path))).toMatch(
      /the failure is ours .* For staff: .* signal SIGKILL/,
    );
    await database.store.db.user.update({
      where: { email: 'grace@example.edu' },
      data: { email: 'hopper@example.edu' },
    });
    const grace = await new Visitor(site.url).logIn('hopper@example.edu', PASSWORD);
    const page = textOf(await pageOf(grace, path));
    expect(page).toContain('the failure is ours');
    expect(page).not.toMatch(/SIGKILL|worker-1/);
  });

  test('shows an earlier grading when asked, and none that never was', async () => {
    const path = `/submissions/${course.submissions.adaCorrect}`;
    expect((await ada.get(`${path}?attempt=1`)).status).toBe(200);
    expect((await ada.get(`${path}?attempt=7`)).status).toBe(404);
  });
});

describe('every page', () => {
  test('has no inline script or style, and says so to the browser', async () => {
    const emails: Partial<Record<Who, string>> = emailsOf(course);
    const visitors = new Map<Who, Visitor>([
      ['nobody', new Visitor(site.url)],
      ['ada', ada],
      ['instructor', instructor],
    ]);
    for (const { who, path } of pagesToShow(course, adaId)) {
      const visitor = visitors.get(who) ?? (await new Visitor(site.url).logIn(emails[who]!, PASSWORD));
      visitors.set(who, visitor);
      const response = await visitor.get(path);
      expect(response.headers.get('content-security-policy')).toBe(
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';" +
          "form-action 'self';base-uri 'none';frame-ancestors 'none'",
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const page = await response.text();
      expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    }
  });

  test('finds its style sheet and scripts', async () => {
    const page = await pageOf(ada, COURSE);
    const assets = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) => path);
    expect(assets).toHaveLength(3);
    for (const path of assets) expect((await ada.get(path)).status).toBe(200);
  });
});

describe('live', () => {
  test('tells of a grading that began and ended, from events and from the database alone', async () => {
    const { store } = database;
    const attemptId = course.carlAttempt;
    const gradebook = await listen(instructor, `${COURSE}/events`);
    const own = await listen(ada, `${COURSE}/events`);
    let adaHeard = false;
    void own.next().then(
      () => (adaHeard = true),
      () => undefined,
    );

    // The first look at the database finds the attempt that waits.
    expect(await gradebook.next()).toBe('changed');
    await startAttempt(store, { attemptId, worker: 'worker-1' });
    expect(await gradebook.next()).toBe('changed');
    const page = `/submissions/${course.submissions.carlWaiting}`;
    expect(textOf(await pageOf(instructor, page))).toContain('Being graded');

    site.events.announce({ type: 'started', attemptId, worker: 'worker-1' });
    site.events.announce({ type: 'task started', attemptId, task: 'closed-form' });
    expect(await gradebook.next()).toBe('changed');
    expect(textOf(await pageOf(instructor, page))).toMatch(/closed-form grading…/);

    const { results } = await store.db.attempt.findFirstOrThrow({
      where: { submissionId: course.submissions.adaCorrect },
      include: { results: true },
    });
    await finishAttempt(
      store,
      attemptId,
      results.map(({ report }) => taskReportSchema.parse(report)),
    );
    expect(await gradebook.next()).toBe('changed');
    expect(textOf(await pageOf(instructor, page))).toContain('20 of 20 points');
    expect(adaHeard).toBe(false);
    gradebook.leave();
    own.leave();
  });

  test('tells who comes back at once that something may have changed', async () => {
    const path = `/submissions/${course.submissions.adaCorrect}/events`;
    const again = await listen(ada, path, { 'last-event-id': 'of-another-server' });
    expect(await again.next()).toBe('changed');
    again.leave();
  });

  (browserIsPresent ? test : test.skip)('changes the page in a real browser without a reload', async () => {
    const { db } = database.store;
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.goto(new URL(`${COURSE}/gradebook`, site.url).href);
      await page.getByLabel('E-mail').fill(course.instructor);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByText('live', { exact: true }).waitFor();
      await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
      const row = page.getByRole('row', { name: /Emmy/ });
      const { height } = (await row.boundingBox())!;
      const first = await db.attempt.findFirstOrThrow({
        where: { submissionId: course.submissions.emmyRuntimeError },
      });
      const { submissionId, versionHash } = first;
      const attempt = await db.attempt.create({
        data: { submissionId, versionHash, number: 2, reason: 'regrade', state: 'running' },
      });
      await row.getByText('grading…').waitFor();
      expect(await row.locator('.former').innerText()).toBe('10/20');
      expect((await row.boundingBox())!.height).toBe(height);
      await db.attempt.update({
        where: { id: attempt.id },
        data: { state: 'graded', points: '12.25', maxPoints: '20' },
      });
      await row.getByText('12.25').waitFor();
      expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

describe('the language', () => {
  test('is what the browser asks for, until somebody chooses; the choice follows the account', async () => {
    const stranger = new Visitor(site.url);
    const german = { headers: { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' } };
    expect(await (await stranger.get('/login', german)).text()).toMatch(/<html lang="de">[^]*Anmelden/);

    const visitor = await new Visitor(site.url).logIn(course.emmy, PASSWORD);
    const chosen = await visitor.post(
      '/language',
      { language: 'de' },
      { referer: `${site.url}${COURSE}?x=1` },
    );
    expect(chosen.headers.get('location')).toBe(`${COURSE}?x=1`);
    expect(chosen.headers.getSetCookie()[0]).toContain('residual-language=de;');
    const elsewhere = await new Visitor(site.url).logIn(course.emmy, PASSWORD);
    expect(await (await elsewhere.get('/nowhere')).text()).toContain('<html lang="de">');
    await elsewhere.post('/language', { language: 'en' });
  });

  test('refuses one that there is not', async () => {
    expect((await ada.post('/language', { language: 'tlh' })).status).toBe(400);
  });
});
