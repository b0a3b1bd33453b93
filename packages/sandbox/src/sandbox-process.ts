// One sandbox process, seen from the parent: started confined, given one program, believed in nothing, and killed
// with its group. Every frame is bounded, parsed and must come in its turn.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { chown, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  decodeFrame,
  encodeFrame,
  FrameError,
  FrameReader,
  isPython,
  PROGRAM_FRAME_BOUNDS,
  sandboxMessageSchema,
  type Plot,
  type ProgramRequest,
  type SandboxMessage,
} from '@residual/contracts';
import type { PythonBuild, SandboxBuild } from './build.ts';
import {
  confinedCommand,
  FILTER_DESCRIPTOR,
  takeUserId,
  type Confinement,
  type ResourceLimits,
} from './confinement.ts';
import { SESSIONS_DESCRIPTOR } from './process/channel.ts';
import { endingAtLimit, endingOfDeath, SandboxError, type Ending, type ProgramOutcome } from './outcome.ts';

export interface RunOptions {
  /** Pieces of the program's output as they come. */
  onOutput?: (text: string) => void;
  /**
   * Takes the other end of the program's way to a device, if its request says that its sessions are remote. Nothing is
   * said on it before this has settled.
   * @returns names of the devices that the sessions will see
   */
  onSessions?: (channel: Socket) => readonly string[] | Promise<readonly string[]>;
  /** Kills the program; `run` then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface StartOptions {
  readonly memoryMegabytes: number;
  readonly limits: ResourceLimits;
  readonly confinement: Confinement;
  /** Where the process gets a folder of its own. */
  readonly folder: string;
  /** With a way to a device in another process. */
  readonly remoteSessions?: boolean;
  /** For programs in Python. */
  readonly python?: PythonBuild | null;
}

function bundleArguments({ isolatePath, codeCachePath }: SandboxBuild, python: PythonBuild | null): string[] {
  if (python === null) return [`--bundle=${isolatePath}`, `--code-cache=${codeCachePath}`];
  return [
    `--bundle=${python.isolatePath}`,
    `--code-cache=${python.codeCachePath}`,
    `--wasm=${python.wasmPath}`,
    `--stdlib=${python.stdlibPath}`,
    `--snapshot=${python.snapshotPath}`,
  ];
}

const READY_MILLISECONDS = 30_000;
const START_MILLISECONDS = 30_000;
/** Past the program's own wall clock, which its process keeps too and can tell more about. */
const GRACE_MILLISECONDS = 1_000;
const STDERR_TAIL = 8 * 1024;
const MESSAGE_HEADER_BYTES = 512 * 1024;
const FINISHED_PREFIX = Buffer.from('{"message":{"type":"finished"');

const isFinished = (frame: Uint8Array): boolean =>
  FINISHED_PREFIX.equals(frame.subarray(8, 8 + FINISHED_PREFIX.byteLength));

/** Bubblewrap and shells tell of the signal that ended their child by their own exit status. */
function signalOf(code: number | null): NodeJS.Signals | null {
  if (code === null || code <= 128) return null;
  const found = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return found === undefined ? null : (found[0] as NodeJS.Signals);
}

/** The process at the end of the chain of those that only hold the next one. */
async function innermost(pid: number): Promise<number> {
  const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ');
  return child === '' ? pid : innermost(Number(child));
}

type Phase = 'starting' | 'idle' | 'requested' | 'started' | 'over';

export class SandboxProcess {
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  /** Given away to whoever serves them. */
  readonly #sessions: Socket | null;
  readonly #memoryMegabytes: number;
  readonly #ready = Promise.withResolvers<void>();
  readonly #ending = Promise.withResolvers<Ending>();
  #phase: Phase = 'starting';
  #timer: NodeJS.Timeout | undefined;
  #stderr = '';
  #request: ProgramRequest | undefined;
  #onOutput: RunOptions['onOutput'];
  #output = '';
  #outputBytes = 0;
  #plots: readonly Plot[] = [];
  #startedAt = 0;
  #endedAt = 0;
  /** Resolves when nothing is left: no process, no descriptor, no folder. */
  readonly gone: Promise<void>;

  private constructor(child: ChildProcess, folder: string, memoryMegabytes: number) {
    this.#child = child;
    this.#memoryMegabytes = memoryMegabytes;
    this.#channel = child.stdio[3] as Duplex;
    this.#sessions = ((child.stdio as readonly unknown[])[SESSIONS_DESCRIPTOR] as Socket | undefined) ?? null;
    // Whoever is not waiting (a pool that is closing) is not to be crashed by what he does not want to know.
    this.#ready.promise.catch(() => undefined);
    this.#ending.promise.catch(() => undefined);
    this.#listen();
    const closed = new Promise<void>((resolve) => {
      child.once('error', (cause) => {
        this.#fail(new SandboxError('the sandbox process could not be started', { cause }));
        if (child.pid === undefined) resolve();
      });
      child.once('exit', () => {
        // Whatever it may have started goes with it.
        this.kill();
        this.#sessions?.destroy();
      });
      // Its last word may still be on the way when it is gone; now everything has been heard.
      child.once('close', (code, signal) => {
        const inner = signal ?? signalOf(code);
        this.#died(inner === null ? code : null, inner);
        resolve();
      });
    });
    this.gone = closed.then(() => rm(folder, { recursive: true, force: true }));
    this.#limitTime(READY_MILLISECONDS, () =>
      this.#fail(new SandboxError('the sandbox process did not get ready')),
    );
  }

  /** Starts a process; it is fit for use when `ready` resolves. */
  static async start(build: SandboxBuild, options: StartOptions): Promise<SandboxProcess> {
    const folder = await mkdtemp(join(options.folder, 'process-'));
    const { confinement, python = null } = options;
    const uid = confinement.ownUser ? takeUserId() : undefined;
    if (uid !== undefined) await chown(folder, uid, uid);
    const { file, args, ...identity } = confinedCommand(build, {
      limits: options.limits,
      uid,
      confinement,
      python,
      arguments: [...bundleArguments(build, python), `--memory=${options.memoryMegabytes}`],
    });
    const stdio: StdioOptions = ['ignore', 'ignore', 'pipe', 'pipe'];
    if (options.remoteSessions) {
      stdio[FILTER_DESCRIPTOR] = 'ignore';
      stdio[SESSIONS_DESCRIPTOR] = 'pipe';
    }
    const filter = confinement.systemCallFilter === null ? null : await open(confinement.systemCallFilter);
    if (filter !== null) stdio[FILTER_DESCRIPTOR] = filter.fd;
    try {
      const child = spawn(file, args, {
        ...identity,
        cwd: folder,
        env: { TZ: 'UTC' },
        stdio,
        detached: true,
      });
      return new SandboxProcess(child, folder, options.memoryMegabytes);
    } finally {
      await filter?.close();
    }
  }

  /** @throws SandboxError when the process fails before it is ready */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Private writable memory in kilobytes (VmData); null where the system does not tell. */
  async dataKilobytes(): Promise<number | null> {
    try {
      const status = await readFile(`/proc/${await innermost(this.#child.pid!)}/status`, 'utf8');
      return Number(/^VmData:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) || null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /**
   * Runs the one program of this process's life and waits until the process is gone.
   * @throws SandboxError when the failure is not the program's
   */
  async run(
    request: ProgramRequest,
    buffers: readonly Uint8Array[],
    { onOutput, onSessions, signal }: RunOptions = {},
  ): Promise<ProgramOutcome> {
    await this.ready;
    if (this.#phase !== 'idle') throw new SandboxError(`the sandbox process is ${this.#phase}`);
    const abort = (): void => this.#fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      this.#request = request;
      this.#onOutput = onOutput;
      this.#phase = 'requested';
      this.#limitTime(START_MILLISECONDS, () =>
        this.#fail(new SandboxError('the sandbox process did not start the program')),
      );
      if (request.sessions === 'remote') {
        if (this.#sessions === null || onSessions === undefined)
          throw new SandboxError('there is no way to a device for the sessions of this program');
        const devices = await onSessions(this.#sessions);
        this.#request = { ...request, devices: [...devices] };
      }
      this.#channel.write(encodeFrame(this.#request, buffers));
      const ending = await this.#ending.promise;
      const programMs = this.#startedAt === 0 ? 0 : this.#endedAt - this.#startedAt;
      const output = { text: this.#output, truncated: ending.kind === 'output limit' };
      const plots = this.#plots.length === 0 ? {} : { plots: this.#plots };
      return { ...ending, output, programMs, ...plots };
    } finally {
      signal?.removeEventListener('abort', abort);
      this.kill();
      await this.gone;
    }
  }

  kill(): void {
    clearTimeout(this.#timer);
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #listen(): void {
    const reader = new FrameReader(PROGRAM_FRAME_BOUNDS);
    this.#channel.on('data', (chunk: Uint8Array) => {
      if (this.#phase === 'over') return;
      try {
        for (const frame of reader.push(chunk)) this.#hear(frame);
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        this.#distrust(error.message);
      }
    });
    // A process that dies while we write to it is told by its death, not by a broken pipe.
    this.#channel.on('error', () => undefined);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
  }

  #hear(frame: Uint8Array): void {
    if (this.#phase === 'over') return;
    if (isFinished(frame)) {
      if (this.#phase === 'started') this.#end({ kind: 'finished', frame });
      else this.#distrust('finished before it started');
      return;
    }
    const message = this.#parse(frame);
    if (message !== null) this.#obey(message);
  }

  #parse(frame: Uint8Array): SandboxMessage | null {
    if (frame.byteLength > MESSAGE_HEADER_BYTES) {
      this.#distrust(`a message of ${frame.byteLength} bytes`);
      return null;
    }
    const parsed = sandboxMessageSchema.safeParse(decodeFrame(frame).message);
    if (parsed.success) return parsed.data;
    this.#distrust('a message that is none of ours');
    return null;
  }

  #obey(message: SandboxMessage): void {
    const turn = `${this.#phase}: ${message.type}`;
    switch (message.type) {
      case 'ready':
        if (this.#phase !== 'starting') return this.#distrust(turn);
        this.#phase = 'idle';
        clearTimeout(this.#timer);
        return this.#ready.resolve();
      case 'started':
        if (this.#phase !== 'requested') return this.#distrust(turn);
        return this.#start();
      case 'compile error':
        // Python's parser is the program's own, in its isolate and its time.
        if (this.#phase !== 'requested' && !(this.#phase === 'started' && isPython(this.#request!.language)))
          return this.#distrust(turn);
        return this.#end({ kind: 'compile error', error: message.error });
      case 'output':
        if (this.#phase !== 'started') return this.#distrust(turn);
        return this.#print(message.text);
      case 'plots':
        if (this.#phase !== 'started' || this.#plots.length > 0) return this.#distrust(turn);
        this.#plots = message.plots;
        return;
      case 'limit':
        if (this.#phase !== 'started') return this.#distrust(turn);
        return this.#end(endingAtLimit(message.limit, message.detail));
      case 'forbidden':
        return this.#distrust(message.detail);
      case 'broken':
        return this.#fail(new SandboxError(`the sandbox process failed: ${message.detail}`));
    }
  }

  #start(): void {
    this.#phase = 'started';
    this.#startedAt = performance.now();
    const { wallClockSeconds } = this.#request!.limits;
    this.#limitTime(1_000 * wallClockSeconds + GRACE_MILLISECONDS, () =>
      this.#end({ kind: 'time limit', detail: `The program ran longer than ${wallClockSeconds} s.` }),
    );
  }

  #print(text: string): void {
    this.#outputBytes += Buffer.byteLength(text);
    // Its process counts too, so more than this cannot come from our code. (A character cut in two grows.)
    if (this.#outputBytes > 1024 * this.#request!.limits.outputKilobytes + 4)
      return this.#distrust('more output than it may send');
    this.#output += text;
    this.#onOutput?.(text);
  }

  /** Something not of our making speaks. Before the program has started, that can only be a fault of ours. */
  #distrust(what: string): void {
    if (this.#phase === 'started')
      this.#end({ kind: 'forbidden', detail: `The program broke out of its library: ${what}.` });
    else this.#fail(new SandboxError(`the sandbox process is out of step: ${what}`));
  }

  #died(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#phase === 'over') return;
    const how = signal ?? `exit status ${code}`;
    if (this.#phase !== 'started')
      return this.#fail(
        new SandboxError(`the sandbox process died while ${this.#phase} (${how}): ${this.#stderr}`),
      );
    // Our own process says its last word before it kills itself, so this is the system, out of memory, or somebody
    // else. A process that was taken over can do it as well, and cannot be told from that; it is tried again, as any
    // failure of ours, a few times and no more, and ends without a score.
    if (signal === 'SIGKILL')
      return this.#fail(
        new SandboxError(
          'the sandbox process was killed from outside: the system may be out of memory, or the program found a way',
        ),
      );
    const { wallClockSeconds } = this.#request!.limits;
    if (signal === 'SIGXCPU')
      return this.#end({ kind: 'time limit', detail: `The program ran longer than ${wallClockSeconds} s.` });
    this.#end(endingOfDeath({ code, signal, stderr: this.#stderr, memoryMegabytes: this.#memoryMegabytes }));
  }

  #end(ending: Ending): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#endedAt = performance.now();
    this.#ending.resolve(ending);
    this.kill();
  }

  #fail(error: unknown): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#ready.reject(error);
    this.#ending.reject(error);
    this.kill();
  }

  #limitTime(milliseconds: number, onElapsed: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(onElapsed, milliseconds);
  }
}
