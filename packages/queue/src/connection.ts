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
import type { Device } from '@residual/contracts';
import type { QueueConnection } from './queue.ts';

/** What asks for a GPU has a queue of its own: whoever has none does not listen to it. */
const NAMES: Record<Device, string> = { cpu: 'grading', gpu: 'grading-gpu' };

type Unconnected<T> = Omit<T, 'connection'>;

/** `migrate` makes BullMQ's tables, in a schema of their own; two processes may do so at once. */
const postgres = (databaseUrl: string) => ({ connectionString: databaseUrl, migrate: true, max: 4 });

/** A command that Redis does not answer is given up after some tries, or (`null`) waits for Redis to come back. */
const redis = (url: string, maxRetriesPerRequest: number | null): ConnectionOptions => ({
  url,
  maxRetriesPerRequest,
});

export function createQueue({ redisUrl, databaseUrl }: QueueConnection, device: Device) {
  if (redisUrl) return new Queue(NAMES[device], { connection: redis(redisUrl, 3) });
  return new Queue(NAMES[device], { connection: postgres(databaseUrl) }, createPostgresBackend);
}

export function createWorker(
  { redisUrl, databaseUrl }: QueueConnection,
  device: Device,
  processor: Processor,
  options: Unconnected<WorkerOptions>,
) {
  const name = NAMES[device];
  if (redisUrl) return new Worker(name, processor, { ...options, connection: redis(redisUrl, null) });
  return new Worker(
    name,
    processor,
    { ...options, connection: postgres(databaseUrl) },
    createPostgresBackend,
  );
}

// A listener reads the stream of events; should a wake-up be missed, it looks again after this time.
const EVENTS_POLL_MS = 1_000;

export function createEvents({ redisUrl, databaseUrl }: QueueConnection, device: Device) {
  const name = NAMES[device];
  const options = { blockingTimeout: EVENTS_POLL_MS };
  if (redisUrl) return new QueueEvents(name, { ...options, connection: redis(redisUrl, null) });
  return new QueueEvents(name, { ...options, connection: postgres(databaseUrl) }, createPostgresBackend);
}

export function createEventsProducer({ redisUrl, databaseUrl }: QueueConnection, device: Device) {
  const name = NAMES[device];
  if (redisUrl) return new QueueEventsProducer(name, { connection: redis(redisUrl, 3) });
  return new QueueEventsProducer(name, { connection: postgres(databaseUrl) }, createPostgresBackend);
}

export const errorListener = ({ onError }: QueueConnection): ((error: Error) => void) =>
  onError ?? ((error) => console.error('grading queue:', error));
