import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Device, deviceSchema, gradingEventSchema, type GradingEvent } from '@residual/contracts';
import type { QueueEventsListener } from 'bullmq';
import { createEvents, createEventsProducer, errorListener } from './connection.ts';
import type { GradingEvents, QueueConnection } from './queue.ts';

const KEPT_EVENTS = 10_000;
const HELLO_INTERVAL_MS = 50;

/** Connects as a listener; hears what is reported from now on, by any worker. */
export async function openGradingEvents(connection: QueueConnection): Promise<GradingEvents> {
  const listeners = new Set<(event: GradingEvent) => void>();
  const queues = await Promise.all(
    deviceSchema.options.map((device) => listen(connection, device, listeners)),
  );
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      await Promise.all(queues.map((events) => events.close()));
    },
  };
}

async function listen(
  connection: QueueConnection,
  device: Device,
  listeners: ReadonlySet<(event: GradingEvent) => void>,
): Promise<ReturnType<typeof createEvents>> {
  const events = createEvents(connection, device);
  const onError = errorListener(connection);
  events.on('error', onError);
  events.on('progress', ({ data }) => {
    const event = gradingEventSchema.safeParse(data);
    if (!event.success) {
      onError(new Error('a message on the queue is not a grading event', { cause: event.error }));
      return;
    }
    for (const listener of listeners) listener(event.data);
  });
  await events.waitUntilReady();
  await untilListening(connection, device, events);
  return events;
}

type HelloListener = QueueEventsListener & { hello: (args: { nonce: string }) => void };

/**
 * BullMQ's listener asks for "what comes after now" anew with every read until it has read something, and misses what
 * comes in between. So we say hello until we have heard ourselves; from there on it reads on from an event's number.
 */
async function untilListening(
  connection: QueueConnection,
  device: Device,
  events: ReturnType<typeof createEvents>,
): Promise<void> {
  const producer = createEventsProducer(connection, device);
  producer.on('error', errorListener(connection));
  const nonce = randomUUID();
  const heard = new AbortController();
  const onHello: HelloListener['hello'] = (args) => {
    if (args.nonce === nonce) heard.abort();
  };
  events.on<HelloListener>('hello', onHello);
  try {
    while (!heard.signal.aborted) {
      await producer.publishEvent({ eventName: 'hello', nonce }, KEPT_EVENTS);
      await sleep(HELLO_INTERVAL_MS);
    }
  } finally {
    events.off<HelloListener>('hello', onHello);
    await producer.close();
  }
}
