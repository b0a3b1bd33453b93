// The worker's end of its evaluator: a child process that holds assignments and hidden data. It is asked one thing
// at a time, replaced when it dies or takes too long, and what it was doing then fails (and is tried again).
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  evaluatorResponseSchema,
  type DrawnGraph,
  type Evaluation,
  type EvaluatorRequest,
  type EvaluatorResponse,
  type TaskSpec,
} from '@residual/contracts';
import type { SessionsEnding } from '@residual/sandbox';
import { releaseTime } from './release-time.ts';

/** The evaluator failed; trying again may help. */
export class EvaluatorError extends Error {
  override name = 'EvaluatorError';
}

/** What the program left takes longer to evaluate than anything may: no failure of ours, and no use in trying again. */
export class EvaluationTimeError extends Error {
  override name = 'EvaluationTimeError';
}

/** The assignment itself cannot be graded with, however often one tries; the message is for the instructor. */
export class BrokenAssignmentError extends Error {
  override name = 'BrokenAssignmentError';
}

/** What the sandbox may know of an assignment version. */
export interface LoadedVersion {
  readonly tasks: readonly TaskSpec[];
  readonly publicData: { readonly data: Record<string, unknown>; readonly buffers: readonly Uint8Array[] };
}

/** An assignment version, and where to get it when the evaluator does not have it (any more). */
export interface VersionSource {
  readonly hash: string;
  readonly bundle: () => Promise<Uint8Array>;
}

export interface ProgramToGrade {
  readonly task: string;
  /** The sandbox's `finished` frame, unread. */
  readonly frame: Uint8Array;
  readonly seed: number;
}

export interface GradedProgram {
  readonly evaluation: Evaluation;
  /** For pages; absent where there is none, or one too large to draw. */
  readonly graph?: DrawnGraph;
}

export interface EvaluatorClient {
  /** @throws BrokenAssignmentError, EvaluatorError */
  load(version: VersionSource): Promise<LoadedVersion>;
  /**
   * Grades what a program has left behind; says so no earlier than its {@link releaseTime}.
   * @throws BrokenAssignmentError, EvaluatorError
   * @throws EvaluationTimeError when the evaluator was busy with it for all its time
   */
  grade(version: VersionSource, program: ProgramToGrade): Promise<GradedProgram>;
  /**
   * Runs the sessions of a program on the evaluator's device, whatever else it does meanwhile.
   * @param channel the program's way to it; it is the evaluator's from now on
   */
  serveSessions(channel: Socket, bounds: { readonly graphNodes: number }): Promise<ServedSessions>;
  /** Waits until it has started. @throws EvaluatorError if the backend it was told to use is not there */
  ready(): Promise<void>;
  /** Names of the devices that sessions have seen last; empty before the first. */
  readonly devices: readonly string[];
  close(): Promise<void>;
}

export interface ServedSessions {
  /** Names of the devices that they see. */
  readonly devices: readonly string[];
  /** Waits for their end; to be called when the program's process is gone. An evaluator that has died is a device that failed. */
  ended(): Promise<SessionsEnding>;
}

export interface EvaluatorOptions {
  /** For one request; starting the process counts too. */
  readonly timeoutMs: number;
  /** Whose device runs sessions; a GPU if there is one, unless told. */
  readonly backend?: string | undefined;
  /** The evaluator's module; tests use others. */
  readonly entry?: string;
}

type Question =
  | Omit<Extract<EvaluatorRequest, { type: 'load' }>, 'id'>
  | Omit<Extract<EvaluatorRequest, { type: 'grade' }>, 'id'>;
type Answer = Exclude<EvaluatorResponse, { type: 'ready' }>;

/** Their data stay in its memory; past so many it starts afresh. */
const MOST_VERSIONS = 16;
/** RLIMIT_DATA, V8's reservations of address space included. */
const MOST_MEMORY_KILOBYTES = 4 << 20;
/** Of what an evaluator says before it is asked anything. */
const NO_REQUEST = 0;
const ENTRY = join(import.meta.dirname, 'evaluator/main.ts');

/** Of one program, on the evaluator's device. */
interface Sessions {
  readonly begin: (devices: readonly string[]) => void;
  readonly end: (ending: SessionsEnding) => void;
}

/** Of the time that it was given: on a busy machine it gets no more, and an honest graph needs a hundredth. */
const BUSY_SHARE = 0.1;
const TICKS_PER_SECOND = 100;

/** What a process has used of processors; NaN where the system does not tell (proc_pid_stat(5)). */
function processorSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** One evaluator process, from its start to its death. */
class EvaluatorProcess {
  readonly versions = new Map<string, LoadedVersion>();
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #pending: { id: number; resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;
  readonly #sessions = new Map<number, Sessions>();
  readonly #ready = Promise.withResolvers<void>();
  #nextId = 1;
  alive = true;

  constructor({ entry = ENTRY, backend }: Pick<EvaluatorOptions, 'entry' | 'backend'>) {
    // A graph from outside is run in it: it may use so much memory, and it has no credentials, since it needs none.
    const command = `ulimit -d ${MOST_MEMORY_KILOBYTES} && exec "$@"`;
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', entry];
    if (backend !== undefined) node.push(backend);
    // Not everybody waits for it.
    this.#ready.promise.catch(() => undefined);
    this.#child = spawn('/bin/sh', ['-c', command, 'sh', ...node], {
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => this.#hear(message));
    this.#child.on('error', (cause) => this.#fail(new EvaluatorError('the evaluator failed', { cause })));
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#fail(new EvaluatorError(`the evaluator died (${signal ?? `exit status ${code}`})`));
        resolve();
      });
    });
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  async ask(question: Question, timeoutMs: number): Promise<Answer> {
    if (!this.alive) throw new EvaluatorError('the evaluator has died');
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#pending = { id, resolve, reject };
    const busyBefore = processorSeconds(this.#child.pid);
    const timer = setTimeout(() => {
      const busy = processorSeconds(this.#child.pid) - busyBefore;
      // A machine that was asleep, or busy with something else, is no fault of the program's; nor is another program.
      const computed = busy > (BUSY_SHARE * timeoutMs) / 1_000 && this.#sessions.size === 0;
      const text = `the evaluator took longer than ${timeoutMs / 1_000} s`;
      this.#fail(
        computed && question.type === 'grade' ? new EvaluationTimeError(text) : new EvaluatorError(text),
      );
      void this.kill();
    }, timeoutMs);
    try {
      this.#child.send({ ...question, id } satisfies EvaluatorRequest, (cause) => {
        if (cause) this.#fail(new EvaluatorError('the evaluator does not listen', { cause }));
      });
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#pending = null;
    }
  }

  /** Resolves when the evaluator has the channel, or is dead. */
  async serve(
    channel: Socket,
    graphNodes: number,
  ): Promise<{
    readonly devices: readonly string[];
    readonly ending: Promise<SessionsEnding>;
  }> {
    const id = this.#nextId++;
    const begun = Promise.withResolvers<readonly string[]>();
    const ended = Promise.withResolvers<SessionsEnding>();
    this.#sessions.set(id, {
      begin: begun.resolve,
      end: (ending) => {
        this.#sessions.delete(id);
        ended.resolve(ending);
        begun.resolve([]);
      },
    });
    const request: EvaluatorRequest = { type: 'sessions', id, graphNodes };
    this.#child.send(request, channel, (cause) => {
      if (cause) this.#fail(new EvaluatorError('the evaluator does not listen', { cause }));
    });
    return { devices: await begun.promise, ending: ended.promise };
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #hear(message: unknown): void {
    const parsed = evaluatorResponseSchema.safeParse(message);
    if (!parsed.success) {
      this.#fail(
        new EvaluatorError('the evaluator gave an answer of the wrong form', { cause: parsed.error }),
      );
      void this.kill();
      return;
    }
    const answer = parsed.data;
    if (answer.type === 'ready') {
      this.#ready.resolve();
      return;
    }
    if (answer.type === 'failed' && answer.id === NO_REQUEST) {
      this.#ready.reject(new EvaluatorError(answer.message));
      return;
    }
    const sessions = this.#sessions.get(answer.id);
    if (answer.type === 'sessions begun') sessions?.begin(answer.devices);
    else if (answer.type === 'sessions ended') sessions?.end(answer.ending);
    else if (sessions !== undefined)
      sessions.end({
        kind: 'device failed',
        detail: answer.type === 'failed' ? answer.message : answer.type,
      });
    else if (answer.id === this.#pending?.id) this.#pending.resolve(answer);
  }

  #fail(error: Error): void {
    this.alive = false;
    this.#ready.reject(error);
    this.#pending?.reject(error);
    for (const { end } of this.#sessions.values()) end({ kind: 'device failed', detail: error.message });
  }
}

function expectAnswer<Type extends Answer['type']>(
  answer: Answer,
  type: Type,
): Extract<Answer, { type: Type }> {
  if (answer.type === type) return answer as Extract<Answer, { type: Type }>;
  if (answer.type === 'assignment error') throw new BrokenAssignmentError(answer.message);
  throw new EvaluatorError(
    answer.type === 'failed' ? answer.message : `"${answer.type}" is no answer to that`,
  );
}

export function startEvaluator({ timeoutMs, ...options }: EvaluatorOptions): EvaluatorClient {
  let current = new EvaluatorProcess(options);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  let lastDevices: readonly string[] = [];

  /** One request at a time, so that each has its full time. */
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const turn = last.then(action, action);
    last = turn.catch(() => undefined);
    return turn;
  };
  const load = async ({ hash, bundle }: VersionSource): Promise<LoadedVersion> => {
    if (closed) throw new EvaluatorError('the evaluator is closed');
    const known = current.versions.get(hash);
    if (current.alive && known !== undefined) return known;
    const contents = await bundle();
    if (current.versions.size >= MOST_VERSIONS) await current.kill();
    if (!current.alive) current = new EvaluatorProcess(options);
    const answer = await current.ask({ type: 'load', version: hash, bundle: contents }, timeoutMs);
    const { tasks, publicData } = expectAnswer(answer, 'loaded');
    current.versions.set(hash, { tasks, publicData });
    return { tasks, publicData };
  };

  return {
    load: (version) => inTurn(() => load(version)),
    async grade(version, program) {
      const { readyMs, ...graded } = await inTurn(async () => {
        await load(version);
        const startedAt = performance.now();
        const answer = await current.ask({ type: 'grade', version: version.hash, ...program }, timeoutMs);
        const { evaluation, graph } = expectAnswer(answer, 'graded');
        return {
          evaluation,
          ...(graph === undefined ? {} : { graph }),
          readyMs: performance.now() - startedAt,
        };
      });
      // Out of turn: the next one need not wait.
      await delay(releaseTime(readyMs) - readyMs);
      return graded;
    },
    async serveSessions(channel, { graphNodes }) {
      if (!current.alive) current = new EvaluatorProcess(options);
      const serving = current;
      const { devices, ending } = await serving.serve(channel, graphNodes);
      lastDevices = devices;
      return {
        devices,
        async ended() {
          const timer = setTimeout(() => void serving.kill(), timeoutMs);
          try {
            return await ending;
          } finally {
            clearTimeout(timer);
          }
        },
      };
    },
    ready: () => current.ready,
    get devices() {
      return lastDevices;
    },
    async close() {
      closed = true;
      await current.kill();
    },
  };
}
