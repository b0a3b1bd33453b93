// Fuzzes one target in a thread of its own, so that somebody notices when it hangs.
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { TARGETS } from './targets.ts';

export interface FuzzTask {
  readonly target: string;
  readonly seed: number;
  /** From which case on, for one that hung. */
  readonly path: string | undefined;
  readonly milliseconds: number;
  /** How many cases were begun. */
  readonly begun: Int32Array;
}

export interface FuzzReport {
  readonly cases: number;
  /** What failed, smallest case first; null: nothing did. */
  readonly failure: string | null;
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const { target: name, seed, path, milliseconds, begun } = workerData as FuzzTask;
const target = TARGETS.find((one) => one.name === name)!;
const property = await target.property();
Atomics.add(begun, 0, 1);
const counted: fc.IRawProperty<unknown> = Object.assign(Object.create(property) as fc.IRawProperty<unknown>, {
  run: (value: unknown) => {
    Atomics.add(begun, 0, 1);
    return property.run(value);
  },
});
const details = await fc.check(counted, {
  seed,
  ...(path === undefined ? {} : { path }),
  numRuns: 2 ** 31 - 1,
  interruptAfterTimeLimit: milliseconds,
  markInterruptAsFailure: false,
});
const report: FuzzReport = {
  cases: details.numRuns,
  failure: details.failed ? `${fc.defaultReportMessage(details)}\n${stackOf(details.errorInstance)}` : null,
};
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, no window
parentPort!.postMessage(report);
