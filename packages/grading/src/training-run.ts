// Runs of the student's `train` by the grader itself, on the training rows.
import type { Outcome } from '@residual/graph';
import { feedRows } from './checks/feeds.ts';
import type { CheckContext } from './checks/check.ts';
import { lossAt } from './reference/loss.ts';

export interface TrainingRun {
  /** Runs of `train` after which the loss was at most the target for good; null if it is not at the end. */
  readonly reached: number | null;
  /** Training loss before the first run and where it stopped. */
  readonly first: number;
  readonly last: number;
  readonly runs: number;
}

/**
 * Runs `train` at most `most` times, or no longer than until the training loss is at most `target`. The loss is
 * looked at every so many runs, a hundredth of `most`, so `reached` is rounded up to that.
 * @param options.start w to begin with, [dim]; its own initial value if absent
 * @param options.toTheEnd goes on when the target is reached, to see whether the loss stays there
 */
export function runTraining(
  { graph, data: { training }, task }: CheckContext,
  {
    target,
    most,
    start,
    toTheEnd = false,
  }: { target: number; most: number; start?: Float64Array; toTheEnd?: boolean },
): Outcome<TrainingRun> {
  const inputs = { feeds: feedRows(training), ...(start ? { w: start } : {}) };
  const runner = graph.prepare({ target: 'train' }, inputs);
  if (!runner.ok) return runner;
  const loss = (): number => {
    const w = graph.read('w');
    return w ? lossAt(task.loss, training, Float64Array.from(w.data)) : NaN;
  };
  const every = Math.max(1, Math.floor(most / 100));
  const first = loss();
  let last = first;
  let runs = 0;
  let reached = first <= target ? 0 : null;
  const isOver = (): boolean => runs >= most || (reached !== null && !toTheEnd);
  while (!isOver()) {
    for (let i = 0; i < every && runs < most; i += 1) {
      const outcome = runner.value.run();
      if (!outcome.ok) return outcome;
      runs += 1;
    }
    last = loss();
    reached = last <= target ? (reached ?? runs) : null;
    if (!Number.isFinite(last)) break;
  }
  return { ok: true, value: { reached, first, last, runs } };
}
