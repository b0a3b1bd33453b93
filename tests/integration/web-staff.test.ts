// What the staff of a course see and do on its pages.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { taskReportSchema } from '@residual/contracts';
import { finishAttempt, grantExtension, publishAssignment, reportWorker } from '@residual/store';
import { makeCourseInProgress, PASSWORD, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { startWebsite, Visitor, type Website } from '../support/website.ts';

const database = useDatabase();
let made: CourseInProgress;
let site: Website;
let instructor: Visitor;
let assistant: Visitor;
let ada: Visitor;
let adaId: string;
let linearId: string;
let home: string;
let gitRoot: string;

const COURSE = '/courses/deep-learning';

beforeAll(async () => {
  made = await makeCourseInProgress(database.store);
  home = await mkdtemp(join(tmpdir(), 'residual-staff-'));
  gitRoot = join(home, 'git');
  site = await startWebsite(database.store, database.url, { environment: { RESIDUAL_HOME: home } });
  const { db } = database.store;
  adaId = await enrollmentOf(made.ada);
  linearId = (await db.assignment.findFirstOrThrow({ where: { slug: 'linear-regression' } })).id;
  // The accounts of the course have one password.
  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { email: made.ada } });
  const { id: courseId } = await db.course.findUniqueOrThrow({ where: { slug: 'deep-learning' } });
  await db.enrollment.create({
    data: {
      role: 'assistant',
      course: { connect: { id: courseId } },
      user: { create: { name: 'Fei-Fei Li', email: 'assistant@example.edu', passwordHash } },
    },
  });
  await db.enrollment.create({
    data: {
      role: 'instructor',
      course: { create: { slug: 'elsewhere', title: 'Another course' } },
      user: { create: { name: 'Somebody else', email: 'elsewhere@example.edu', passwordHash } },
    },
  });
  [instructor, assistant, ada] = await Promise.all(
    [made.instructor, 'assistant@example.edu', made.ada].map((email) =>
      new Visitor(site.url).logIn(email, PASSWORD),
    ),
  );
});
afterAll(async () => {
  await site.close();
  await rm(home, { recursive: true });
});

const enrollmentOf = async (email: string): Promise<string> =>
  (await database.store.db.enrollment.findFirstOrThrow({ where: { user: { email } } })).id;
const pageOf = async (visitor: Visitor, path: string): Promise<string> => {
  const response = await visitor.get(path);
  expect(response.status).toBe(200);
  return response.text();
};
/** What a reader sees, with tags gone. */
const textOf = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
const rowOf = (page: string, name: string): string =>
  textOf(`<tr ${page.split('<tr ').find((part) => part.includes(name))}`);
const whereTo = (response: Response): string | null => {
  expect(response.status).toBe(303);
  return response.headers.get('location');
};

describe('who may see the pages of staff', () => {
  test.each([
    '/gradebook',
    '/assignments',
    '/assignments/linear-regression',
    '/regrades',
    '/audit',
    '/roster',
    '/queue',
  ])(
    '%s is for instructors and assistants; for a student and for staff of another course it does not exist',
    async (path) => {
      expect((await instructor.get(COURSE + path)).status).toBe(200);
      expect((await assistant.get(COURSE + path)).status).toBe(200);
      expect((await ada.get(COURSE + path)).status).toBe(404);
      const elsewhere = await new Visitor(site.url).logIn('elsewhere@example.edu', PASSWORD);
      expect((await elsewhere.get(COURSE + path)).status).toBe(404);
    },
  );

  test('one student’s page does not exist for another student, nor in another course', async () => {
    const path = `${COURSE}/students/${adaId}`;
    expect((await assistant.get(path)).status).toBe(200);
    const emmy = await new Visitor(site.url).logIn(made.emmy, PASSWORD);
    expect((await emmy.get(path)).status).toBe(404);
    const elsewhere = await new Visitor(site.url).logIn('elsewhere@example.edu', PASSWORD);
    expect((await elsewhere.get(`/courses/elsewhere/students/${adaId}`)).status).toBe(404);
    for (const nobody of ['00000000-0000-7000-8000-000000000000', 'nonsense'])
      expect((await instructor.get(`${COURSE}/students/${nobody}`)).status).toBe(404);
  });
});

describe('the overview', () => {
  test('counts who handed in and who has all points, and leads to them', async () => {
    const page = await pageOf(instructor, COURSE);
    expect(rowOf(page, 'assignment-linear-regression')).toMatch(/6 \/7 2 29%/);
    expect(page).toContain('/gradebook?in=linear-regression&amp;show=passed');
    const passed = textOf(await pageOf(instructor, `${COURSE}/gradebook?in=linear-regression&show=passed`));
    expect(passed).toMatch(/Ada Lovelace.*Alan Turing/);
    expect(passed).not.toContain('Emmy');
  });

  test('says what waits and what we failed to grade', async () => {
    const row = rowOf(await pageOf(assistant, COURSE), 'assignment-linear-regression');
    expect(row).toMatch(/1 being graded .*1 not graded/);
  });

  test('names who is at risk, and why', async () => {
    const deadline = new Date(Date.now() + 2.5 * 86_400_000);
    await database.store.db.assignment.update({
      where: { courseId_slug: { courseId: (await courseOf()).id, slug: 'logistic-regression' } },
      data: { deadline },
    });
    const text = textOf(await pageOf(instructor, COURSE));
    expect(text).toMatch(/Sofja Kowalewskaja .*Logistic regression: nothing handed in, due in 2 days/);
    const listed = textOf(await pageOf(instructor, `${COURSE}/gradebook?show=at-risk`));
    expect(listed).toContain('Sofja');
    expect(listed).not.toContain('Ada Lovelace');
  });
});

const courseOf = () =>
  database.store.db.course.findUniqueOrThrow({ where: { slug: 'deep-learning' }, select: { id: true } });

describe('the gradebook', () => {
  test('shows the grade, who is late, and leads to the submission that counts', async () => {
    const page = await pageOf(instructor, `${COURSE}/gradebook`);
    expect(rowOf(page, 'Ada Lovelace')).toMatch(/36\.5 20 \/20 .*16\.5 \/20/);
    expect(rowOf(page, 'Alan Turing')).toMatch(/0 \/20 .*late/);
    expect(rowOf(page, 'Emmy Noether')).not.toContain('late');
    expect(page).toContain(`href="/submissions/${made.submissions.alanLate}"`);
  });

  test('tells missing, waiting and not graded from a zero', async () => {
    const page = await pageOf(instructor, `${COURSE}/gradebook`);
    expect(rowOf(page, 'Sofja')).toContain('missing');
    expect(rowOf(page, 'Gauß')).toContain('in the queue');
    expect(rowOf(page, 'Grace Hopper')).toContain('not graded');
  });

  test('comes in pages when the course is large, finds a student, and takes nonsense for nothing', async () => {
    const { db } = database.store;
    const large = await db.course.create({ data: { slug: 'large', title: 'A large course' } });
    const user = await db.user.findUniqueOrThrow({ where: { email: made.instructor } });
    await db.enrollment.create({ data: { courseId: large.id, userId: user.id, role: 'instructor' } });
    for (let i = 1; i <= 120; i += 1)
      await db.enrollment.create({
        data: {
          course: { connect: { id: large.id } },
          role: 'student',
          user: {
            create: {
              name: `Student ${String(i).padStart(3, '0')}`,
              email: `s${i}@large.example`,
              passwordHash: '',
            },
          },
        },
      });
    const path = '/courses/large/gradebook';
    const last = textOf(await pageOf(instructor, `${path}?page=3`));
    expect(last).toContain('81–120 of 120');
    expect(last).toContain('Student 120');
    expect(last).not.toContain('Student 080');
    const found = textOf(await pageOf(instructor, `${path}?q=STUDENT+07&page=nonsense&show=x&in=y&sort=-z`));
    expect(found.match(/Student \d+/g)).toHaveLength(10);
    expect(textOf(await pageOf(instructor, `${path}?q=%25`))).toContain('Nobody matches.');
    const backwards = textOf(await pageOf(instructor, `${path}?sort=-name`));
    expect(backwards.match(/Student \d+/)![0]).toBe('Student 120');
  });

  test('sorts by the points of one assignment, those without any at the end', async () => {
    const page = await pageOf(instructor, `${COURSE}/gradebook?sort=-linear-regression`);
    const names = [...page.matchAll(/students\/[^"]*">([^<]+)</g)].map(([, name]) => name);
    expect(names.slice(0, 1)).toEqual(['Ada Lovelace']);
    expect(names.slice(-3)).toEqual(['Carl Friedrich Gauß', 'Grace Hopper', 'Sofja Kowalewskaja']);
  });

  test.each([
    ['show=missing&in=linear-regression', ['Sofja Kowalewskaja']],
    ['show=late', ['Alan Turing']],
    ['show=open', ['Carl Friedrich Gauß']],
    ['show=not-graded', ['Grace Hopper']],
  ])('filters: %s', async (query, expected) => {
    const page = await pageOf(instructor, `${COURSE}/gradebook?${query}`);
    expect([...page.matchAll(/students\/[^"]*">([^<]+)</g)].map(([, name]) => name)).toEqual(expected);
  });
});

describe('one student, for staff', () => {
  const path = () => `${COURSE}/students/${adaId}`;
  const cell = (action: string) => `${path()}/linear-regression/${action}`;

  test('has every assignment with its grade explained, and all submissions', async () => {
    const page = await pageOf(assistant, path());
    expect(rowOf(page, 'assignment-linear-regression')).toMatch(/20 of 20/);
    expect(page.match(/id="submission-/g)).toHaveLength(3);
  });

  test('gets points with a reason; a mistake is told at its field, and what was typed stays', async () => {
    const refused = await instructor.post(cell('points'), { points: 'many', reason: 'by hand' });
    expect(refused.status).toBe(422);
    const page = await refused.text();
    expect(page).toMatch(
      /<input id="points-points"[^>]*aria-invalid="true"[^>]*aria-describedby="points-points-mistake"[^>]*value="many"/,
    );
    expect(page).toMatch(/id="points-points-mistake">Write points such as 7\.5/);
    expect((await instructor.post(cell('points'), { points: '12,5', reason: ' ' })).status).toBe(422);
    expect(whereTo(await instructor.post(cell('points'), { points: '12,5', reason: 'by hand' }))).toContain(
      'done=set',
    );
    expect(rowOf(await pageOf(instructor, path()), 'assignment-linear-regression')).toContain(
      '12.5, set by staff: by hand',
    );
    await instructor.post(cell('excuse'), { reason: 'ill' });
    expect(rowOf(await pageOf(instructor, `${COURSE}/gradebook`), 'Ada Lovelace')).toContain('excused');
    await instructor.post(cell('reset'), { reason: 'a mistake' });
    expect(rowOf(await pageOf(instructor, path()), 'assignment-linear-regression')).not.toContain(
      'set by staff',
    );
  });

  test('gets an extension by the course’s clock, not before the deadline, and may lose it again', async () => {
    const early = await instructor.post(cell('extension'), { until: '2026-11-20T10:00', reason: 'ill' });
    expect(early.status).toBe(422);
    expect(await early.text()).toContain('This is not after the deadline.');
    await instructor.post(cell('extension'), { until: '2027-01-10T23:59', reason: 'ill' });
    const { db } = database.store;
    const extension = await db.extension.findFirstOrThrow({ where: { enrollmentId: adaId } });
    expect(extension.until.toISOString()).toBe('2027-01-10T22:59:59.000Z');
    const page = await pageOf(instructor, `${path()}?assignment=linear-regression`);
    expect(textOf(page)).toContain('Until Sun, 10 Jan 2027, 23:59: ill');
    const foreign = await grantExtension(database.store, {
      assignmentId: linearId,
      target: { kind: 'student', id: await enrollmentOf(made.emmy), name: made.emmy },
      until: extension.until,
      by: made.instructor,
      reason: 'other',
    });
    expect((await instructor.post(cell('revoke'), { extension: foreign })).status).toBe(404);
    expect(whereTo(await instructor.post(cell('revoke'), { extension: extension.id }))).toContain(
      'done=revoked',
    );
    expect((await db.extension.findUniqueOrThrow({ where: { id: extension.id } })).revokedAt).not.toBeNull();
  });

  test('is not changed by an assistant, who may write notes', async () => {
    const before = await database.store.db.gradeOverride.count();
    expect((await assistant.post(cell('points'), { points: '1', reason: 'x' })).status).toBe(403);
    expect((await assistant.post(`${path()}/token`, {})).status).toBe(403);
    expect(await database.store.db.gradeOverride.count()).toBe(before);
    expect((await assistant.post(`${path()}/notes`, { text: ' ' })).status).toBe(422);
    await assistant.post(`${path()}/notes`, { text: 'Asked about <b>shapes</b> in the lab.' });
    expect(await pageOf(instructor, path())).toContain('Asked about &lt;b>shapes&lt;/b> in the lab.');
    expect(await (await ada.get(COURSE)).text()).not.toContain('in the lab');
    const note = await database.store.db.staffNote.findFirstOrThrow();
    expect((await instructor.post(`${path()}/notes/remove`, { note: note.id })).status).toBe(404);
    expect(whereTo(await assistant.post(`${path()}/notes/remove`, { note: note.id }))).toContain(
      'done=removed',
    );
  });

  test('gets a new token, shown once, and the earlier ones are void', async () => {
    const { db } = database.store;
    const page = await (await instructor.post(`${path()}/token`, {})).text();
    const [, token] = /git clone http:\/\/ada:([\w-]+)@/.exec(page)!;
    expect(await pageOf(instructor, path())).not.toContain(token);
    await instructor.post(`${path()}/token`, {});
    const tokens = await db.pushToken.findMany({ where: { repository: { enrollmentId: adaId } } });
    expect(tokens.filter(({ revokedAt }) => revokedAt === null)).toHaveLength(1);
    expect(tokens).toHaveLength(2);
  });

  test('gets no new password from an instructor of one course if they teach another', async () => {
    const { db } = database.store;
    const { userId } = await db.enrollment.findUniqueOrThrow({ where: { id: adaId } });
    const { id: courseId } = await db.course.findUniqueOrThrow({ where: { slug: 'elsewhere' } });
    const teaching = await db.enrollment.create({ data: { courseId, userId, role: 'assistant' } });
    expect((await instructor.post(`${path()}/password`, {})).status).toBe(404);
    await db.enrollment.delete({ where: { id: teaching.id } });
  });
});

describe('the settings of an assignment', () => {
  const path = `${COURSE}/assignments/logistic-regression`;
  const form = { deadline: '2026-11-21T12:00', perDay: '10', limit: 'none', reason: 'as announced' };

  test('show whose grades they would change before they are saved, and change nothing by that', async () => {
    const preview = textOf(
      await (await instructor.post(`${path}/settings`, { ...form, step: 'preview' })).text(),
    );
    // Ada's 16.5 came at 19:02 on the day of that deadline, Emmy's 20 at 13:00: one day late each.
    expect(preview).toContain('2 grades would change : 0 gain, 2 lose');
    expect(preview).toMatch(/Ada Lovelace Logistic regression 16\.5 of 20 .* = 14\.85 \(1 day late\)/);
    expect(preview).toMatch(/Emmy Noether Logistic regression 20 of 20 .* = 18 \(1 day late\)/);
    expect(rowOf(await pageOf(instructor, `${COURSE}/gradebook`), 'Emmy Noether')).toContain('20 /20');
    expect(await database.store.db.auditEntry.count({ where: { action: 'assignment changed' } })).toBe(0);
  });

  test('hold once saved, also when the folder is published again, until they are taken back', async () => {
    const { db } = database.store;
    expect(whereTo(await instructor.post(`${path}/settings`, { ...form, step: 'save' }))).toContain(
      'done=saved',
    );
    expect(rowOf(await pageOf(instructor, `${COURSE}/gradebook`), 'Emmy Noether')).toContain('18 /20');
    const row = await db.assignment.findFirstOrThrow({
      where: { slug: 'logistic-regression' },
      include: { version: true },
    });
    await publishAssignment(database.store, row.courseId, {
      slug: row.slug,
      title: row.title,
      position: row.position,
      deadline: new Date('2027-02-01T22:59:59Z'),
      hash: row.versionHash,
      bundle: row.version.bundle,
    });
    const page = await pageOf(instructor, path);
    expect(page).toContain('value="2026-11-21T12:00"');
    expect(textOf(page)).toContain('set here');
    expect((await instructor.post(`${path}/restore`, { reason: '' })).status).toBe(422);
    await instructor.post(`${path}/restore`, { reason: 'a mistake' });
    expect(await pageOf(instructor, path)).toContain('value="2027-02-01T23:59"');
  });

  test('tell each mistake at its field and keep what was typed', async () => {
    const wrong = { ...form, perDay: '120', cutOff: 'soon', limit: '0', graceMinutes: 'x', reason: '' };
    const response = await instructor.post(`${path}/settings`, { ...wrong, step: 'save' });
    expect(response.status).toBe(422);
    const page = await response.text();
    for (const name of ['perDay', 'cutOff', 'limit', 'graceMinutes', 'reason'])
      expect(page).toMatch(new RegExp(`id="settings-${name}-mistake"`));
    expect(page).toMatch(/id="settings-cutOff"[^>]*value="soon"/);
  });

  test('are not for assistants', async () => {
    expect((await assistant.post(`${path}/settings`, { ...form, step: 'save' })).status).toBe(403);
    expect(await pageOf(assistant, path)).not.toContain('<form class="settings"');
  });

  test('have extensions beside them, by address; one that nobody has is told', async () => {
    const extension = { until: '2027-03-01T23:59', reason: 'ill', group: '' };
    const nobody = await instructor.post(`${path}/extension`, { ...extension, email: 'nobody@example.edu' });
    expect(nobody.status).toBe(422);
    expect(await nobody.text()).toContain('Nobody in the course has this address.');
    await instructor.post(`${path}/extension`, { ...extension, email: made.emmy.toUpperCase() });
    expect(textOf(await pageOf(instructor, path))).toMatch(/emmy@example\.edu Mon, 1 Mar 2027, 23:59 ill/);
  });
});

describe('a regrade', () => {
  test('is started, looked at with who would gain and why, and published', async () => {
    const { store } = database;
    const started = whereTo(
      await instructor.post(`${COURSE}/students/${await enrollmentOf(made.emmy)}/linear-regression/regrade`, {
        reason: 'check was too strict',
      }),
    )!;
    expect(textOf(await pageOf(instructor, started))).toContain('0 of 1 submissions graded again');
    expect((await instructor.post(`${started}/publish`, {})).status).toBe(422);
    const attempt = await store.db.attempt.findFirstOrThrow({
      where: { regradeId: started.split('/').at(-1)! },
      include: { submission: { include: { attempts: { include: { results: true } } } } },
    });
    const reports = attempt.submission.attempts
      .find(({ number }) => number === 1)!
      .results.map(({ report }) => taskReportSchema.parse(report))
      .map((report) => ({
        ...report,
        points: '10',
        checks: report.checks.map((check) => ({
          ...check,
          status: 'passed' as const,
          points: check.maxPoints,
        })),
      }));
    await finishAttempt(store, attempt.id, reports);
    const text = textOf(await pageOf(assistant, started));
    expect(text).toMatch(/0 would lose 1 would gain .*Emmy Noether .*10 → 20/);
    expect((await assistant.post(`${started}/publish`, {})).status).toBe(403);
    expect(rowOf(await pageOf(instructor, `${COURSE}/gradebook`), 'Emmy Noether')).toContain('10 /20');
    expect(whereTo(await instructor.post(`${started}/publish`, {}))).toContain('done=published');
    expect(rowOf(await pageOf(instructor, `${COURSE}/gradebook`), 'Emmy Noether')).toMatch(/^[^/]*20 \/20/);
    expect((await instructor.get(started.replace('deep-learning', 'large'))).status).toBe(404);
  });
});

describe('the roster', () => {
  const list = [
    'Name;E-Mail',
    'Grace Brewster Hopper;grace@example.edu',
    'Ada Lovelace;ADA@example.edu',
    'Barbara Liskov;barbara@example.edu',
    'Nobody;',
    'Andrew Ng;instructor@example.edu',
  ].join('\n');

  test('shows what a list would do, line by line, and does nothing yet', async () => {
    const { db } = database.store;
    const before = await db.enrollment.count();
    const page = textOf(await (await instructor.post(`${COURSE}/roster/preview`, { list })).text());
    expect(page).toMatch(/Grace Brewster Hopper was Grace Hopper grace@example\.edu gets another name/);
    expect(page).toMatch(/Ada Lovelace ada@example\.edu already in the course/);
    expect(page).toMatch(/Barbara Liskov barbara@example\.edu new/);
    expect(page).toContain('Line 5: Nobody, , no e-mail address in this line');
    expect(page).toContain('Line 6: Andrew Ng, instructor@example.edu , belongs to the staff of the course');
    expect(await db.enrollment.count()).toBe(before);
  });

  test('takes a list of thousands, and refuses what is no list at its field', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `Student ${i},student.number.${i}@example.edu`).join(
      '\n',
    );
    expect(
      textOf(await (await instructor.post(`${COURSE}/roster/preview`, { list: many })).text()),
    ).toContain('Add 3,000 and');
    const refused = await instructor.post(`${COURSE}/roster/preview`, { list: 'a,"b' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/id="list-list-mistake">The list cannot be read as CSV/);
  });

  test('adds the new ones with a repository, and shows their access this once', async () => {
    const { db } = database.store;
    const response = await instructor.post(`${COURSE}/roster/add`, { list });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = textOf(await response.text());
    const [, password, url] =
      /Login: barbara@example\.edu Password: (\S+) .*git clone (\S+) deep-learning/.exec(text)!;
    expect(text).toContain('1 student is in the course.');
    await new Visitor(site.url).logIn('barbara@example.edu', password);
    const { stdout } = await promisify(execFile)('git', [
      '-c',
      'core.bare=true',
      'ls-remote',
      join(gitRoot, new URL(url).pathname.slice(5)),
      'main',
    ]);
    expect(stdout).toContain('refs/heads/main');
    const names = await db.user.findMany({
      where: { email: { in: ['grace@example.edu', 'instructor@example.edu'] } },
    });
    expect(names.map(({ name }) => name).toSorted()).toEqual(['Andrew Ng', 'Grace Brewster Hopper']);
    expect(textOf(await pageOf(instructor, `${COURSE}/roster`))).not.toContain(password);
    expect(await (await instructor.post(`${COURSE}/roster/preview`, { list })).text()).toContain(
      'There is nothing to do',
    );
  });

  test('changes roles, but leaves no course without an instructor', async () => {
    const own = await enrollmentOf(made.instructor);
    const refused = await instructor.post(`${COURSE}/roster/role`, { enrollment: own, role: 'student' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('The course would have no instructor left.');
    const sofja = await enrollmentOf('sofja@example.edu');
    expect(
      (await assistant.post(`${COURSE}/roster/role`, { enrollment: sofja, role: 'instructor' })).status,
    ).toBe(403);
    expect(
      whereTo(await instructor.post(`${COURSE}/roster/role`, { enrollment: sofja, role: 'assistant' })),
    ).toContain('done=role');
    expect(
      (await (await new Visitor(site.url).logIn('sofja@example.edu', PASSWORD)).get(`${COURSE}/gradebook`))
        .status,
    ).toBe(200);
    const elsewhere = await enrollmentOf('elsewhere@example.edu');
    expect(
      (await instructor.post(`${COURSE}/roster/role`, { enrollment: elsewhere, role: 'student' })).status,
    ).toBe(404);
  });

  test('adds staff, with a password for a new account', async () => {
    const form = { name: 'Yann LeCun', email: 'yann@example.edu', role: 'assistant' };
    expect((await instructor.post(`${COURSE}/roster/staff`, { ...form, email: 'yann' })).status).toBe(422);
    const text = textOf(await (await instructor.post(`${COURSE}/roster/staff`, form)).text());
    const [, password] = /yann@example\.edu (\S+) /.exec(text.slice(text.indexOf(site.url)))!;
    const yann = await new Visitor(site.url).logIn('yann@example.edu', password);
    expect((await yann.get(`${COURSE}/roster`)).status).toBe(200);
  });
});

describe('the audit log', () => {
  test('has what was done here, by whom, and finds it', async () => {
    const all = textOf(await pageOf(assistant, `${COURSE}/audit`));
    expect(all).toMatch(/instructor@example\.edu regrade published linear-regression/);
    const found = await pageOf(
      assistant,
      `${COURSE}/audit?about=${encodeURIComponent(made.ada)}&action=override+set`,
    );
    expect(found.match(/id="entry-/g)).toHaveLength(2);
    expect(textOf(found)).toMatch(
      /override set linear-regression ada@example\.edu by hand after points 12\.5/,
    );
    expect(textOf(await pageOf(assistant, `${COURSE}/audit?by=nobody`))).toContain('Nothing matches.');
  });
});

describe('the live queue', () => {
  const path = `${COURSE}/queue`;

  test('shows what waits with its place, and what we failed to grade with the reason', async () => {
    const page = await pageOf(assistant, path);
    expect(rowOf(page, `attempt-${made.carlAttempt}`)).toMatch(/ 1 Carl Friedrich Gauß .*Linear regression/);
    expect(rowOf(page, `failed-${made.submissions.graceNotGraded}`)).toMatch(
      /Grace .*SIGKILL \(3 tries\) Grade again/,
    );
    expect(textOf(page)).toContain('No worker has told of itself.');
  });

  test('cancels and grades again, in its own course only', async () => {
    const { db } = database.store;
    const elsewhere = await new Visitor(site.url).logIn('elsewhere@example.edu', PASSWORD);
    const attempt = made.carlAttempt;
    expect((await elsewhere.post('/courses/elsewhere/queue/cancel', { attempt })).status).toBe(404);
    expect(whereTo(await assistant.post(`${path}/cancel`, { attempt }))).toContain('done=cancelled');
    expect((await db.attempt.findUniqueOrThrow({ where: { id: attempt } })).state).toBe('cancelled');
    expect(whereTo(await assistant.post(`${path}/cancel`, { attempt }))).toContain('done=ended');
    const submission = made.submissions.graceNotGraded;
    expect((await elsewhere.post('/courses/elsewhere/queue/again', { submission })).status).toBe(404);
    expect(whereTo(await assistant.post(`${path}/again`, { submission }))).toContain('done=again');
    expect(await db.attempt.count({ where: { submissionId: submission, state: 'queued' } })).toBe(1);
  });

  test('shows workers with what they run on; only who answers for all courses may drain one', async () => {
    const { store } = database;
    await reportWorker(store, {
      name: 'gpu-1',
      runtime: 'residual 0.1.0',
      backend: 'cuda',
      remote: true,
      devices: ['NVIDIA H200'],
      gpu: true,
      concurrency: 2,
      layers: [
        { name: 'process', meaning: 'a process of its own', missing: null },
        { name: 'bubblewrap', meaning: 'no files', missing: 'bwrap is not installed' },
      ],
      refusal: null,
      startedAt: new Date(),
    });
    const worker = 'gpu-1';
    const text = textOf(await pageOf(instructor, path));
    expect(text).toMatch(/gpu-1 idle .*cuda .*NVIDIA H200 .*without bubblewrap .*bwrap is not installed/);
    expect((await instructor.post(`${path}/drain`, { worker })).status).toBe(404);
    await store.db.user.update({ where: { email: made.instructor }, data: { isAdmin: true } });
    expect((await instructor.post(`${path}/drain`, { worker: 'nobody' })).status).toBe(404);
    expect(whereTo(await instructor.post(`${path}/drain`, { worker }))).toContain('done=drained');
    expect(textOf(await pageOf(instructor, path))).toMatch(/gpu-1 drained .*Resume/);
    expect(whereTo(await instructor.post(`${path}/resume`, { worker }))).toContain('done=resumed');
  });
});
