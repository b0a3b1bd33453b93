import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildDataSet, type DataSet, type Rows } from './data-set.ts';
import { drawGlyphs } from './glyphs.ts';

// Seeds of the two assignments that come with Residual.
const data = { source: 'glyphs', seed: 19, rows: 1213, hiddenSeed: 3, hiddenRows: 700 } as const;

const meanSquaredError = ({ inputs, labels, n, dim }: Rows, w: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    let residual = -labels[i];
    for (let j = 0; j < dim; j += 1) residual += inputs[i * dim + j] * w[j];
    sum += residual * residual;
  }
  return sum / n;
};

const normalEquations = ({ inputs, labels, n, dim }: Rows) => {
  const gram = Array.from({ length: dim }, () => new Float64Array(dim));
  const moment = new Float64Array(dim);
  for (let i = 0; i < n; i += 1) {
    const x = inputs.subarray(i * dim, (i + 1) * dim);
    for (let j = 0; j < dim; j += 1) {
      moment[j] += (x[j] * labels[i]) / n;
      const row = gram[j];
      for (let k = 0; k < dim; k += 1) row[k] += (x[j] * x[k]) / n;
    }
  }
  return { gram, moment };
};

/** Gaussian elimination; a positive definite matrix needs no pivoting. */
const solve = (gram: Float64Array[], moment: Float64Array): Float64Array => {
  const a = gram.map((row) => row.slice());
  const w = moment.slice();
  const d = w.length;
  for (let k = 0; k < d; k += 1)
    for (let i = k + 1; i < d; i += 1) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < d; j += 1) a[i][j] -= factor * a[k][j];
      w[i] -= factor * w[k];
    }
  for (let i = d - 1; i >= 0; i -= 1) {
    for (let j = i + 1; j < d; j += 1) w[i] -= a[i][j] * w[j];
    w[i] /= a[i][i];
  }
  return w;
};

describe('the glyphs', () => {
  let set: DataSet;
  let gram: Float64Array[];
  let moment: Float64Array;
  beforeAll(() => {
    set = buildDataSet({ assignment: 'test', data, files: new Map() });
    ({ gram, moment } = normalEquations(set.training));
  });

  test('have the shape of the lecture: even rows train, odd rows validate', () => {
    const all = drawGlyphs(data.seed, data.rows);
    expect([set.training.n, set.validation.n, set.training.dim]).toEqual([607, 606, 576]);
    expect(set.training.inputs.subarray(576, 1152)).toEqual(all.inputs.subarray(2 * 576, 3 * 576));
    expect(set.validation.inputs.subarray(0, 576)).toEqual(all.inputs.subarray(576, 2 * 576));
    expect(set.validation.labels[605]).toBe(all.labels[1211]);
  });

  test('are grey levels k/256 with balanced labels ±1', () => {
    const levels = new Set(set.training.inputs.map((grey) => grey * 256));
    expect([...levels].every((k) => Number.isInteger(k) && k >= 0 && k <= 255)).toBe(true);
    expect(new Set(set.training.labels)).toEqual(new Set([1, -1]));
    const mean = set.training.labels.reduce((sum, y) => sum + y, 0) / set.training.n;
    expect(Math.abs(mean)).toBeLessThan(0.1);
  });

  test('are the same bits on every machine', () => {
    const { inputs } = drawGlyphs(data.seed, 20);
    expect(createHash('sha256').update(new Uint8Array(inputs.buffer)).digest('hex')).toBe(
      '4839a4fc29213c912f5b13a0c08c70a82dd1605e8ae19fbe152462fe4bb0fa2b',
    );
  });

  test('do not repeat themselves in another seed', () => {
    expect(set.hidden.inputs.subarray(0, 576)).not.toEqual(set.training.inputs.subarray(0, 576));
  });

  // The lecture prints 0.0163 and 53.6.
  test('make the closed form overfit grossly', () => {
    const w = solve(gram, moment);
    expect(meanSquaredError(set.training, w)).toBeLessThan(0.05);
    expect(meanSquaredError(set.validation, w)).toBeGreaterThan(20);
    expect(meanSquaredError(set.hidden, w)).toBeGreaterThan(20);
  });

  // The lecture prints, for training and validation: 0.9937 and 0.9877 after the first step, 0.3947 and 0.4461
  // after 1000 more, 0.2912 and 0.4067 after 8000, 0.2870 and 0.4068 after 9000.
  test('let gradient descent improve on training rows long after validation has gone flat', () => {
    const w = new Float64Array(576);
    const after = new Map<number, { training: number; validation: number }>();
    for (let step = 0; step <= 9000; step += 1) {
      const gradient = gram.map((row, j) => {
        let sum = -moment[j];
        for (let k = 0; k < 576; k += 1) sum += row[k] * w[k];
        return 2 * sum;
      });
      for (let j = 0; j < 576; j += 1) w[j] -= 0.005 * gradient[j];
      if (step % 1000 === 0)
        after.set(step, {
          training: meanSquaredError(set.training, w),
          validation: meanSquaredError(set.validation, w),
        });
    }
    const [first, thousand, eight, nine] = [0, 1000, 8000, 9000].map((step) => after.get(step)!);
    for (const loss of [first.training, first.validation]) {
      expect(loss).toBeGreaterThan(0.985);
      expect(loss).toBeLessThan(1);
    }
    expect(thousand.training).toBeGreaterThan(0.37);
    expect(thousand.training).toBeLessThan(0.42);
    expect(thousand.validation).toBeGreaterThan(0.42);
    expect(thousand.validation).toBeLessThan(0.48);
    expect(nine.training).toBeLessThan(thousand.training - 0.04);
    expect(eight.training - nine.training).toBeGreaterThan(0.002);
    expect(nine.validation).toBeGreaterThan(eight.validation);
    expect(nine.validation - eight.validation).toBeLessThan(0.001);
  });
});
