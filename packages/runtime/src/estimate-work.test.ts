import { describe, expect, test } from '@jest/globals';
import { createTensorFlow, type TensorFlow } from '@residual/graph';
import { estimateWork } from './estimate-work.ts';
import { LocalTarget } from './local-target.ts';
import { verifyGraph } from './verify-graph.ts';

function workOf(build: (tf: TensorFlow) => { op: { name: string } }): number {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const { op } = build(tf);
  return estimateWork(verifyGraph(tf.getDefaultGraph().toGraphDef(0)), [op.name]);
}

describe('the work of a graph', () => {
  test('is that of its products: 20 × 30 by 30 × 40 takes 24000 multiplications', () => {
    const work = workOf((tf) => tf.matmul(tf.ones([20, 30]), tf.ones([30, 40])));
    expect(work).toBeGreaterThanOrEqual(24_000);
    expect(work).toBeLessThan(27_000);
  });

  test('grows with the cube of a matrix that is inverted', () => {
    const work = (n: number) => workOf((tf) => tf.matrixInverse(tf.ones([n, n])));
    expect(work(400) / work(100)).toBeGreaterThan(60);
  });

  test('counts what is needed, once, however often it is used', () => {
    const chain = (length: number) =>
      workOf((tf) => {
        let x = tf.matmul(tf.ones([100, 100]), tf.ones([100, 100]));
        for (let i = 0; i < length; i++) x = tf.matmul(x, x);
        tf.matmul(tf.ones([1_000, 1_000]), tf.ones([1_000, 1_000]), { name: 'elsewhere' });
        return x;
      });
    expect(chain(20) / 1e6).toBeCloseTo(21, 0);
  });

  test('takes a course’s rows for a dimension that only a run knows, and nothing for a rank that nobody knows', () => {
    const rows = (shape: number[] | null) =>
      workOf((tf) => tf.matmul(tf.placeholder('float32', { shape: shape ?? undefined }), tf.ones([50, 1])));
    expect(rows([-1, 50])).toBeGreaterThan(50_000);
    expect(rows(null)).toBeLessThan(1_000);
  });
});
