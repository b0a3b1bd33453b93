import type { Rows } from '@residual/assignments';
import { gradientAt, lossAt, type LossKind } from './loss.ts';

export interface Descent {
  /** [dim] */
  readonly w: Float64Array;
  /** Training loss after so many steps. */
  readonly curve: { readonly steps: number[]; readonly training: number[] };
}

/**
 * Gradient descent in float64.
 * @param options.sampleEvery steps between samples of the curve
 * @param options.from [dim], where it begins; w = 0 unless given
 */
export function descend(
  kind: LossKind,
  rows: Rows,
  options: { learningRate: number; steps: number; sampleEvery?: number; from?: Float64Array },
): Descent {
  const { learningRate, steps, sampleEvery = Infinity, from = new Float64Array(rows.dim) } = options;
  const w = from.slice();
  const curve = { steps: [] as number[], training: [] as number[] };
  const sample = (step: number): void => {
    curve.steps.push(step);
    curve.training.push(lossAt(kind, rows, w));
  };
  for (let step = 0; step < steps; step += 1) {
    if (step % sampleEvery === 0) sample(step);
    const gradient = gradientAt(kind, rows, w);
    for (let j = 0; j < w.length; j += 1) w[j] -= learningRate * gradient[j];
  }
  if (sampleEvery < Infinity) sample(steps);
  return { w, curve };
}
