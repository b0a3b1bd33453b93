// What a program leaves is evaluated within bounds: a graph with too much to compute ends as the program's time limit,
// a machine that is too slow as a failure of ours.
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { encodeFrame } from '@residual/contracts';
import { DATA, tinyTask } from '../../packages/grading/src/testing/tiny-course.ts';
import { EvaluationTimeError, EvaluatorError, startEvaluator } from '../../worker/src/evaluator-client.ts';
import { gradeProgram } from '@residual/attempt';

const COMPUTING = join(import.meta.dirname, 'impostors/evaluator-that-computes.mjs');

async function gradeWith(task: string): Promise<unknown> {
  const evaluator = startEvaluator({ timeoutMs: 2_000, entry: COMPUTING });
  try {
    const version = { hash: 'v', bundle: async () => new Uint8Array() };
    return await evaluator
      .grade(version, { task, frame: new Uint8Array(), seed: 1 })
      .catch((error: unknown) => error);
  } finally {
    await evaluator.close();
  }
}

describe('an evaluator that does not come to an end', () => {
  test('although it computes has been given too much', async () => {
    expect(await gradeWith('computes')).toBeInstanceOf(EvaluationTimeError);
  });

  test('and does not compute is at fault itself', async () => {
    const error = await gradeWith('sleeps');
    expect(error).toBeInstanceOf(EvaluatorError);
    expect(error).not.toBeInstanceOf(EvaluationTimeError);
  });
});

test('a graph with more to compute than anyone has time for is not run at all', () => {
  const float = { type: 'float32' };
  const shape = { tensor: { dtype: 'int32', shape: [2], buffer: 0 } };
  const one = { tensor: { dtype: 'float32', shape: [], buffer: 1 } };
  const node = (name: string, op: string, input: string[], attr: object) => ({ name, op, input, attr });
  const constant = (name: string, type: string, value: object) =>
    node(name, 'Const', [], { dtype: { type }, value });
  // 60 products of 5000 × 5000: 7.5 million million multiplications.
  const products = Array.from({ length: 60 }, (_, i) => {
    const before = i === 0 ? 'big' : `m${i - 1}`;
    const attr = { T: float, transpose_a: { b: false }, transpose_b: { b: false } };
    return node(i === 59 ? 'loss' : `m${i}`, 'MatMul', [before, before], attr);
  });
  const nodes = [
    constant('shape', 'int32', shape),
    constant('one', 'float32', one),
    node('big', 'Fill', ['shape', 'one'], { T: float }),
    ...products,
  ];
  const frame = encodeFrame(
    {
      type: 'finished',
      nodes,
      variables: [],
      trainRuns: 0,
      sessionRuns: 0,
      trajectory: { steps: [], values: [] },
    },
    [new Uint8Array(Int32Array.of(5_000, 5_000).buffer), new Uint8Array(Float32Array.of(1).buffer)],
  );
  const task = tinyTask('descent', ['loss-value']);
  const { evaluation } = gradeProgram({ task, customChecks: new Map(), data: DATA, frame, seed: 1 });
  expect(evaluation).toMatchObject({
    verdict: 'time limit',
    points: '0',
    summary:
      'One run of the graph takes about 7500 billion multiplications; at most 100 billion are evaluated.',
  });
});
