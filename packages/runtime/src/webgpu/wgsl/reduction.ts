// Folding in a workgroup: each thread folds what falls to it, then they fold in pairs.
import type { Reducer } from '../../compiler/program.ts';
import { WIDTH } from './shader.ts';

interface Fold {
  readonly start: string;
  readonly combine: (a: string, b: string) => string;
}

const FOLDS: Readonly<Record<Reducer, Fold>> = {
  sum: { start: '0f', combine: (a, b) => `${a} + ${b}` },
  mean: { start: '0f', combine: (a, b) => `${a} + ${b}` },
  prod: { start: '1f', combine: (a, b) => `${a} * ${b}` },
  max: {
    start: '-bitcast<f32>(infinity_bits)',
    combine: (a, b) => `select(${a}, ${b}, ${b} > ${a} || is_nan(${b}))`,
  },
  min: {
    start: 'bitcast<f32>(infinity_bits)',
    combine: (a, b) => `select(${a}, ${b}, ${b} < ${a} || is_nan(${b}))`,
  },
  all: { start: 'true', combine: (a, b) => `${a} && ${b}` },
  any: { start: 'false', combine: (a, b) => `${a} || ${b}` },
};

export const isLogical = (by: Reducer): boolean => by === 'all' || by === 'any';

/** Declarations that `foldOver` needs. */
export const foldMemory = (by: Reducer): string =>
  `var<workgroup> folded: array<${isLogical(by) ? 'bool' : 'f32'}, ${WIDTH}>;\n`;

/**
 * Folds over `count` items with all threads of the workgroup; the result is `folded[0]`.
 * @param item statements that compute item `k`; @param value its value after them
 */
export function foldOver(by: Reducer, count: number, item: string, value: string): string {
  const { start, combine } = FOLDS[by];
  const halves = [];
  for (let half = WIDTH / 2; half >= 1; half /= 2)
    halves.push(
      `  if (local < ${half}u) { folded[local] = ${combine('folded[local]', `folded[local + ${half}u]`)}; }\n  workgroupBarrier();`,
    );
  return `  var sum = ${start};
  for (var k = local; k < ${count}u; k += ${WIDTH}u) {
${item}
    sum = ${combine('sum', value)};
  }
  folded[local] = sum;
  workgroupBarrier();
${halves.join('\n')}`;
}

/** The result of the fold over `count` items. */
export const foldResult = (by: Reducer, count: number): string =>
  by === 'mean' ? `folded[0] / ${count}f` : 'folded[0]';
