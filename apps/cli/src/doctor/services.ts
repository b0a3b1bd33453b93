import { openGradingQueue } from '@residual/queue';
import { openStore, pingStore } from '@residual/store';
import { homeOf, type Instance } from '../instance.ts';
import { firstLine, type Finding } from './finding.ts';

const PATIENCE_MS = 5_000;

export async function checkDatabase(
  instance: Instance | null,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding> {
  const name = 'PostgreSQL';
  if (!instance)
    return {
      state: 'absent',
      name,
      detail: `DATABASE_URL is not set and nothing runs in ${homeOf(environment)}; npm start brings its own`,
    };
  const store = openStore(instance.databaseUrl);
  try {
    await within(pingStore(store));
    return { state: 'ok', name, detail: `answers (${instance.source})` };
  } catch (error) {
    return { state: 'failed', name, detail: `${instance.source}: ${lastLine(error)}` };
  } finally {
    await store.close();
  }
}

export async function checkQueue(instance: Instance | null): Promise<Finding> {
  const name = 'Redis';
  if (!instance?.redisUrl)
    return { state: 'absent', name, detail: 'REDIS_URL is not set: the queue lies in PostgreSQL' };
  const { databaseUrl, redisUrl } = instance;
  try {
    // Until Redis answers, its client tells of every try; the last word is below.
    const queue = await within(openGradingQueue({ databaseUrl, redisUrl, onError: () => undefined }));
    await queue.close();
    return { state: 'ok', name, detail: 'answers' };
  } catch (error) {
    return { state: 'failed', name, detail: firstLine(error) };
  }
}

/** Prisma begins with the query and ends with what was wrong. */
const lastLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';

function within<T>(work: Promise<T>): Promise<T> {
  const patience = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)),
      PATIENCE_MS,
    );
    timer.unref();
  });
  return Promise.race([work, patience]);
}
