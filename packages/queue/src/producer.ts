import { type Device, gradingJobSchema } from '@residual/contracts';
import { createQueue, errorListener } from './connection.ts';
import { RETRY_DELAY_MS, TRIES, type GradingQueue, type QueueConnection } from './queue.ts';

/** A command that was under way when the connection broke may never be answered. */
const PATIENCE_MS = 10_000;

/** Connects as the one who adds jobs. */
export async function openGradingQueue(connection: QueueConnection): Promise<GradingQueue> {
  const queues = new Map<Device, Promise<ReturnType<typeof createQueue>>>();
  /** Sites without a GPU need no connection for its queue. */
  const queueOf = (device: Device = 'cpu') => {
    let queue = queues.get(device);
    if (!queue) {
      queue = openQueue(connection, device);
      queue.catch(() => queues.delete(device));
      queues.set(device, queue);
    }
    return queue;
  };
  await queueOf();
  return {
    async add(job, { device } = {}) {
      const { attemptId } = gradingJobSchema.parse(job);
      const queue = await answered(queueOf(device));
      await answered(
        queue.add(
          'grade',
          { attemptId },
          {
            // the same attempt is one job
            jobId: attemptId,
            attempts: TRIES,
            backoff: { type: 'exponential', delay: RETRY_DELAY_MS },
            // the database keeps what became of it; a job that stayed would keep the attempt from being added again
            removeOnComplete: true,
            removeOnFail: true,
          },
        ),
      );
    },
    async has({ attemptId }, { device } = {}) {
      const queue = await answered(queueOf(device));
      return (await answered(queue.getJob(attemptId))) !== undefined;
    },
    async isDelayed({ attemptId }, { device } = {}) {
      const queue = await answered(queueOf(device));
      return (await answered(queue.getJobState(attemptId))) === 'delayed';
    },
    async hurry({ attemptId }, { device } = {}) {
      const queue = await answered(queueOf(device));
      const job = await answered(queue.getJob(attemptId));
      await job?.promote().catch(async (error: unknown) => {
        // Its time had just come.
        if (await answered(job.isDelayed())) throw error;
      });
    },
    async remove({ attemptId }, { device } = {}) {
      const queue = await answered(queueOf(device));
      if ((await answered(queue.remove(attemptId))) === 1) return true;
      return (await answered(queue.getJob(attemptId))) === undefined;
    },
    async ping() {
      const queue = await answered(queueOf());
      await answered(queue.getWaitingCount());
    },
    async close() {
      const open = await Promise.allSettled(queues.values());
      await Promise.all(
        open.map(async (queue) => {
          if (queue.status === 'fulfilled') await queue.value.close();
        }),
      );
    },
  };
}

async function openQueue(
  connection: QueueConnection,
  device: Device,
): Promise<ReturnType<typeof createQueue>> {
  const queue = createQueue(connection, device);
  queue.on('error', errorListener(connection));
  await queue.waitUntilReady();
  return queue;
}

/** @throws if no answer comes in time */
async function answered<T>(command: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error(`the queue has not answered for ${PATIENCE_MS / 1000} s`));
    timer = setTimeout(fail, PATIENCE_MS);
  });
  try {
    return await Promise.race([command, patience]);
  } finally {
    clearTimeout(timer);
  }
}
