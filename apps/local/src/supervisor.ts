// Keeps child processes running: what dies is started again, ever more slowly while it keeps dying; stopping is
// graceful first and forceful after a while. A child that loses us notices its closed channel and ends by itself.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface ProcessPlan {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Ctrl-C reaches every process of the terminal at once: what ends then is not to be started again. */
  readonly mayRestart: () => boolean;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran this long has not failed at its start. */
const STABLE_MS = 60_000;
/** Longer than a server gives the pushes in progress, and a worker its gradings: who stops by himself is not killed. */
const STOP_MS = 20_000;

export class SupervisedProcess {
  readonly #plan: ProcessPlan;
  readonly #report: (text: string) => void;
  #child: ChildProcess | null = null;
  #restart: NodeJS.Timeout | null = null;
  #pause = FIRST_PAUSE_MS;
  #stopping = false;

  constructor(plan: ProcessPlan, report: (text: string) => void) {
    this.#plan = plan;
    this.#report = report;
  }

  /** Starts it and waits until it says that it is ready. @throws Error if it ends before */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = this.#spawn();
      child.on('message', (message) => {
        if (typeof message === 'object' && message !== null && 'ready' in message) resolve();
      });
      child.once('exit', (code, signal) =>
        reject(
          new Error(`the ${this.#plan.name} ended at once (${signal ?? code}); see ${this.#plan.logFile}`),
        ),
      );
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#restart) clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(force);
  }

  #spawn(): ChildProcess {
    const { args, cwd, environment, logFile } = this.#plan;
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, [...args], {
      cwd,
      env: { ...environment },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    const startedAt = Date.now();
    child.once('exit', (code, signal) => this.#ended(code, signal, Date.now() - startedAt));
    child.on('error', (error) => this.#report(`the ${this.#plan.name} cannot be started: ${error.message}`));
    this.#child = child;
    return child;
  }

  #ended(code: number | null, signal: string | null, ranFor: number): void {
    if (this.#stopping || !this.#plan.mayRestart()) return;
    if (ranFor > STABLE_MS) this.#pause = FIRST_PAUSE_MS;
    this.#report(
      `the ${this.#plan.name} ended (${signal ?? code}); starting it again in ${this.#pause / 1000} s. Its log: ${this.#plan.logFile}`,
    );
    this.#restart = setTimeout(() => this.#spawn(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
  }
}
