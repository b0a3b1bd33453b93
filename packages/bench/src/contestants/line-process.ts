// A process that measures, spoken to in lines of JSON. A request that it does not answer ends it.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { greetingSchema, replySchema, type Reply, type Request } from '../protocol.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const GREETING_MS = 120_000;
const REPLY_MS = 600_000;
const STDERR_TAIL = 2_000;

export class LineProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  #stderr = '';

  private constructor({ file, args, env }: Command) {
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    // A process that cannot be started, or is gone, is told of by the line that never comes.
    this.#child.on('error', (error) => (this.#stderr += error.message));
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @returns the process and what it says of itself. @throws Error if it does not get ready */
  static async start(command: Command): Promise<{ process: LineProcess; detail: string }> {
    const process = new LineProcess(command);
    try {
      const greeting = greetingSchema.parse(await process.#read(GREETING_MS));
      return { process, detail: greeting.ready };
    } catch (error) {
      await process.close();
      throw error;
    }
  }

  async ask(request: Request): Promise<Reply> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return replySchema.parse(await this.#read(REPLY_MS));
  }

  async close(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (exitCode !== null || signalCode !== null || pid === undefined) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #read(patience: number): Promise<unknown> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    try {
      const { value, done } = await this.#lines.next();
      if (!done) return JSON.parse(value as string);
    } finally {
      clearTimeout(timer);
    }
    const said = this.#stderr.trim().split('\n');
    const reason = said.findLast((line) => /^\s*\w*Error\b/.test(line)) ?? said.at(-1);
    throw new Error(reason || `its process ended (${this.#child.signalCode ?? this.#child.exitCode})`);
  }
}
