// How a program's run in the sandbox ended, as the worker sees it.
import { LIMIT_KINDS, type Plot, type ProgramError } from '@residual/contracts';

export interface ProgramRun {
  readonly output: { readonly text: string; readonly truncated: boolean };
  /** What the program has plotted, if anything. */
  readonly plots?: readonly Plot[];
  /** From the first instruction of the program to the end of its process. */
  readonly programMs: number;
}

export type Ending =
  /** Ran to its end, or failed on the way: `frame` (unread, untrusted) tells the evaluator which. */
  | { readonly kind: 'finished'; readonly frame: Uint8Array }
  | { readonly kind: 'compile error'; readonly error: ProgramError }
  /** The program took its process down in a way that is not a limit's. */
  | { readonly kind: 'runtime error'; readonly error: ProgramError }
  | { readonly kind: 'time limit' | 'memory limit' | 'output limit'; readonly detail: string }
  /** Something spoke on the channel that is not our library: whatever it said is dropped. */
  | { readonly kind: 'forbidden'; readonly detail: string };

export type ProgramOutcome = Ending & ProgramRun;

/** A failure of the sandbox itself: no verdict can be drawn from it. */
export class SandboxError extends Error {
  override name = 'SandboxError';
}

const KIND_BY_LIMIT = {
  time: 'time limit',
  memory: 'memory limit',
  output: 'output limit',
  // A graph that grows without end is memory used without end; the detail says which limit it met first.
  'graph nodes': 'memory limit',
} as const satisfies Record<(typeof LIMIT_KINDS)[number], Ending['kind']>;

export const endingAtLimit = (limit: (typeof LIMIT_KINDS)[number], detail: string): Ending => ({
  kind: KIND_BY_LIMIT[limit],
  detail,
});

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what the process wrote to its standard error: V8's and Node's own words. */
  readonly stderr: string;
  readonly memoryMegabytes: number;
}

const OUT_OF_MEMORY =
  /out.of.memory|OOM|Allocation failed|allocation failure|heap limit|bad_alloc|Cannot allocate memory|invalid (table |array )?size|Reached heap limit/i;

/** For a process that died without a word after its program had started. */
export function endingOfDeath({ code, signal, stderr, memoryMegabytes }: Death): Ending {
  // Node and its libraries abort in silence only when there is no memory left, not even for words.
  const silent = signal === 'SIGABRT' && stderr.trim() === '';
  if (silent || OUT_OF_MEMORY.test(stderr))
    return {
      kind: 'memory limit',
      detail: `The program used far more than ${memoryMegabytes} MB of memory and its process was stopped.`,
    };
  const how = signal === null ? `exit status ${code}` : signal;
  return {
    kind: 'runtime error',
    error: { kind: 'Crash', message: `The program crashed the process it ran in (${how}).`, stack: [] },
  };
}
