// Which system a command is about.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RUNNING_FILE, runningSchema } from '@residual/contracts';
import { CommandError } from './command-error.ts';

export interface Instance {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Where people reach it. */
  readonly url: string;
  readonly home: string;
  /** How we know of it. */
  readonly source: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const ROOT = resolve(import.meta.dirname, '../../..');

export const homeOf = (environment: Environment): string =>
  environment.RESIDUAL_HOME ? resolve(environment.RESIDUAL_HOME) : join(ROOT, '.residual');

/** Where the folders of the assignments lie. */
export const assignmentsOf = (environment: Environment): string =>
  resolve(environment.RESIDUAL_ASSIGNMENTS || join(ROOT, 'assignments'));

/** DATABASE_URL where it is set, else the system that runs in RESIDUAL_HOME; null if neither. */
export async function findInstance(environment: Environment): Promise<Instance | null> {
  if (environment.DATABASE_URL)
    return {
      databaseUrl: environment.DATABASE_URL,
      redisUrl: environment.REDIS_URL || undefined,
      url: environment.PUBLIC_URL || `http://localhost:${environment.PORT || 3000}`,
      home: homeOf(environment),
      source: 'DATABASE_URL',
    };
  const file = join(homeOf(environment), RUNNING_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new CommandError(`${file} cannot be read: ${error.message}`);
  });
  if (text === null) return null;
  const { pid, url, databaseUrl, redisUrl } = runningSchema.parse(JSON.parse(text));
  return isAlive(pid) ? { databaseUrl, redisUrl, url, home: homeOf(environment), source: file } : null;
}

/** @throws CommandError that says what to do */
export async function getInstance(environment: Environment): Promise<Instance> {
  const instance = await findInstance(environment);
  if (instance) return instance;
  throw new CommandError(
    `No database: nothing runs in ${homeOf(environment)}. Start it with npm start in another terminal, or set DATABASE_URL.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
