import { gradingJobSchema } from '@residual/contracts';
import { createQueue, errorListener } from './connection.ts';
import { RETRY_DELAY_MS, TRIES, type GradingQueue, type QueueConnection } from './queue.ts';

/** A command that was under way when the connection broke may never be answered. */
const PATIENCE_MS = 10_000;

/** Connects as the one who adds jobs. */
export async function openGradingQueue(connection: QueueConnection): Promise<GradingQueue> {
  const queue = createQueue(connection);
  queue.on('error', errorListener(connection));
  await queue.waitUntilReady();
  return {
    async add(job) {
      const { attemptId } = gradingJobSchema.parse(job);
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
    has: async ({ attemptId }) => (await answered(queue.getJob(attemptId))) !== undefined,
    async ping() {
      await answered(queue.getWaitingCount());
    },
    close: () => queue.close(),
  };
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
