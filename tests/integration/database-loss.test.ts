// What students and operators see while the database is away: that it passes, and not that they are at fault.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { useDatabase } from '../support/database.ts';
import { Clone, git, type PushCourse, startGrader, startPushCourse } from '../support/push-course.ts';
import { severable, type SeverableDatabase } from '../support/severable-database.ts';

let course: PushCourse;
let way: SeverableDatabase;
let clone: Clone;
afterAll(async () => {
  await course.close();
  await way.close();
});
const database = useDatabase();
beforeAll(async () => {
  way = await severable(database.url);
  course = await startPushCourse(database);
  await course.restart({ DATABASE_URL: way.url, LOG_LEVEL: 'silent' });
  clone = await Clone.make(course, course.ada);
  await clone.commit({ 'linear-regression/closed-form.ts': '// correct\n' });
  await way.cut();
}, 120_000);

const get = async (path: string): Promise<{ status: number; text: string; headers: Headers }> => {
  const response = await fetch(`${course.url()}${path}`);
  return { status: response.status, text: await response.text(), headers: response.headers };
};
const metric = (text: string, name: string): string | undefined =>
  new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];

test('a push is told to come again, and not that its token is wrong', async () => {
  for (const result of [await clone.push(), await git(clone.path, 'fetch', 'origin')]) {
    expect(result.exitCode).not.toBe(0);
    expect(result.text).toContain('The grading server cannot answer just now. Nothing is lost');
    expect(result.text).toContain('503');
    expect(result.text).not.toContain('Authentication failed');
  }
});

test('git requests are answered 503, with when to try again', async () => {
  const authorization = `Basic ${Buffer.from(`ada:${course.ada.token}`).toString('base64')}`;
  const path = '/git/deep-learning/ada.git/info/refs?service=git-upload-pack';
  const response = await fetch(`${course.url()}${path}`, { headers: { authorization } });
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(response.headers.get('www-authenticate')).toBeNull();
});

test('a page says 503 to whoever is logged in', async () => {
  const headers = { cookie: `residual-session=${'x'.repeat(43)}` };
  const response = await fetch(`${course.url()}/`, { headers, redirect: 'manual' });
  expect(response.status).toBe(503);
});

test('the process is healthy and not ready, and says of what', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
  const { status, text } = await get('/readyz');
  expect(status).toBe(503);
  expect(text.split('\n')[0]).toBe('database: does not answer');
});

test('metrics go on, with the database as down and nothing made up about the queue', async () => {
  const { status, text } = await get('/metrics');
  expect(status).toBe(200);
  expect(metric(text, 'residual_database_up')).toBe('0');
  expect(text).not.toMatch(/^residual_queue_depth\{/m);
  expect(metric(text, 'residual_queue_oldest_seconds')).toBe('Nan');
  expect(Number(metric(text, 'process_resident_memory_bytes'))).toBeGreaterThan(0);
});

test('all is well again when it is back: the same push is taken and graded', async () => {
  await way.mend();
  const grader = await startGrader(database);
  try {
    const result = await clone.push();
    expect(result.text).toContain('linear-regression/closed-form: correct 10/10');
    expect(await get('/readyz')).toMatchObject({ status: 200, text: 'database: ok\nqueue: ok\n' });
    const { text } = await get('/metrics');
    expect(metric(text, 'residual_database_up')).toBe('1');
    expect(metric(text, 'residual_pushes_total\\{outcome="accepted"\\}')).toBe('1');
    expect(text).toMatch(/^residual_queue_depth\{place="worker"\} 0$/m);
  } finally {
    await grader.close({ force: true });
  }
});
