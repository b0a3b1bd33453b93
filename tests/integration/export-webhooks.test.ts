// Webhooks: what happens in a course comes to those who listen, signed, once it did happen, until it came through.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createWebhook,
  enableWebhook,
  failAttempt,
  finishAttempt,
  listWebhooks,
  setOverride,
  type WebhookEvent,
} from '@residual/store';
import pino from 'pino';
import { WEBHOOK_DATA, webhookEnvelope } from '../../apps/server/src/api/schemas.ts';
import { readConfiguration } from '../../apps/server/src/configuration.ts';
import { waitAfter, WebhookSender } from '../../apps/server/src/webhooks/sender.ts';
import { makeCourseInProgress, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const database = useDatabase();
let course: CourseInProgress;
let courseId: string;
let receiver: Server;
let url: string;
let received: Received[] = [];
let answer = 200;
let sender: WebhookSender;
const by = 'instructor@example.edu';

beforeAll(async () => {
  course = await makeCourseInProgress(database.store);
  ({ id: courseId } = await database.store.db.course.findFirstOrThrow());
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answer, { location: url }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  sender = senderWith('true');
});
afterAll(async () => {
  await sender.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(async () => {
  received = [];
  answer = 200;
  await database.store.db.webhook.deleteMany();
});

const senderWith = (toPrivate: string): WebhookSender =>
  new WebhookSender({
    store: database.store,
    log: pino({ level: 'silent' }),
    configuration: readConfiguration({
      DATABASE_URL: database.url,
      WEBHOOKS_TO_PRIVATE_ADDRESSES: toPrivate,
    }),
  });

const listen = (...events: WebhookEvent[]) => createWebhook(database.store, { courseId, url, events, by });

/** A further attempt at Carl's submission, which waits. */
async function waiting(): Promise<string> {
  const { db } = database.store;
  const newest = await db.attempt.findFirstOrThrow({
    where: { submissionId: course.submissions.carlWaiting },
    orderBy: { number: 'desc' },
  });
  if (newest.state === 'queued') return newest.id;
  const { submissionId, versionHash, number } = newest;
  return (await db.attempt.create({ data: { submissionId, versionHash, number: number + 1 } })).id;
}

const makeDue = () =>
  database.store.db.webhookDelivery.updateMany({
    where: { nextTryAt: { not: null } },
    data: { nextTryAt: new Date(0) },
  });

describe('an attempt that ends', () => {
  test('is told of with a signature that the secret verifies', async () => {
    const { secret } = await listen('attempt.finished');
    const attempt = await waiting();
    await failAttempt(database.store, attempt, 'the evaluator died');
    await failAttempt(database.store, attempt, 'a second time');
    expect(await sender.run()).toBe(1);
    expect(received).toHaveLength(1);
    const [{ headers, body }] = received;
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-residual-signature']))!;
    expect(createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')).toBe(signature);
    const envelope = webhookEnvelope('attempt.finished', WEBHOOK_DATA['attempt.finished']).parse(
      JSON.parse(body),
    );
    expect(headers['x-residual-delivery']).toBe(envelope.id);
    expect(envelope.data).toMatchObject({
      attempt,
      student: 'gauss@example.edu',
      assignment: 'linear-regression',
      state: 'not graded',
      points: null,
    });
    expect(body).not.toContain('evaluator');
  });

  test('is told of to nobody while it is held back', async () => {
    await listen('attempt.finished');
    const attempt = await waiting();
    await database.store.db.attempt.update({ where: { id: attempt }, data: { number: -7 } });
    await finishAttempt(database.store, attempt, []);
    expect(await sender.run()).toBe(0);
    await database.store.db.attempt.delete({ where: { id: attempt } });
  });
});

describe('a grade that changes', () => {
  test('is told of with what it was, once, whatever changed it', async () => {
    await listen('grade.changed');
    expect(await sender.run()).toBe(0);
    const { db } = database.store;
    const emmy = await db.enrollment.findFirstOrThrow({ where: { user: { email: 'emmy@example.edu' } } });
    const assignment = await db.assignment.findFirstOrThrow({ where: { slug: 'linear-regression' } });
    const cell = { enrollmentId: emmy.id, assignmentId: assignment.id };
    await setOverride(database.store, { ...cell, points: '12.25', reason: 'by hand', by });
    expect(await sender.run()).toBe(1);
    expect(await sender.run()).toBe(0);
    const envelope = webhookEnvelope('grade.changed', WEBHOOK_DATA['grade.changed']).parse(
      JSON.parse(received[0].body),
    );
    expect(envelope.data).toMatchObject({
      student: 'emmy@example.edu',
      before: { status: 'graded', points: '10' },
      after: { status: 'graded', points: '12.25' },
      explanation: '12.25, set by staff: by hand (by the rules: 10 of 20)',
    });
  });

  test('is told of by one of several servers', async () => {
    await listen('grade.changed');
    const attempt = await waiting();
    await Promise.all([sender.run(), senderWith('true').run()]);
    received = [];
    await database.store.db.attempt.update({
      where: { id: attempt },
      data: { state: 'graded', points: '3', maxPoints: '20', finishedAt: new Date() },
    });
    await Promise.all([sender.run(), senderWith('true').run(), senderWith('true').run()]);
    expect(received.map(({ body }) => JSON.parse(body).data.after.points)).toEqual(['3']);
  });
});

describe('a webhook that is not reached', () => {
  test('is tried again, later and later, with the same id', async () => {
    await listen('attempt.finished');
    await failAttempt(database.store, await waiting(), 'x');
    for (answer of [500, 302, 404]) {
      expect(await sender.run()).toBe(0);
      expect(await sender.run()).toBe(0);
      await makeDue();
    }
    const [{ id, tries, failure }] = await database.store.db.webhookDelivery.findMany();
    expect({ tries, failure }).toEqual({ tries: 3, failure: 'it answered 404' });
    answer = 204;
    expect(await sender.run()).toBe(1);
    expect(received.map(({ headers }) => headers['x-residual-delivery'])).toEqual([id, id, id, id]);
    expect(await sender.run()).toBe(0);
    expect([1, 2, 3, 30].map(waitAfter)).toEqual([15_000, 30_000, 60_000, 21_600_000]);
  });

  test('for three days is disabled with a notice, and sends what waits once it is enabled', async () => {
    const { db } = database.store;
    const { id } = await listen('attempt.finished');
    await failAttempt(database.store, await waiting(), 'x');
    answer = 500;
    await sender.run();
    await db.webhook.update({ where: { id }, data: { failingSince: new Date(Date.now() - 73 * 3_600_000) } });
    await makeDue();
    await sender.run();
    const [webhook] = await listWebhooks(database.store, courseId);
    expect(webhook.disabledAt).not.toBeNull();
    expect(webhook.notice).toContain('it answered 500');
    await makeDue();
    await sender.run();
    expect(received).toHaveLength(2);
    answer = 200;
    expect(await enableWebhook(database.store, { courseId, id, by })).toBe(true);
    expect(await sender.run()).toBe(1);
  });

  test('because it lies on our own network is never connected to', async () => {
    await listen('attempt.finished');
    await failAttempt(database.store, await waiting(), 'x');
    expect(await senderWith('false').run()).toBe(0);
    expect(received).toEqual([]);
    const [{ failure }] = await database.store.db.webhookDelivery.findMany();
    expect(failure).toBe('The address must begin with https://.');
  });
});
