// Measures one workload on all contestants. They take turns, so that whatever else the machine does meanwhile falls on
// all of them alike.
import { freemem } from 'node:os';
import type { Contestant } from './contestants/contestant.ts';
import type { Figure } from './figure.ts';
import type { Reply } from './protocol.ts';
import { spreadOf } from './statistics.ts';
import { bytesOf, fullCount, growth, type Workload } from './workloads/workload.ts';

/** Nobody waits longer than this for one measurement. */
export const PATIENCE_SECONDS = 60;
/** Of free memory: the rest is for what a contestant makes beside operands and result. */
const MEMORY_SHARE = 0.6;

export interface Pace {
  /** That one measurement may take. */
  readonly seconds: number;
  readonly repeats: number;
}
export const FULL_PACE: Pace = { seconds: 4, repeats: 5 };
export const QUICK_PACE: Pace = { seconds: 0.4, repeats: 3 };

/** What each contestant took for the workloads before this one. */
export type History = readonly { readonly workload: Workload; readonly figures: readonly Figure[] }[];

interface Entry {
  readonly contestant: Contestant;
  readonly count: number;
  /** Measurements to be made yet. */
  readonly turns: number;
  readonly seconds: number[];
  readonly held: number[];
  peak: number;
  result: number | undefined;
}

export async function measureWorkload(
  workload: Workload,
  contestants: readonly Contestant[],
  { pace, history }: { readonly pace: Pace; readonly history: History },
): Promise<readonly Figure[]> {
  const figures = new Map<Contestant, Figure>();
  const entries: Entry[] = [];
  for (const contestant of contestants) {
    const begun = await begin(workload, contestant, pace, history);
    if (begun === null) continue;
    if ('state' in begun) figures.set(contestant, begun);
    else entries.push(begun);
  }
  const turns = Math.max(...entries.map((entry) => entry.turns), 0);
  for (let turn = 0; turn < turns; turn++)
    for (const entry of entries) {
      if (figures.has(entry.contestant) || turn >= entry.turns) continue;
      try {
        note(entry, await entry.contestant.measure(workload, entry.count));
      } catch (error) {
        figures.set(entry.contestant, failed(entry.contestant, error));
      }
    }
  for (const entry of entries)
    if (!figures.has(entry.contestant)) figures.set(entry.contestant, figureOf(entry));
  return contestants.flatMap((contestant) => figures.get(contestant) ?? []);
}

/** Looks how long it takes, and how often it can be done in the time there is; null if it is not for this one. */
async function begin(
  workload: Workload,
  contestant: Contestant,
  pace: Pace,
  history: History,
): Promise<Entry | Figure | null> {
  const { name, role, shortest } = contestant;
  const skipped = (reason: string, estimate?: number): Figure => ({
    contestant: name,
    role,
    state: 'skipped',
    reason,
    ...(estimate === undefined ? {} : { estimate }),
  });
  const estimate = estimateOf(workload, name, history);
  if (estimate !== null && estimate > PATIENCE_SECONDS)
    return skipped(`it would take longer than ${PATIENCE_SECONDS} s`, estimate);
  const needed = bytesOf(workload);
  if (needed > MEMORY_SHARE * freemem())
    return skipped(
      `it needs ${gigabytes(needed)} of memory and more beside, and ${gigabytes(freemem())} are free`,
      estimate ?? undefined,
    );
  const entryOf = (count: number, turns: number): Entry => ({
    contestant,
    count,
    turns,
    seconds: [],
    held: [],
    peak: 0,
    result: undefined,
  });
  try {
    const most = fullCount(workload);
    // The first one warms up. What takes no time is then done more often until the clock can tell.
    let reply = await contestant.measure(workload, 1);
    for (let count = 1; ;) {
      if ('notForMe' in reply) return null;
      if ('unsupported' in reply) return skipped(reply.unsupported);
      if (most === 1) {
        if (reply.seconds < 4 * pace.seconds) return entryOf(1, Math.min(3, pace.repeats));
        // Too long to be done for nothing.
        const entry = entryOf(1, 0);
        note(entry, reply);
        return entry;
      }
      reply = await contestant.measure(workload, count);
      if (!('seconds' in reply)) continue;
      const { seconds } = reply;
      if (seconds >= shortest || count >= most) {
        const wished = (count * Math.max(pace.seconds, 2 * shortest)) / seconds;
        return entryOf(Math.max(1, Math.min(most, Math.ceil(wished))), pace.repeats);
      }
      count = Math.min(
        most,
        Math.max(2 * count, Math.ceil((2 * count * shortest) / Math.max(seconds, 1e-9))),
      );
    }
  } catch (error) {
    return failed(contestant, error);
  }
}

/** From the largest smaller workload of its kind; null if there is none. */
function estimateOf(workload: Workload, contestant: string, history: History): number | null {
  for (const { workload: smaller, figures } of history.toReversed()) {
    const factor = growth(workload, smaller);
    if (factor === null) continue;
    const figure = figures.find((one) => one.contestant === contestant);
    if (figure?.state === 'measured') return figure.median * factor;
    if (figure?.state === 'skipped' && figure.estimate !== undefined) return figure.estimate * factor;
  }
  return null;
}

function note(entry: Entry, reply: Reply): void {
  if (!('seconds' in reply)) throw new Error('it answered otherwise than before');
  entry.seconds.push(reply.seconds / entry.count);
  entry.result = reply.result;
  if (reply.memory === undefined) return;
  entry.held.push(reply.memory.held);
  entry.peak = Math.max(entry.peak, reply.memory.peak);
}

function figureOf({ contestant: { name, role }, count, seconds, held, peak, result }: Entry): Figure {
  return {
    contestant: name,
    role,
    state: 'measured',
    count,
    ...spreadOf(seconds),
    ...(result === undefined ? {} : { result }),
    ...(held.length < 2 ? {} : { memory: { peak, growth: held.at(-1)! - held[0] } }),
  };
}

const failed = ({ name, role }: Contestant, error: unknown): Figure => ({
  contestant: name,
  role,
  state: 'failed',
  reason: error instanceof Error ? error.message : String(error),
});

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
