// A worker process for tests/integration/queue.test.ts: takes a job, says so and holds it until it is killed.
import { openGradingWorker } from '@residual/queue';

const [connection] = process.argv.slice(2).map((text) => JSON.parse(text));
await openGradingWorker(
  connection,
  async ({ attemptId }, { attemptsMade }) => {
    process.send?.({ attemptId, attemptsMade });
    await new Promise(() => {});
  },
  { concurrency: 1, name: 'doomed' },
);
process.send?.('ready');
