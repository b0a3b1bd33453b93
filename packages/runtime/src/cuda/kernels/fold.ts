// Folding over axes: sums, means, extremes. Blocks of X·Y threads: X neighbouring results, and Y threads that share
// the elements of each and then fold pairwise in shared memory. Where there are few results and much to fold, several
// blocks share a result and a second kernel folds their parts. The order is always the same.
import type { DType } from '@residual/graph';
import type { ElementwiseKernel, ElementwiseOutput, Reducer } from '../../compiler/program.ts';
import { C_TYPE, emitBody, literal, result } from './body.ts';
import { valueArgument, type DTypeOf, type EmittedKernel } from './emitted.ts';
import { offset } from './indexing.ts';
import { BLOCK } from './prelude.ts';
import { countOf } from '../../js/kernel.ts';

/** Elements that a thread should have to fold before another block is worth its start. */
const ELEMENTS_A_THREAD = 8;
/** Blocks beyond this find no free multiprocessor. */
const MOST_BLOCKS = 512;

interface Fold {
  /** Of accumulators, in C. */
  readonly type: string;
  readonly start: string;
  readonly step: (total: string, value: string) => string;
}

function foldOf(by: Reducer, dtype: DType): Fold {
  const wide = `Fold<${C_TYPE[dtype]}>::Type`;
  const extreme = (sign: 1 | -1): string =>
    dtype === 'int32'
      ? literal(sign > 0 ? 0x7fff_ffff : -0x8000_0000, 'int32')
      : literal(sign * Infinity, dtype);
  switch (by) {
    case 'sum':
    case 'mean':
      return { type: wide, start: '0', step: (total, value) => `${total} + ${value}` };
    case 'prod':
      return dtype === 'int32'
        ? { type: 'unsigned', start: '1', step: (total, value) => `${total} * (unsigned)${value}` }
        : { type: wide, start: '1', step: (total, value) => `${total} * ${value}` };
    case 'max':
      return {
        type: C_TYPE[dtype],
        start: extreme(-1),
        step: (t, v) => `${v} > ${t} || ${v} != ${v} ? ${v} : ${t}`,
      };
    case 'min':
      return {
        type: C_TYPE[dtype],
        start: extreme(1),
        step: (t, v) => `${v} < ${t} || ${v} != ${v} ? ${v} : ${t}`,
      };
    case 'all':
      return { type: 'int', start: '1', step: (total, value) => `${total} & ${value}` };
    case 'any':
      return { type: 'int', start: '0', step: (total, value) => `${total} | ${value}` };
  }
}

const finished = (by: Reducer, dtype: DType, total: string, length: number): string =>
  by !== 'mean'
    ? `(${C_TYPE[dtype]})${total}`
    : dtype === 'int32'
      ? `to_int((double)${total} / ${literal(length, 'float64')})`
      : `(${C_TYPE[dtype]})(${total} / ${literal(length, 'float64')})`;

/** Every accumulator takes a cell of this size in shared and in scratch memory. */
const CELL = 8;

/** @param kernel whose outputs are all folded over the same axes */
export function emitFold(kernel: ElementwiseKernel, name: string, dtypeOf: DTypeOf): EmittedKernel[] {
  const { shape, inputs, body, outputs } = kernel;
  const axes = new Set(outputs[0].reduce!.axes);
  const all = shape.map((_, axis) => axis);
  const kept = all.filter((axis) => !axes.has(axis));
  const folded = all.filter((axis) => axes.has(axis));
  const results = countOf(kept.map((axis) => shape[axis]));
  const length = countOf(folded.map((axis) => shape[axis]));
  // Neighbouring threads should read neighbouring memory: along the last axis, be it kept or folded.
  const last = shape.findLastIndex((size) => size > 1);
  const width = last >= 0 && !axes.has(last) ? 32 : 1;
  const depth = BLOCK / width;
  const columns = Math.ceil(results / width);
  const parts = Math.max(
    1,
    Math.min(Math.ceil(length / (depth * ELEMENTS_A_THREAD)), Math.floor(MOST_BLOCKS / Math.max(1, columns))),
  );

  const strides = (of: readonly number[], input: number): string =>
    offset(
      of === kept ? 'result' : 'at',
      of.map((axis) => shape[axis]),
      of.map((axis) => inputs[input].strides[axis]),
    );
  const read = (input: number): string => `in${input}[${strides(kept, input)} + ${strides(folded, input)}]`;
  const folds = outputs.map((output) => foldOf(output.reduce!.by, dtypeOf(output.value)));
  const first = emitStage({
    name,
    results,
    length,
    parts,
    width,
    parameters: inputs.map(({ value }, i) => `const ${C_TYPE[dtypeOf(value)]} *in${i}`),
    folds,
    body: emitBody(body, read),
    values: outputs.map(({ instruction }) => result(instruction)),
    outputs,
    dtypeOf,
    total: length,
    isLast: parts === 1,
  });
  const stored = outputs.map(({ value }) => valueArgument(value));
  const scratch = outputs.map((_, i) => ({ kind: 'scratch', offset: i * results * parts * CELL }) as const);
  const bytes = outputs.length * results * parts * CELL;
  const reading = inputs.map(({ value }) => valueArgument(value));
  if (parts === 1)
    return [{ name, source: first, arguments: [...reading, ...stored], grid: [columns, 1], scratch: 0 }];
  const second = emitStage({
    name: `${name}_end`,
    results,
    length: parts,
    parts: 1,
    width: 1,
    parameters: folds.map(({ type }, i) => `const ${type} *in${i}`),
    folds,
    body: '',
    values: folds.map((_, i) => `in${i}[result * ${parts} + at]`),
    outputs,
    dtypeOf,
    total: length,
    isLast: true,
  });
  return [
    { name, source: first, arguments: [...reading, ...scratch], grid: [columns, parts], scratch: bytes },
    {
      name: `${name}_end`,
      source: second,
      arguments: [...scratch, ...stored],
      grid: [results, 1],
      scratch: bytes,
    },
  ];
}

interface Stage {
  readonly name: string;
  readonly results: number;
  /** How many elements are folded into one result, by this stage and by all. */
  readonly length: number;
  readonly total: number;
  readonly parts: number;
  /** Neighbouring results of a block. */
  readonly width: number;
  readonly parameters: readonly string[];
  readonly folds: readonly Fold[];
  /** Statements before `values` are read. */
  readonly body: string;
  readonly values: readonly string[];
  readonly outputs: readonly ElementwiseOutput[];
  readonly dtypeOf: DTypeOf;
  readonly isLast: boolean;
}

function emitStage(stage: Stage): string {
  const { name, results, length, parts, width, folds, outputs, dtypeOf, isLast } = stage;
  const depth = BLOCK / width;
  const types = folds.map(({ type }, i) => (isLast ? C_TYPE[dtypeOf(outputs[i].value)] : type));
  const parameters = [...stage.parameters, ...types.map((type, i) => `${type} *out${i}`)].join(', ');
  const lines = (line: (fold: Fold, i: number) => string, indent: string): string =>
    folds.map(line).join(`\n${indent}`);
  const cell = (i: number, thread: string): string => `shared${i}[${thread}]`;
  const stored = (i: number): string =>
    isLast
      ? `out${i}[result] = ${finished(outputs[i].reduce!.by, dtypeOf(outputs[i].value), cell(i, 'threadIdx.x'), stage.total)};`
      : `out${i}[result * ${parts} + blockIdx.y] = ${cell(i, 'threadIdx.x')};`;
  return `
extern "C" __global__ void ${name}(${parameters}) {
  ${lines(({ type }, i) => `__shared__ ${type} shared${i}[${BLOCK}];`, '  ')}
  const int result = blockIdx.x * ${width} + threadIdx.x % ${width};
  ${lines(({ type, start }, i) => `${type} total${i} = ${start};`, '  ')}
  if (result < ${results})
    for (int at = blockIdx.y * ${depth} + threadIdx.x / ${width}; at < ${length}; at += ${parts * depth}) {
    ${stage.body}
    ${lines(({ type }, i) => `const ${type} value${i} = ${stage.values[i]};`, '    ')}
    ${lines(({ step }, i) => `total${i} = ${step(`total${i}`, `value${i}`)};`, '    ')}
  }
  ${lines((_, i) => `${cell(i, 'threadIdx.x')} = total${i};`, '  ')}
  for (int half = ${depth / 2}; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x / ${width} < half) {
      ${lines(({ type }, i) => `const ${type} a${i} = ${cell(i, 'threadIdx.x')}, b${i} = ${cell(i, `threadIdx.x + half * ${width}`)};`, '      ')}
      ${lines(({ step }, i) => `${cell(i, 'threadIdx.x')} = ${step(`a${i}`, `b${i}`)};`, '      ')}
    }
  }
  if (threadIdx.x < ${width} && result < ${results}) {
    ${lines((_, i) => stored(i), '    ')}
  }
}
`;
}
