// Small programs in which TensorFlow itself made the nodes, values, gradients and errors (tests/oracles/ops.py).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { jsBackend } from '@residual/runtime';
import { normaliseError, type OracleNode } from './normalise.ts';
import { readNodes, replay, type OracleProgram, type OracleValue, type Outcome } from './replay.ts';

const oracle = JSON.parse(readFileSync(new URL('../oracles/ops.json', import.meta.url), 'utf8')) as {
  readonly groups: Readonly<Record<string, readonly OracleProgram[]>>;
};

/** Relative; below the floor (in units of the array's largest value) digits lost by cancellation do not count. */
const TOLERANCE: Readonly<Record<string, number>> = { f: 1e-6, d: 1e-12 };

function expectClose(actual: OracleValue, expected: OracleValue): void {
  const [dtype, shape, values] = expected;
  expect([actual[0], actual[1]]).toEqual([dtype === 'l' ? 'i' : dtype, shape]);
  const numbers = values.map(Number);
  const scale = Math.max(1, ...numbers.filter(Number.isFinite).map(Math.abs));
  const tolerance = TOLERANCE[dtype] ?? 0;
  actual[2].forEach((value, i) => {
    if (!Number.isFinite(numbers[i])) expect(value).toBe(values[i]);
    else if (!(Math.abs(Number(value) - numbers[i]) <= tolerance * scale)) expect(actual[2]).toEqual(values);
  });
}

function expectValues(result: Outcome, expected: readonly OracleValue[]): void {
  expect(result.values?.length).toBe(expected.length);
  expected.forEach((value, i) => expectClose(result.values![i], value));
}

const inOneLine = ({ op, name, input, outputs }: OracleNode): string =>
  `${name} = ${op}(${input.join(', ')}): ${outputs.map((o) => `${o.dtype}[${o.shape?.join(',') ?? 'unknown'}]`).join(', ')}`;

describe.each(Object.entries(oracle.groups))('%s, as in TensorFlow', (_, programs) => {
  test.each(programs.map((program) => [program.title, program] as const))('%s', (_title, program) => {
    const result = replay(program);
    if (program.older !== undefined) {
      const [errorClass, message] = program.older;
      expect(result.error).toMatchObject({ class: errorClass, message });
      return;
    }
    expect(result.error).toEqual(program.error === undefined ? undefined : normaliseError(program.error));
    expect(result.gradError).toEqual(
      program.gradError === undefined ? undefined : normaliseError(program.gradError),
    );
    expect(result.grads).toEqual(program.grads);
    if (program.nodes) expect(result.nodes?.map(inOneLine)).toEqual(readNodes(program.nodes).map(inOneLine));
    if (program.values !== undefined) expectValues(result, program.values);
  });
});

describe.each(Object.entries(oracle.groups))('%s, on the reference backend', (_, programs) => {
  const runs = programs.filter((p) => p.values !== undefined || p.error?.at === 'run');
  test.each(runs.map((program) => [program.title, program] as const))('%s', (_title, program) => {
    const result = replay(program, jsBackend);
    if (program.older !== undefined) {
      const [errorClass, message] = program.older;
      expect(result.error).toMatchObject({ class: errorClass, message });
      return;
    }
    expect(result.error).toEqual(program.error && normaliseError(program.error));
    if (program.values !== undefined) expectValues(result, program.values);
  });
});
