// Weights and rows of the grader's choosing, from the attempt's seed: a program cannot know them beforehand.
import type { DataSet, Random, Rows } from '@residual/assignments';
import { predict } from './reference/loss.ts';

/** Random weights [dim], scaled so that the largest |wᵀx| over `rows` is `margin`: exp(margin) stays moderate. */
export function randomWeights(random: Random, rows: Rows, margin: number): Float64Array {
  const w = Float64Array.from({ length: rows.dim }, () => random.bell());
  const largest = predict(rows, w).reduce((max, p) => Math.max(max, Math.abs(p)), 0);
  // Rounded to float32, so that graphs of either dtype are given the same weights.
  return w.map((value) => Math.fround((value * margin) / largest));
}

const take = (rows: Rows, order: readonly number[]): Rows => {
  const { dim } = rows;
  const inputs = new Float64Array(order.length * dim);
  const labels = new Float64Array(order.length);
  order.forEach((row, i) => {
    inputs.set(rows.inputs.subarray(row * dim, (row + 1) * dim), i * dim);
    labels[i] = rows.labels[row];
  });
  return { inputs, labels, n: order.length, dim };
};

/** These rows, or as many of them as `n` says. */
export const fitRows = (random: Random, rows: Rows, n: number): Rows =>
  rows.n === n ? rows : draw(random, rows, n);

/** `n` rows drawn without replacement as long as there are enough. */
function draw(random: Random, rows: Rows, n: number): Rows {
  const left = Array.from({ length: rows.n }, (_, i) => i);
  const order = Array.from({ length: n }, () => {
    if (left.length === 0) return random.below(rows.n);
    const at = random.below(left.length);
    const row = left[at];
    left[at] = left[left.length - 1];
    left.pop();
    return row;
  });
  return take(rows, order);
}

const join = (a: Rows, b: Rows): Rows => {
  const inputs = new Float64Array(a.inputs.length + b.inputs.length);
  inputs.set(a.inputs);
  inputs.set(b.inputs, a.inputs.length);
  const labels = new Float64Array(a.n + b.n);
  labels.set(a.labels);
  labels.set(b.labels, a.n);
  return { inputs, labels, n: a.n + b.n, dim: a.dim };
};

/** `n` of the rows that students have. */
export const drawPublicRows = (random: Random, { training, validation }: DataSet, n: number): Rows =>
  draw(random, join(training, validation), n);

/** `n` of the others; null where nobody has them but the server. */
export const drawHiddenRows = (random: Random, { hidden }: DataSet, n: number): Rows | null =>
  hidden.n === 0 ? null : draw(random, hidden, n);
