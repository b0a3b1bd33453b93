// The reference computed again the way other machines do: in float32, with other orders of summation, with other
// algorithms. How far these runs lie apart is what a correct program may differ by.
import { createRandom, type Rows } from '@residual/assignments';
import type { LossKind } from '../reference/loss.ts';

export interface Arithmetic {
  readonly dtype: 'float32' | 'float64';
  /** Seed of the order in which rows and columns are summed; null keeps the data's own order. */
  readonly order: number | null;
}

export const describeArithmetic = ({ dtype, order }: Arithmetic): string =>
  `${dtype}, ${order === null ? 'natural order' : `order ${order}`}`;

export function shuffled(length: number, seed: number | null): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  if (seed === null) return order;
  const random = createRandom(seed);
  for (let i = length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** The same rows and columns in another order, so that plain loops over them sum in that order. */
export function reorder(rows: Rows, seed: number | null): { rows: Rows; columns: Int32Array } {
  const { n, dim } = rows;
  const rowOrder = shuffled(n, seed);
  const columns = shuffled(dim, seed === null ? null : seed + 1);
  const inputs = new Float64Array(n * dim);
  const labels = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    labels[i] = rows.labels[rowOrder[i]];
    for (let j = 0; j < dim; j += 1) inputs[i * dim + j] = rows.inputs[rowOrder[i] * dim + columns[j]];
  }
  return { rows: { inputs, labels, n, dim }, columns };
}

/** Puts weights of reordered columns back into the data's own order, or the other way round. */
export const restoreOrder = (w: ArrayLike<number>, columns: Int32Array): Float64Array => {
  const restored = new Float64Array(w.length);
  columns.forEach((column, j) => (restored[column] = w[j]));
  return restored;
};
export const applyOrder = (w: ArrayLike<number>, columns: Int32Array): Float64Array =>
  Float64Array.from(columns, (column) => w[column]);

/** Loss and gradient with every operation rounded to float32, formulas as students write them. */
export function roundedPass(
  kind: LossKind,
  rows: Rows,
  inputs: Float32Array,
  w: Float32Array,
): { loss: number; gradient: Float32Array } {
  const { labels, n, dim } = rows;
  const f = Math.fround;
  const gradient = new Float32Array(dim);
  let loss = 0;
  for (let row = 0; row < n; row += 1) {
    const start = row * dim;
    let p = 0;
    for (let j = 0; j < dim; j += 1) p = f(p + f(inputs[start + j] * w[j]));
    const y = f(labels[row]);
    let slope: number;
    if (kind === 'squared-error') {
      const residual = f(p - y);
      loss = f(loss + f(residual * residual));
      slope = f(2 * residual);
    } else {
      const e = f(Math.exp(f(-f(y * p))));
      loss = f(loss + f(Math.log(f(1 + e))));
      slope = f(-f(y * f(e / f(1 + e))));
    }
    slope = f(slope / n);
    for (let j = 0; j < dim; j += 1) gradient[j] = f(gradient[j] + f(slope * inputs[start + j]));
  }
  return { loss: f(loss / n), gradient };
}

export function roundedDescent(
  kind: LossKind,
  rows: Rows,
  options: { learningRate: number; steps: number },
): Float32Array {
  const inputs = new Float32Array(rows.inputs);
  const w = new Float32Array(rows.dim);
  const eta = Math.fround(options.learningRate);
  for (let step = 0; step < options.steps; step += 1) {
    const { gradient } = roundedPass(kind, rows, inputs, w);
    for (let j = 0; j < w.length; j += 1) w[j] = Math.fround(w[j] - Math.fround(eta * gradient[j]));
  }
  return w;
}
