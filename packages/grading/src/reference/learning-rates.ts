// Gradient descent with many learning rates at once: W is [dim, k], a column for each η, and X·W is one product.
import type { LearningRates, Rows } from '@residual/assignments';
import { descend } from './descent.ts';
import { lossAt, type LossKind, ROW_LOSSES } from './loss.ts';

/** Multiples of the baseline, about three to a decade. */
const LADDER = [1, 3, 10, 30, 100, 300, 1000] as const;

/** A loss so many times that of w = 0 does not come back. */
const MOST_GROWTH = 1e3;

export interface BoardOptions {
  readonly baseline: number;
  /** Steps that the baseline gets; where it ends is the target. */
  readonly horizon: number;
}

/**
 * Steps after which each η, from w = 0, is where η = baseline is after `horizon` steps, and stays there: a loss that
 * swings may pass by earlier. A column that has diverged is not computed any further.
 */
export function raceLearningRates(
  kind: LossKind,
  rows: Rows,
  { baseline, horizon }: BoardOptions,
): LearningRates {
  const { w } = descend(kind, rows, { learningRate: baseline, steps: horizon });
  const target = lossAt(kind, rows, w);
  const start = lossAt(kind, rows, new Float64Array(rows.dim));
  const board: LearningRates['board'] = [{ eta: baseline, steps: horizon }];
  let racing = LADDER.slice(1).map((factor) => ({
    eta: baseline * factor,
    w: new Float64Array(rows.dim),
    lastAbove: -1,
  }));
  for (let step = 0; step <= horizon; step += 1) {
    const { losses, gradients } = passOf(
      kind,
      rows,
      racing.map((column) => column.w),
    );
    racing = racing.filter((column, c) => {
      const { eta, w: weights } = column;
      if (!(losses[c] <= target)) column.lastAbove = step;
      if (!(losses[c] <= MOST_GROWTH * start)) {
        board.push({ eta, steps: null });
        return false;
      }
      for (let j = 0; j < rows.dim; j += 1) weights[j] -= eta * gradients[c][j];
      return true;
    });
  }
  for (const { eta, lastAbove } of racing)
    board.push({ eta, steps: lastAbove < horizon ? lastAbove + 1 : null });
  return { baseline, horizon, target, board: board.toSorted((a, b) => a.eta - b.eta) };
}

/** Loss and gradient of every column in one pass over the rows. @param columns k arrays [dim] */
export function passOf(
  kind: LossKind,
  { inputs, labels, n, dim }: Rows,
  columns: readonly Float64Array[],
): { losses: number[]; gradients: Float64Array[] } {
  const { value, slope } = ROW_LOSSES[kind];
  const losses = columns.map(() => 0);
  const gradients = columns.map(() => new Float64Array(dim));
  for (let row = 0; row < n; row += 1) {
    const x = inputs.subarray(row * dim, (row + 1) * dim);
    columns.forEach((w, c) => {
      let p = 0;
      for (let j = 0; j < dim; j += 1) p += x[j] * w[j];
      losses[c] += value(p, labels[row]) / n;
      const factor = slope(p, labels[row]) / n;
      const gradient = gradients[c];
      for (let j = 0; j < dim; j += 1) gradient[j] += factor * x[j];
    });
  }
  return { losses, gradients };
}
