import { gradingJobSchema } from '@residual/contracts';
import { createQueue, errorListener } from './connection.ts';
import { RETRY_DELAY_MS, TRIES, type GradingQueue, type QueueConnection } from './queue.ts';

/** Connects as the one who adds jobs. */
export async function openGradingQueue(connection: QueueConnection): Promise<GradingQueue> {
  const queue = createQueue(connection);
  queue.on('error', errorListener(connection));
  await queue.waitUntilReady();
  return {
    async add(job) {
      const { attemptId } = gradingJobSchema.parse(job);
      await queue.add(
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
      );
    },
    has: async ({ attemptId }) => (await queue.getJob(attemptId)) !== undefined,
    async ping() {
      await queue.getWaitingCount();
    },
    close: () => queue.close(),
  };
}
