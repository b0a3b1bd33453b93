// The losses that assignments minimise, in float64, from their definitions. Independent of anything that runs
// graphs: this is what a student's graph is compared with.
import type { Rows } from '@residual/assignments';
import type { ModelTask } from '@residual/contracts';

export type LossKind = ModelTask['loss'];

/** One row's share of the loss, and its derivative by the prediction p = wᵀx. */
interface RowLoss {
  value(prediction: number, label: number): number;
  slope(prediction: number, label: number): number;
}

export const ROW_LOSSES: Readonly<Record<LossKind, RowLoss>> = {
  /** (p − y)² */
  'squared-error': {
    value: (p, y) => (p - y) * (p - y),
    slope: (p, y) => 2 * (p - y),
  },
  /** log(1 + exp(−y·p)), written so that exp never overflows. */
  logistic: {
    value: (p, y) => Math.max(-y * p, 0) + Math.log1p(Math.exp(-Math.abs(y * p))),
    slope: (p, y) => -y / (1 + Math.exp(y * p)),
  },
};

/** X·w, [n]. */
export function predict({ inputs, n, dim }: Rows, w: ArrayLike<number>): Float64Array {
  const predictions = new Float64Array(n);
  for (let row = 0, at = 0; row < n; row += 1) {
    let sum = 0;
    for (let j = 0; j < dim; j += 1, at += 1) sum += inputs[at] * w[j];
    predictions[row] = sum;
  }
  return predictions;
}

/** L(w), the mean of the row losses. @param w [dim] */
export function lossAt(kind: LossKind, rows: Rows, w: ArrayLike<number>): number {
  const { value } = ROW_LOSSES[kind];
  const predictions = predict(rows, w);
  let sum = 0;
  for (let row = 0; row < rows.n; row += 1) sum += value(predictions[row], rows.labels[row]);
  return sum / rows.n;
}

/** ∇L(w), [dim]. */
export function gradientAt(kind: LossKind, rows: Rows, w: ArrayLike<number>): Float64Array {
  const { slope } = ROW_LOSSES[kind];
  const { inputs, labels, n, dim } = rows;
  const predictions = predict(rows, w);
  const gradient = new Float64Array(dim);
  for (let row = 0, at = 0; row < n; row += 1) {
    const factor = slope(predictions[row], labels[row]) / n;
    for (let j = 0; j < dim; j += 1, at += 1) gradient[j] += factor * inputs[at];
  }
  return gradient;
}
