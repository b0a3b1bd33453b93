// How optional arguments are given: by name, and a mistake is told rather than passed over.
import { describe, expect, test } from '@jest/globals';
import type { SessionTarget } from '../session-target.ts';
import { createTensorFlow } from '../tensorflow.ts';

/** Nothing here runs. */
const tf = createTensorFlow({ target: {} as SessionTarget });

describe('an optional argument given by its place, as in Python', () => {
  const x = tf.constant([
    [1, 2],
    [3, 4],
  ]);
  const loosely = tf as unknown as Record<string, (...args: unknown[]) => unknown>;

  test.each([
    ['an axis', () => loosely.reduceMean(x, 0)],
    ['a permutation', () => loosely.transpose(x, [0, 1])],
    ['a flag', () => loosely.matmul(x, x, true)],
    ['a mean', () => loosely.randomNormal([2], 100, 0.1)],
    ['a tensor', () => loosely.reduceMax(x, tf.constant(0))],
  ])('(%s) is refused and the right form is shown', (_, build) => {
    expect(build).toThrow(/given by name, such as \{ axis: 0/);
  });

  test('(a dtype) does not become the name of the node', () => {
    expect(() => loosely.zerosLike(x, tf.int32)).toThrow('by name here: { dtype: tf.int32 }');
  });

  test('(a graph for a session) is refused: the session would run another one', () => {
    expect(() => new tf.Session(new tf.Graph() as object)).toThrow('{ graph }');
  });

  test('may be the name alone', () => {
    expect(tf.reduceMean(x, 'average').name).toBe('average:0');
  });
});

test('a cast to a dtype that there is not says which there are', () => {
  expect(() => tf.cast(1, 'float16' as typeof tf.float32)).toThrow('got float16');
});
