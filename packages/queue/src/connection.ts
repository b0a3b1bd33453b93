// Which of BullMQ's two engines serves the queue, and how it is reached.
import {
  createPostgresBackend,
  Queue,
  QueueEvents,
  QueueEventsProducer,
  Worker,
  type ConnectionOptions,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import type { QueueConnection } from './queue.ts';

const NAME = 'grading';

type Unconnected<T> = Omit<T, 'connection'>;

/** `migrate` makes BullMQ's tables, in a schema of their own; two processes may do so at once. */
const postgres = (databaseUrl: string) => ({ connectionString: databaseUrl, migrate: true, max: 4 });

/** A command that Redis does not answer is given up after some tries, or (`null`) waits for Redis to come back. */
const redis = (url: string, maxRetriesPerRequest: number | null): ConnectionOptions => ({
  url,
  maxRetriesPerRequest,
});

export function createQueue({ redisUrl, databaseUrl }: QueueConnection) {
  if (redisUrl) return new Queue(NAME, { connection: redis(redisUrl, 3) });
  return new Queue(NAME, { connection: postgres(databaseUrl) }, createPostgresBackend);
}

export function createWorker(
  { redisUrl, databaseUrl }: QueueConnection,
  processor: Processor,
  options: Unconnected<WorkerOptions>,
) {
  if (redisUrl) return new Worker(NAME, processor, { ...options, connection: redis(redisUrl, null) });
  return new Worker(
    NAME,
    processor,
    { ...options, connection: postgres(databaseUrl) },
    createPostgresBackend,
  );
}

// A listener reads the stream of events; should a wake-up be missed, it looks again after this time.
const EVENTS_POLL_MS = 1_000;

export function createEvents({ redisUrl, databaseUrl }: QueueConnection) {
  const options = { blockingTimeout: EVENTS_POLL_MS };
  if (redisUrl) return new QueueEvents(NAME, { ...options, connection: redis(redisUrl, null) });
  return new QueueEvents(NAME, { ...options, connection: postgres(databaseUrl) }, createPostgresBackend);
}

export function createEventsProducer({ redisUrl, databaseUrl }: QueueConnection) {
  if (redisUrl) return new QueueEventsProducer(NAME, { connection: redis(redisUrl, 3) });
  return new QueueEventsProducer(NAME, { connection: postgres(databaseUrl) }, createPostgresBackend);
}

export const errorListener = ({ onError }: QueueConnection): ((error: Error) => void) =>
  onError ?? ((error) => console.error('grading queue:', error));
