// The disposable process: one isolate, one program, then death. It is started warm, waits for its request, and
// tells the parent what happens; whatever it says is hostile to the parent, since a program may have taken it over.
import { parseArgs } from 'node:util';
import {
  plotSchema,
  programRequestSchema,
  PROGRAM_FRAME_BOUNDS,
  type FinishedProgram,
  type Limits,
  type ProgramError,
  type ProgramRequest,
  type SandboxMessage,
} from '@residual/contracts';
import { DEFAULT_BOUNDS, LocalTarget } from '@residual/runtime';
import { z } from 'zod';
import { EXCHANGE_BYTES } from '../exchange.ts';
import { HOST_CALLS, type Host } from '../host.ts';
import { RemoteTarget } from '../sessions/remote-target.ts';
import { WireError } from '../wire.ts';
import { BoundaryError, createBridge, LimitError, type GraphSubmission } from './bridge.ts';
import { openChannel, SESSIONS_DESCRIPTOR } from './channel.ts';
import { programErrorOf } from './failure.ts';
import { finishedMessage } from './finished-message.ts';
import { createGuest, type GuestOptions } from './guest.ts';
import { createOutputMeter, type OutputMeter } from './output-meter.ts';
import { CompileError } from './program.ts';
import { createPythonGuest, ProgramFailure } from './python-guest.ts';
import { Recorder, type RecordedTarget } from './recorder.ts';
import { stripTypes } from './strip.ts';

const NEVER_ENDED: ProgramError = {
  kind: 'Error',
  message:
    'The program awaits something that never happens. Nothing happens later here (there are no timers), ' +
    'so it stopped before its end.',
  stack: [],
};

const UNEXPLAINED: ProgramError = {
  kind: 'Error',
  message: 'The program failed and changed the built-in objects so that its error cannot be told.',
  stack: [],
};

/** How V8 tells the program that the process has no more memory. Who throws this himself gets what he says. */
const OUT_OF_MEMORY = /^(Array buffer allocation failed|Data cannot be cloned, out of memory\.?)$/;

const { values: options } = parseArgs({
  options: {
    bundle: { type: 'string', default: '' },
    'code-cache': { type: 'string', default: '' },
    memory: { type: 'string', default: '' },
    /** Of a process for Python: Pyodide's module, Python's standard library, and its memory. */
    wasm: { type: 'string' },
    stdlib: { type: 'string', default: '' },
    snapshot: { type: 'string', default: '' },
  },
});

const plotsSchema = z.array(plotSchema).max(16);

const channel = openChannel();
let limits: Limits | undefined;
let output: OutputMeter | undefined;
let recorder: Recorder | undefined;
let deadline = Infinity;
let reachedEnd = false;
let graph: GraphSubmission = { nodes: [], buffers: [] };

/** Where the program's sessions run: here, or on a device that another process owns. */
function targetOf({ sessions, seed, limits: { graphNodes } }: ProgramRequest): RecordedTarget {
  if (sessions !== 'remote') return new LocalTarget({ seed });
  return new RemoteTarget(openChannel(SESSIONS_DESCRIPTOR), {
    seed,
    bounds: { ...DEFAULT_BOUNDS, nodes: graphNodes },
  });
}

function begun<T>(value: T | undefined): T {
  if (value === undefined) throw new BoundaryError('a call before the program began');
  return value;
}
const requireLimits = (): Limits => begun(limits);

/** Says the last word and dies on the spot, whatever state isolate and heap are in. */
function end(message: SandboxMessage | FinishedProgram, buffers: readonly Uint8Array[] = []): never {
  try {
    if (message.type !== 'broken') output?.flush();
    try {
      channel.send(message, buffers);
    } catch (error) {
      // A death without a word would count as a failure of ours. What can be too large is what the program left.
      if (message.type !== 'finished' || !(error instanceof RangeError)) throw error;
      const { memoryMegabytes } = requireLimits();
      const detail = `What the program leaves does not fit into ${memoryMegabytes} MB of memory.`;
      channel.send({ type: 'limit', limit: 'memory', detail } satisfies SandboxMessage);
    }
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
  throw new Error('unreachable');
}

const endAtLimit = (limit: 'time' | 'memory' | 'output' | 'graph nodes', detail: string): never =>
  end({ type: 'limit', limit, detail });

const endAtMemoryLimit = (): never =>
  endAtLimit('memory', `The program used more than ${requireLimits().memoryMegabytes} MB of memory.`);

const endAtTimeLimit = (): never =>
  endAtLimit('time', `The program ran longer than ${requireLimits().wallClockSeconds} s.`);

/** For errors of the host's own code, the runtime included. */
function endBecause(error: unknown): never {
  if (error instanceof LimitError) endAtLimit(error.limit, error.message);
  if (error instanceof BoundaryError || error instanceof WireError)
    end({ type: 'forbidden', detail: error.message.slice(0, 500) });
  if (error instanceof RangeError && /allocation|Invalid (typed )?array length/.test(error.message))
    endAtMemoryLimit();
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  end({ type: 'broken', detail: detail.slice(0, 4_000) });
}

/**
 * No error of the host's ever becomes one of the program's. And the clock is looked at in every call: an isolate
 * that is mostly in calls to its host loses the interrupt that isolated-vm sends it at its time limit.
 */
function guarded(host: Host): Host {
  const calls = HOST_CALLS.map((name) => {
    const call = host[name] as (...values: unknown[]) => unknown;
    return [
      name,
      (...values: unknown[]) => {
        if (performance.now() >= deadline) endAtTimeLimit();
        try {
          return call(...values);
        } catch (error) {
          return endBecause(error);
        }
      },
    ];
  });
  return Object.fromEntries(calls) as Host;
}

try {
  const scratch = new SharedArrayBuffer(EXCHANGE_BYTES);
  const surroundings: GuestOptions = {
    bundlePath: options.bundle,
    codeCachePath: options['code-cache'],
    memoryMegabytes: Number(options.memory),
    scratch,
    host: guarded(
      createBridge({
        target: () => begun(recorder),
        limits: requireLimits,
        scratch,
        print: (text) => output?.print(text),
        submitGraph: (submission) => {
          graph = submission;
        },
        reachEnd: () => {
          reachedEnd = true;
        },
      }),
    ),
  };
  const { wasm, stdlib, snapshot } = options;
  const guest =
    wasm === undefined
      ? createGuest(surroundings)
      : createPythonGuest({ ...surroundings, python: { wasm, stdlib, snapshot } });
  if (wasm === undefined) stripTypes('let warm: number', 'typescript', '');
  channel.send({ type: 'ready' } satisfies SandboxMessage);

  const frame = channel.receive(PROGRAM_FRAME_BOUNDS);
  if (frame === null) process.exit(0);
  const request = programRequestSchema.parse(frame.message);
  limits = request.limits;
  recorder = new Recorder(targetOf(request));
  output = createOutputMeter(limits.outputKilobytes * 1024, (text) =>
    channel.send({ type: 'output', text } satisfies SandboxMessage),
  );
  try {
    guest.prepare(request, frame.buffers);
  } catch (error) {
    if (error instanceof CompileError) end({ type: 'compile error', error: error.error });
    throw error;
  }

  channel.send({ type: 'started' } satisfies SandboxMessage);
  deadline = performance.now() + 1_000 * limits.wallClockSeconds;
  const timeLeft = (): number => Math.max(1, Math.ceil(deadline - performance.now()));
  const checkLimits = (): void => {
    if (guest.isDisposed()) endAtMemoryLimit();
    if (performance.now() >= deadline) endAtTimeLimit();
  };
  /** Calls into the isolate: limits end the process, what the program threw is returned. */
  const enter = (call: () => void): ProgramError | undefined => {
    try {
      call();
      return undefined;
    } catch (thrown) {
      checkLimits();
      if (thrown instanceof CompileError) end({ type: 'compile error', error: thrown.error });
      if (thrown instanceof ProgramFailure) {
        if (thrown.ofMemory) endAtMemoryLimit();
        return thrown.error;
      }
      try {
        return programErrorOf(thrown, (stack) => guest.explain(stack, timeLeft()));
      } catch {
        checkLimits();
        // The program has spoilt what explains its errors, such as methods of String.prototype.
        return UNEXPLAINED;
      }
    }
  };
  const plotsOf = (ask: () => unknown): unknown => {
    try {
      return ask();
    } catch {
      checkLimits();
      return [];
    }
  };
  let error = enter(() => guest.run(timeLeft()));
  if (error !== undefined && OUT_OF_MEMORY.test(error.message)) endAtMemoryLimit();
  if (error === undefined) {
    const failure = recorder.settle();
    if (failure !== null) error = { kind: failure.kind, message: failure.message.slice(0, 8_000), stack: [] };
  }
  if (error === undefined && !reachedEnd) error = NEVER_ENDED;
  // What cannot be told is left out: it has no weight.
  const plots = plotsSchema.safeParse(plotsOf(() => guest.plots(timeLeft())));
  if (plots.success && plots.data.length > 0)
    channel.send({ type: 'plots', plots: plots.data } satisfies SandboxMessage);
  const collectError = enter(() => guest.collect(timeLeft()));
  error ??= collectError;
  const { message, buffers } = finishedMessage(recorder.finish(), graph, error);
  end(message, buffers);
} catch (error) {
  endBecause(error);
}
