// The programming interface: its document's examples are run as they stand, and tokens open what they say.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApiToken, API_SCOPES, revokeApiToken, type ApiScope } from '@residual/store';
import { exampleUrl } from '../../apps/server/src/api/reference-page.ts';
import { OPERATIONS } from '../../apps/server/src/api/operations/index.ts';
import { makeCourseInProgress, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { startWebsite, type Website } from '../support/website.ts';

let site: Website;
afterAll(() => site.close());
const database = useDatabase();
let course: CourseInProgress;
let courseId: string;
let everything: string;
const by = 'instructor@example.edu';

/** What the examples call a student and a submission. */
const ENROLLMENT = '0199d3f0-0000-7000-8000-00000000000a';
const SUBMISSION = '0199d3f0-0000-7000-8000-00000000000b';

beforeAll(async () => {
  const { store } = database;
  course = await makeCourseInProgress(store);
  ({ id: courseId } = await store.db.course.findFirstOrThrow());
  const ada = await store.db.enrollment.findFirstOrThrow({ where: { user: { email: course.ada } } });
  // Foreign keys follow a new id.
  await store.db.$executeRaw`UPDATE "Enrollment" SET "id" = ${ENROLLMENT}::uuid WHERE "id" = ${ada.id}::uuid`;
  await store.db
    .$executeRaw`UPDATE "Submission" SET "id" = ${SUBMISSION}::uuid WHERE "id" = ${course.submissions.adaCorrect}::uuid`;
  site = await startWebsite(store, database.url);
  everything = await makeToken([...API_SCOPES]);
});

async function makeToken(scopes: readonly ApiScope[], expiresAt: Date | null = null): Promise<string> {
  const made = await createApiToken(database.store, { courseId, name: 'test', scopes, expiresAt, by });
  return made.token;
}

const ask = (path: string, token: string | null = everything, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(`/api/v1${path}`, site.url), {
    ...init,
    headers: { ...(init.headers as object), ...(token !== null && { authorization: `Bearer ${token}` }) },
  });
const answer = async (path: string): Promise<Record<string, never>> => (await ask(path)).json();

describe('the document', () => {
  test('is OpenAPI 3.1, and every reference in it leads somewhere', async () => {
    const response = await ask('/openapi.json', null);
    const text = await response.text();
    const document = JSON.parse(text);
    expect(document.openapi).toBe('3.1.0');
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(references.length).toBeGreaterThan(20);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name);
    expect(Object.keys(document.webhooks)).toEqual(['attempt.finished', 'grade.changed', 'export.finished']);
    expect(document.paths['/courses/{course}/grades'].get.parameters[0]).toMatchObject({
      name: 'course',
      in: 'path',
      required: true,
    });
  });

  test('can be read by people', async () => {
    const page = await (await ask('/', null)).text();
    for (const { id } of OPERATIONS) expect(page).toContain(`id="${id}"`);
    expect(page).toContain('/api/v1/courses/deep-learning/grades?assignment=linear-regression&amp;limit=2');
  });
});

describe('an example of the document', () => {
  test.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
    'does what it says: %s',
    async (_, operation) => {
      const { method, example, answer: schema } = operation;
      const response = await fetch(exampleUrl(operation, site.url), {
        method: method.toUpperCase(),
        headers: { authorization: `Bearer ${everything}`, 'content-type': 'application/json' },
        ...(example.body !== undefined && { body: JSON.stringify(example.body) }),
      });
      expect(response.status).toBe(200);
      if (!schema) {
        expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
        expect((await response.text()).length).toBeGreaterThan(100);
        return;
      }
      expect(schema.safeParse(await response.json()).error).toBeUndefined();
      expect(schema.safeParse(example.answer).error).toBeUndefined();
    },
  );
});

describe('an answer', () => {
  test('has grades as the gradebook has them', async () => {
    const { items } = await answer('/courses/deep-learning/grades?email=alan@example.edu');
    expect(items).toEqual([
      {
        student: expect.objectContaining({ name: 'Alan Turing', email: 'alan@example.edu', section: null }),
        grades: [
          expect.objectContaining({
            assignment: 'linear-regression',
            status: 'graded',
            points: '0',
            maxPoints: '20',
            explanation: '0 of 20 (1 day late, nothing taken off)',
          }),
          expect.objectContaining({ assignment: 'logistic-regression', status: 'open', points: null }),
        ],
      },
    ]);
  });

  test.each(['roster', 'grades', 'submissions'])('comes in pages that miss nobody: %s', async (list) => {
    const all = (await answer(`/courses/deep-learning/${list}?limit=200`)).items as unknown[];
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page: Record<string, unknown> = await answer(`/courses/deep-learning/${list}?limit=3${query}`);
      seen.push(...(page.items as unknown[]));
      cursor = page.next as string | null;
    } while (cursor !== null);
    expect(seen).toEqual(all);
    expect(seen.length).toBeGreaterThan(6);
  });

  test('keeps figures of hidden checks to itself', async () => {
    const { db } = database.store;
    const result = await db.taskResult.findFirstOrThrow({
      where: { attempt: { submissionId: SUBMISSION }, task: 'gradient-descent' },
    });
    const report = {
      ...(result.report as object),
      afterDeadline: [{ check: 'hidden-loss', figure: 'SECRET' }],
    };
    await db.taskResult.update({
      where: { attemptId_task: { attemptId: result.attemptId, task: 'gradient-descent' } },
      data: { report },
    });
    const text = await (await ask(`/courses/deep-learning/submissions/${SUBMISSION}`)).text();
    expect(text).toContain('hidden-loss');
    expect(text).not.toContain('SECRET');
  });

  test('to a remembered export is what the next one is compared with', async () => {
    const post = (path: string, body: object): Promise<Response> =>
      ask(path, everything, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const choice = { format: 'jsonl', assignments: ['linear-regression'] };
    const changes = async (): Promise<number> =>
      (await (await post('/courses/deep-learning/exports/preview', choice)).json()).changes.count;
    expect(await changes()).toBe(4);
    await (await post('/courses/deep-learning/exports', choice)).text();
    expect(await changes()).toBe(0);
    const impossible = await post('/courses/deep-learning/exports', { format: 'blackboard' });
    expect(impossible.status).toBe(422);
    expect((await impossible.json()).detail).toContain('column ID');
  });
});

describe('a token', () => {
  const problem = async (response: Response): Promise<unknown[]> => {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const { status, type } = await response.json();
    expect(status).toBe(response.status);
    return [status, type];
  };

  test('opens nothing outside of its scopes', async () => {
    const token = await makeToken(['roster:read']);
    expect((await ask('/courses/deep-learning/roster', token)).status).toBe(200);
    for (const path of ['grades', 'submissions', `submissions/${SUBMISSION}`, 'export'])
      expect(await problem(await ask(`/courses/deep-learning/${path}`, token))).toEqual([
        403,
        '/problems/missing-scope',
      ]);
    const change = {
      method: 'PATCH',
      body: '{"section":"x"}',
      headers: { 'content-type': 'application/json' },
    };
    expect((await ask(`/courses/deep-learning/roster/${ENROLLMENT}`, token, change)).status).toBe(403);
  });

  test('opens no other course', async () => {
    await database.store.db.course.create({ data: { slug: 'other', title: 'Other' } });
    expect(await problem(await ask('/courses/other/roster'))).toEqual([404, '/problems/not-found']);
    expect(await problem(await ask('/courses/nowhere/roster'))).toEqual([404, '/problems/not-found']);
  });

  test('opens nothing once it is revoked or has expired, and neither does another text', async () => {
    const { store } = database;
    const expired = await makeToken(['roster:read'], new Date(Date.now() - 1000));
    const { id, token } = await createApiToken(store, {
      courseId,
      name: 'lost',
      scopes: ['roster:read'],
      expiresAt: null,
      by,
    });
    expect((await ask('/courses/deep-learning/roster', token)).status).toBe(200);
    expect(await revokeApiToken(store, { courseId, id, by })).toBe(true);
    for (const each of [expired, token, 'residual_made-up', null])
      expect(await problem(await ask('/courses/deep-learning/roster', each))).toEqual([
        401,
        '/problems/unauthorized',
      ]);
    const actions = await store.db.auditEntry.findMany({
      where: { subject: 'lost' },
      orderBy: { at: 'asc' },
    });
    expect(actions.map(({ action }) => action)).toEqual(['API token created', 'API token revoked']);
    expect(JSON.stringify(actions)).not.toContain(token);
  });
});

describe('a request that is not as described', () => {
  test.each([
    ['/courses/deep-learning/grades?limit=0', 'query.limit'],
    ['/courses/deep-learning/grades?limits=3', 'query'],
    ['/courses/deep-learning/grades?cursor=abc', 'query.cursor'],
    ['/courses/deep-learning/grades?assignment=nothing', 'query.assignment'],
    ['/courses/deep-learning/export?format=pdf', 'query.format'],
  ])('is told what is wrong where: %s', async (path, place) => {
    const response = await ask(path);
    expect(response.status).toBe(400);
    expect((await response.json()).detail).toContain(place);
  });

  test('of somebody else’s submission or student finds nothing', async () => {
    expect((await ask('/courses/deep-learning/submissions/no-uuid')).status).toBe(404);
    const change = {
      method: 'PATCH',
      body: '{"section":"x"}',
      headers: { 'content-type': 'application/json' },
    };
    const path = '/courses/deep-learning/roster/0199d3f0-0000-7000-8000-0000000000ff';
    expect((await ask(path, everything, change)).status).toBe(404);
    expect((await ask('/courses/deep-learning/nothing')).status).toBe(404);
  });
});
