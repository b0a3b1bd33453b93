// Synthetic data of the lecture's shape: sparse pixels in [0, 1), two classes told apart by a hidden direction.
import { COLUMNS, ROWS } from './workload.ts';

export interface Data {
  /** [ROWS, COLUMNS] */
  readonly inputs: Float64Array;
  /** [ROWS, 1], each 1 or -1. */
  readonly labels: Float64Array;
}

/** Mulberry32 (Tommy Ettinger): good enough for figures that nobody looks at. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function makeData(): Data {
  const next = uniform(42);
  const direction = Float64Array.from({ length: COLUMNS }, () => next() - 0.5);
  const inputs = new Float64Array(ROWS * COLUMNS);
  const labels = new Float64Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    // Noise, so that the classes overlap and the weights of the logistic model stay small.
    let projection = 4 * (next() - 0.5);
    for (let column = 0; column < COLUMNS; column++) {
      const pixel = next() < 0.8 ? 0 : next();
      inputs[row * COLUMNS + column] = pixel;
      projection += direction[column] * pixel;
    }
    labels[row] = projection > 0 ? 1 : -1;
  }
  return { inputs, labels };
}
