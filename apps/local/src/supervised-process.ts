// A process that is started again when it dies, with a growing pause; what it prints goes to a file.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup } from './instance-lock.ts';
import { ROOT, StartError } from './settings.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** One that ran this long has recovered: the next pause is short again. */
const RECOVERED_MS = 60_000;
const SHOWN_LOG_LINES = 15;

export interface SupervisedOptions {
  readonly name: string;
  /** TypeScript source below the project's root. */
  readonly entry: string;
  readonly environment: Record<string, string | undefined>;
  readonly logFile: string;
  /** Told of each process that begins and ends. */
  readonly onChange: () => void;
  readonly say: (line: string) => void;
}

export class SupervisedProcess {
  readonly #options: SupervisedOptions;
  #child: ChildProcess | undefined;
  #stopping = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Resolves when the process has said `{ ready: true }`; from then on it is kept alive.
   * @throws StartError with the end of its log if it ends before
   */
  async start(): Promise<void> {
    const child = await this.#spawn();
    const ended = once(child, 'close').then(() => 'ended' as const);
    if ((await Promise.race([untilReady(child), ended])) === 'ended' && !this.#stopping.signal.aborted) {
      this.#stopping.abort();
      const { name, logFile } = this.#options;
      const log = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-SHOWN_LOG_LINES);
      throw new StartError(`the ${name} did not start; the end of ${logFile}:\n${log.join('\n')}`);
    }
    this.#ended = this.#keepAlive(child);
  }

  /** Asks the process to end, and waits for it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill('SIGTERM');
    await this.#ended;
  }

  /** Ends it at once, with its children. */
  kill(): void {
    this.#stopping.abort();
    if (this.#child?.pid !== undefined && isRunning(this.#child)) killGroup(this.#child.pid);
  }

  async #keepAlive(first: ChildProcess): Promise<void> {
    const { name, logFile, say, onChange } = this.#options;
    let child = first;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const startedAt = Date.now();
      if (isRunning(child)) await once(child, 'close');
      onChange();
      if (this.#stopping.signal.aborted) return;
      // what the dead process may have left running
      if (child.pid !== undefined) killGroup(child.pid);
      if (Date.now() - startedAt > RECOVERED_MS) pause = FIRST_PAUSE_MS;
      const how = child.signalCode ?? `exit ${child.exitCode}`;
      say(`The ${name} died (${how}) and is started again; see ${logFile}`);
      try {
        await sleep(pause, undefined, { signal: this.#stopping.signal });
      } catch {
        return;
      }
      child = await this.#spawn();
    }
  }

  async #spawn(): Promise<ChildProcess> {
    const { entry, environment, logFile, onChange } = this.#options;
    const log: FileHandle = await open(logFile, 'a');
    try {
      // A process group of its own: Ctrl-C in the terminal is for the supervisor, which stops things in order. The
      // channel tells the child when the supervisor is gone, however it went.
      const child = spawn(process.execPath, [path.join(ROOT, entry)], {
        cwd: ROOT,
        env: environment,
        detached: true,
        stdio: ['ignore', log.fd, log.fd, 'ipc'],
      });
      this.#child = child;
      await once(child, 'spawn');
      onChange();
      return child;
    } finally {
      await log.close();
    }
  }
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

function untilReady(child: ChildProcess): Promise<'ready'> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'ready' in message) resolve('ready');
    });
  });
}
