// Rosters and grades between a course and learning platforms that are as strict as the specifications.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MaxPoints } from '@residual/export';
import { addLtiPlatform, connectLtiContext, listCourseAssignments, setOverride } from '@residual/store';
import { makeCourseInProgress, PASSWORD } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { ALL_SCOPES, SimulatedPlatform, type PlatformSettings } from '../support/lti-platform.ts';
import { startWebsite, Visitor, type Website } from '../support/website.ts';

let site: Website;
let home: string;
let staff: Visitor;
let courseId: string;
const platforms: SimulatedPlatform[] = [];
afterAll(async () => {
  await site.close();
  for (const platform of platforms) await platform.close();
  await rm(home, { recursive: true, force: true });
});
const database = useDatabase();

const LINEAR = 'Linear regression';
const LOGISTIC = 'Logistic regression';

beforeAll(async () => {
  await makeCourseInProgress(database.store);
  ({ id: courseId } = await database.store.db.course.findUniqueOrThrow({ where: { slug: 'deep-learning' } }));
  home = await mkdtemp(join(tmpdir(), 'residual-lti-'));
  // No starters to hand out: with them git takes most of the time.
  for (const slug of ['linear-regression', 'logistic-regression']) await mkdir(join(home, slug));
  site = await startWebsite(database.store, database.url, {
    environment: { RESIDUAL_HOME: home, RESIDUAL_ASSIGNMENTS: home, LTI_TO_PRIVATE_ADDRESSES: 'true' },
  });
  staff = await new Visitor(site.url).logIn('instructor@example.edu', PASSWORD);
});

interface Connected {
  readonly platform: SimulatedPlatform;
  readonly path: string;
}

/** As a launch would have done it. */
async function connect(settings: PlatformSettings): Promise<Connected> {
  const platform = await new SimulatedPlatform(settings).start();
  platforms.push(platform);
  platform.tool = {
    login: `${site.url}/lti/login`,
    launch: `${site.url}/lti/launch`,
    keys: `${site.url}/lti/jwks.json`,
  };
  platform.users = [
    { id: 'ng', name: 'Andrew Ng', email: 'instructor@example.edu', role: 'instructor' },
    { id: 'ada', name: 'Ada Lovelace', email: 'Ada@example.edu', role: 'student', sisId: '1815' },
    { id: 'alan', name: 'Alan Turing', email: 'alan@example.edu', role: 'student' },
    { id: 'emmy', name: 'Emmy Noether', email: 'emmy@example.edu', role: 'student' },
    { id: 'kurt', name: 'Kurt Gödel', email: 'kurt@example.edu', role: 'student' },
  ];
  const by = 'instructor@example.edu';
  const { id: platformId } = (await addLtiPlatform(database.store, {
    ...platform.details,
    courseId,
    tokenAudience: null,
    deployments: [platform.deploymentId],
    isShared: false,
    by,
  }))!;
  const claims = platform.claims(platform.users[0], '');
  const endpoint = claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'] as {
    lineitems: string;
    scope: string[];
  };
  await connectLtiContext(database.store, {
    platformId,
    deploymentId: platform.deploymentId,
    contextId: platform.course.id,
    title: platform.course.title,
    lineItemsUrl: endpoint.lineitems,
    membershipsUrl: `${platform.url}/courses/42/members?rlid=9`,
    scopes: endpoint.scope,
    courseId,
    by,
  });
  const { id } = await database.store.db.ltiContext.findFirstOrThrow({ where: { platformId } });
  return { platform, path: `/courses/deep-learning/lti/${id}` };
}

const text = async (response: Response): Promise<string> =>
  (await response.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

/** @returns the page once all is sent */
async function send({ path }: Connected, form: Record<string, string> = {}): Promise<string> {
  const answer = await staff.post(`${path}/grades`, form);
  expect(answer.status).toBe(303);
  const where = { id: path.split('/').at(-1)! };
  while ((await database.store.db.ltiContext.findUniqueOrThrow({ where })).sendingUntil) await sleep(20);
  return text(await staff.get(path));
}

const takeRoster = async ({ path }: Connected): Promise<string> =>
  text(await staff.post(`${path}/roster`, {}));

async function setPoints(email: string, slug: string, points: string | null): Promise<void> {
  const { db } = database.store;
  const enrollment = await db.enrollment.findFirstOrThrow({ where: { courseId, user: { email } } });
  const assignment = await db.assignment.findFirstOrThrow({ where: { courseId, slug } });
  await setOverride(database.store, {
    enrollmentId: enrollment.id,
    assignmentId: assignment.id,
    points,
    reason: 'a test',
    by: 'instructor@example.edu',
  });
}

describe('the roster of a platform', () => {
  let connected: Connected;
  beforeAll(async () => {
    connected = await connect({ flavour: 'moodle' });
  });

  test('is read page after page; whom there is already is recognised by their address', async () => {
    connected.platform.users.push(
      { id: 'new', name: 'Maryam Mirzakhani', email: 'maryam@example.edu', role: 'student' },
      { id: 'gone', name: 'Left', email: 'left@example.edu', role: 'student', status: 'Inactive' },
      { id: 'mute', name: 'Without Address', role: 'student' },
      { id: 'double', name: 'Ada again', email: 'ada@example.edu', role: 'student' },
      { id: 'teaches', name: 'Andrew as a student', email: 'instructor@example.edu', role: 'student' },
    );
    const page = await takeRoster(connected);
    expect(page).toContain('1 added 4 were here already 1 teach there 3 not taken over');
    expect(page).toContain('added (1) Maryam Mirzakhani, maryam@example.edu');
    expect(page).toContain('Without Address: the platform does not tell an e-mail address');
    expect(page).toContain('Ada again, ada@example.edu: is there twice');
    expect(page).toContain('Andrew as a student, instructor@example.edu: teaches here');
    expect(page).toMatch(/students here who are not in the course there \(3\) .*Grace Hopper/);
    expect(connected.platform.log.filter((line) => line === 'GET members 200')).toHaveLength(5);
    const { db } = database.store;
    const maryam = await db.enrollment.findFirstOrThrow({
      where: { user: { email: 'maryam@example.edu' } },
      include: { repository: true, ltiMembers: true, user: { include: { ltiIdentities: true } } },
    });
    expect(maryam).toMatchObject({
      role: 'student',
      repository: { path: 'deep-learning/maryam.git' },
      ltiMembers: [{ subject: 'new' }],
      user: { ltiIdentities: [{ subject: 'new', confirmedAt: null }] },
    });
    const ada = await db.enrollment.findFirstOrThrow({
      where: { user: { email: 'ada@example.edu' } },
      include: { user: { include: { ltiIdentities: true } } },
    });
    // Who had an account keeps it to themselves.
    expect(ada).toMatchObject({ identifiers: { sisId: '1815' }, user: { ltiIdentities: [] } });
  });

  test('taken over again changes nothing', async () => {
    const count = async (): Promise<number[]> => [
      await database.store.db.user.count(),
      await database.store.db.enrollment.count(),
      await database.store.db.ltiMember.count(),
    ];
    const before = await count();
    expect(await takeRoster(connected)).toContain('0 added 5 were here already');
    expect(await count()).toEqual(before);
  });

  test('is asked for again when the platform stumbles, and with a new token when the old one has expired', async () => {
    connected.platform.expireTokens();
    connected.platform.faults.push({ on: 'members', status: 503 });
    connected.platform.log.length = 0;
    expect(await takeRoster(connected)).toContain('0 added 5 were here already');
    expect(connected.platform.log.slice(0, 4)).toEqual([
      'GET members 401',
      'token contextmembership.readonly',
      'GET members 503',
      'GET members 200',
    ]);
  });

  test('that is not granted is told as the platform says it', async () => {
    connected.platform.expireTokens();
    const { scopes } = connected.platform;
    connected.platform.scopes = scopes.filter((scope) => !scope.includes('nrps'));
    expect(await takeRoster(connected)).toContain('The platform refused: no access token: HTTP 400');
    connected.platform.scopes = scopes;
  });
});

describe.each(['moodle', 'canvas'] as const)('grades sent to %s', (flavour) => {
  let connected: Connected;
  beforeAll(async () => {
    await database.store.db.gradeOverride.deleteMany();
    connected = await connect({ flavour, attemptLimit: 1 });
    await takeRoster(connected);
  });

  test('make a column for each assignment and are exact there; what has no points is left', async () => {
    await setPoints('emmy@example.edu', 'linear-regression', '7.6543');
    await setPoints('kurt@example.edu', 'linear-regression', null);
    const { platform } = connected;
    // The answer is lost; as a further attempt Canvas would refuse what is sent again.
    platform.faults.push({ on: 'scores', status: 500, isDone: true });
    const page = await send(connected);
    const [linear, logistic] = await Promise.all(
      (await listCourseAssignments(database.store, courseId)).map(async ({ versionHash }) =>
        Number(await new MaxPoints(database.store).of(versionHash)),
      ),
    );
    expect(platform.columns.map(({ label, scoreMaximum, tag }) => ({ label, scoreMaximum, tag }))).toEqual([
      { label: LINEAR, scoreMaximum: linear, tag: 'residual' },
      { label: LOGISTIC, scoreMaximum: logistic, tag: 'residual' },
    ]);
    const attempts = flavour === 'canvas' ? 1 : 0;
    expect(platform.scoresOf(LINEAR)).toEqual({
      ada: { given: '20', maximum: '20', attempts },
      alan: { given: '0', maximum: '20', attempts },
      emmy: { given: '7.6543', maximum: '20', attempts },
    });
    expect(Object.keys(platform.scoresOf(LOGISTIC)).toSorted()).toEqual(['ada', 'emmy']);
    expect(platform.log.filter((line) => line.startsWith('token'))).toEqual([
      'token contextmembership.readonly',
      'token lineitem',
      'token score',
    ]);
    expect(page).toContain('5 as in the gradebook there');
    expect(page).not.toContain('to be sent');
    expect(page).toMatch(/Emmy Noether emmy@example.edu Linear regression 7.6543 7.6543\/20/);
  });

  test('are sent again only where they have changed, as no new attempt of the student', async () => {
    connected.platform.log.length = 0;
    await send(connected);
    expect(connected.platform.log).toEqual([]);
    await setPoints('emmy@example.edu', 'linear-regression', '8');
    await send(connected);
    expect(connected.platform.log).toEqual([expect.stringMatching(/^POST scores 20[04]$/)]);
    expect(connected.platform.scoresOf(LINEAR).emmy).toMatchObject({ given: '8' });
  });

  test('survive an answer that is lost: the score goes out again with a later time', async () => {
    connected.platform.faults.push({ on: 'scores', status: 500, isDone: true });
    await setPoints('emmy@example.edu', 'linear-regression', '9.5');
    connected.platform.log.length = 0;
    expect(await send(connected)).not.toContain('1 failed');
    expect(connected.platform.log).toEqual([
      'POST scores 500',
      expect.stringMatching(/^POST scores 20[04]$/),
    ]);
    expect(connected.platform.scoresOf(LINEAR).emmy).toMatchObject({ given: '9.5' });
  });

  test('wait when the platform is asked too much', async () => {
    connected.platform.faults.push({ on: 'scores', status: 429, headers: { 'Retry-After': '0' } });
    await setPoints('emmy@example.edu', 'linear-regression', '9.75');
    await send(connected);
    expect(connected.platform.scoresOf(LINEAR).emmy).toMatchObject({ given: '9.75' });
  });

  test('go out with later times even when our clock was set back', async () => {
    const { platform, path } = connected;
    const hence = new Date(Date.now() + 600_000);
    const emmy = platform.columns[0].scores.get('emmy')!;
    platform.columns[0].scores.set('emmy', { ...emmy, timestamp: hence });
    const where = { id: path.split('/').at(-1)! };
    await database.store.db.ltiContext.update({ where, data: { lastScoreAt: hence } });
    await setPoints('emmy@example.edu', 'linear-regression', '9.8');
    await send(connected);
    expect(platform.scoresOf(LINEAR).emmy).toMatchObject({ given: '9.8' });
  });

  test('that fail are told one by one, and only they are sent again', async () => {
    const { platform } = connected;
    const all = platform.users;
    platform.users = all.filter(({ id }) => id !== 'alan');
    // A teacher there has graded in the meantime, by a clock that is ahead.
    const ada = platform.columns[0].scores.get('ada')!;
    platform.columns[0].scores.set('ada', { ...ada, timestamp: new Date(Date.now() + 7_200_000) });
    await setPoints('alan@example.edu', 'linear-regression', '1');
    await setPoints('ada@example.edu', 'linear-regression', '19');
    await setPoints('emmy@example.edu', 'linear-regression', '10');
    const page = await send(connected);
    expect(page).toContain('2 failed');
    expect(page).toMatch(/Alan Turing .{1,120} failed HTTP (404|422): User not found in course/);
    expect(page).toMatch(/Ada Lovelace .{1,120} failed HTTP (400|409): Refusing score with older timestamp/);
    expect(platform.scoresOf(LINEAR).emmy).toMatchObject({ given: '10' });

    platform.users = all;
    platform.columns[0].scores.set('ada', ada);
    await setPoints('emmy@example.edu', 'linear-regression', '11');
    const again = await send(connected, { only: 'failed' });
    expect(platform.scoresOf(LINEAR)).toMatchObject({
      alan: { given: '1' },
      ada: { given: '19' },
      emmy: { given: '10' },
    });
    expect(again).toContain('1 to be sent 4 as in the gradebook there');
    await send(connected);
    expect(platform.scoresOf(LINEAR).emmy).toMatchObject({ given: '11' });
  });

  test('find a new column when somebody has deleted theirs', async () => {
    const { platform } = connected;
    platform.columns = platform.columns.filter(({ label }) => label !== LINEAR);
    await setPoints('emmy@example.edu', 'linear-regression', '12');
    const page = await send(connected);
    expect(platform.scoresOf(LINEAR).emmy).toMatchObject({ given: '12', maximum: '20' });
    // The others were in the column that is gone.
    expect(page).toContain('2 to be sent');
    await send(connected);
    expect(Object.keys(platform.scoresOf(LINEAR)).toSorted()).toEqual(['ada', 'alan', 'emmy']);
  });

  test('follow a new title of the assignment', async () => {
    const where = { courseId_slug: { courseId, slug: 'linear-regression' } };
    await database.store.db.assignment.update({ where, data: { title: 'Homework 1' } });
    await setPoints('emmy@example.edu', 'linear-regression', '13');
    await send(connected);
    expect(connected.platform.scoresOf('Homework 1').emmy).toMatchObject({ given: '13' });
    await database.store.db.assignment.update({ where, data: { title: LINEAR } });
  });

  test('end early, with the reason, when the platform no longer grants them', async () => {
    const { platform } = connected;
    const { scopes } = platform;
    platform.scopes = scopes.filter((scope) => !scope.includes('ags'));
    platform.expireTokens();
    await setPoints('emmy@example.edu', 'linear-regression', '14');
    for (const name of ['ada', 'alan', 'emmy', 'kurt'])
      await setPoints(`${name}@example.edu`, 'logistic-regression', '3');
    const page = await send(connected);
    expect(page).toContain('The latest sending ended early: no access token: HTTP 400');
    platform.scopes = scopes;
    expect(await send(connected)).not.toContain('ended early');
    expect(platform.scoresOf(LOGISTIC).kurt).toMatchObject({ given: '3' });
  });
});

describe('sending', () => {
  test('is refused while another is under way', async () => {
    const connected = await connect({ flavour: 'canvas' });
    const id = connected.path.split('/').at(-1)!;
    const sendingUntil = new Date(Date.now() + 60_000);
    await database.store.db.ltiContext.update({ where: { id }, data: { sendingUntil } });
    expect((await staff.post(`${connected.path}/grades`, {})).status).toBe(409);
    // Who sent has crashed.
    await database.store.db.ltiContext.update({ where: { id }, data: { sendingUntil: new Date(0) } });
    await send(connected);
  });

  test('is offered only where the platform lets us write', async () => {
    const connected = await connect({
      flavour: 'canvas',
      scopes: ALL_SCOPES.filter((scope) => !scope.endsWith('/score')),
    });
    expect(await text(await staff.get(connected.path))).toContain(
      'The platform does not let this tool write into its gradebook.',
    );
    expect((await staff.post(`${connected.path}/grades`, {})).status).toBe(409);
  });

  test('tells whose names the platform has not told yet', async () => {
    const connected = await connect({ flavour: 'canvas' });
    const page = await send(connected);
    expect(page).toContain('of students unknown there: take over the roster');
    expect(connected.platform.log).toEqual([]);
  });

  test('sends a zero for missing work only if that was asked for', async () => {
    const connected = await connect({ flavour: 'moodle' });
    await takeRoster(connected);
    const { db } = database.store;
    const sofja = { id: 'sofja', name: 'Sofja', email: 'sofja@example.edu', role: 'student' } as const;
    connected.platform.users.push(sofja);
    await takeRoster(connected);
    await db.assignment.updateMany({
      where: { courseId, slug: 'linear-regression' },
      data: { deadline: new Date('2020-01-01') },
    });
    await send(connected);
    expect(connected.platform.scoresOf(LINEAR).sofja).toBeUndefined();
    await send(connected, { missing: 'zero' });
    expect(connected.platform.scoresOf(LINEAR).sofja).toMatchObject({ given: '0', maximum: '20' });
    expect(await text(await staff.get(connected.path))).not.toContain('without points now');
  });
});
