// Whether what is emitted is CUDA C, as NVIDIA's compiler takes it. What the kernels compute is tested with the mock.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { DType } from '@residual/graph';
import { BINARY, UNARY, type Instruction } from '../../compiler/body.ts';
import type { ElementwiseKernel, Kernel, Program, Reducer, RowPassKernel } from '../../compiler/program.ts';
import { emitProgram } from './emit-program.ts';
import { literal } from './body.ts';
import { offset } from './indexing.ts';

const nvcc = (): string | null => {
  try {
    return /release (\S+),/.exec(execFileSync('nvcc', ['--version'], { encoding: 'utf8' }))![1];
  } catch {
    return null;
  }
};
const folder = mkdtempSync(path.join(os.tmpdir(), 'residual-nvcc-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program of one value for each place that its kernel names, all of one dtype. */
function programOf(kernel: Kernel, dtypes: readonly DType[]): Program {
  return {
    values: dtypes.map((dtype, i) => ({ dtype, shape: null, origin: { kind: 'temporary' }, name: `v${i}` })),
    kernels: [kernel],
    feeds: [],
    fetches: [],
    buffers: new Map(),
    bufferBytes: [],
    notes: [],
  };
}

const ALL_FLOAT: readonly Instruction[] = (['float32', 'float64'] as const).flatMap((dtype, d) => {
  const at = d * (1 + UNARY.length + BINARY.length + 2);
  const logical = (f: string): boolean => f.startsWith('Logical');
  const gives = (f: string): DType => (/^(Is|Less|Greater|Equal|NotEqual|Logical)/.test(f) ? 'bool' : dtype);
  return [
    { op: 'input', input: d, dtype },
    { op: 'binary', f: 'Less', x: at, y: at, dtype: 'bool' },
    ...UNARY.map((f) => ({ op: 'unary', f, x: logical(f) ? at + 1 : at, dtype: gives(f) }) as const),
    ...BINARY.map((f) => {
      const x = logical(f) ? at + 1 : at;
      return { op: 'binary', f, x, y: x, dtype: gives(f) } as const;
    }),
    { op: 'cast', x: at, dtype: 'int32' },
  ] as const;
});

const elementwise = (kernel: Partial<ElementwiseKernel>): ElementwiseKernel => ({
  kind: 'elementwise',
  nodes: [],
  shape: [6, 700],
  inputs: [],
  body: [],
  outputs: [],
  ...kernel,
});

const REDUCERS: readonly Reducer[] = ['sum', 'mean', 'prod', 'max', 'min'];

const rowPass: RowPassKernel = {
  kind: 'row-pass',
  nodes: [],
  matrix: 0,
  rows: 607,
  columns: 576,
  vectors: [1],
  inputs: [{ value: 2, stride: 1 }],
  body: [
    { op: 'input', input: 0, dtype: 'float32' },
    { op: 'input', input: 1, dtype: 'float32' },
    { op: 'binary', f: 'Sub', x: 0, y: 1, dtype: 'float32' },
    { op: 'unary', f: 'Square', x: 2, dtype: 'float32' },
  ],
  outputs: [
    { kind: 'rows', value: 3, instruction: 2 },
    { kind: 'mean', value: 4, instruction: 3 },
    { kind: 'transposed', value: 5, instruction: 2 },
  ],
};

const PROGRAMS: readonly (readonly [string, Program])[] = [
  [
    'every function of floats',
    programOf(
      elementwise({
        inputs: [
          { value: 0, strides: [700, 1] },
          { value: 1, strides: [0, 1] },
        ],
        body: ALL_FLOAT,
        outputs: [{ value: 2, instruction: ALL_FLOAT.length - 1, reduce: null }],
      }),
      ['float32', 'float64', 'int32'],
    ),
  ],
  ...(['float32', 'float64', 'int32'] as const).map(
    (dtype) =>
      [
        `folds of ${dtype}`,
        programOf(
          elementwise({
            inputs: [{ value: 0, strides: [700, 1] }],
            body: [{ op: 'input', input: 0, dtype }],
            outputs: [[0], [1], [0, 1]].flatMap((axes, a) =>
              REDUCERS.map((by, i) => ({
                value: 1 + a * REDUCERS.length + i,
                instruction: 0,
                reduce: { by, axes },
              })),
            ),
          }),
          Array.from({ length: 16 }, () => dtype),
        ),
      ] as const,
  ),
  [
    'folds of bool',
    programOf(
      elementwise({
        inputs: [{ value: 0, strides: [1, 6] }],
        body: [{ op: 'input', input: 0, dtype: 'bool' }],
        outputs: [
          { value: 1, instruction: 0, reduce: { by: 'all', axes: [0] } },
          { value: 2, instruction: 0, reduce: { by: 'any', axes: [0, 1] } },
        ],
      }),
      ['bool', 'bool', 'bool'],
    ),
  ],
  [
    'a pass over the rows',
    programOf(
      rowPass,
      Array.from({ length: 6 }, () => 'float32' as const),
    ),
  ],
  [
    'a pass over wide rows',
    programOf(
      { ...rowPass, columns: 5_000 },
      Array.from({ length: 6 }, () => 'float32' as const),
    ),
  ],
];

const present = nvcc();
const describeIf = present === null ? describe.skip : describe;
describeIf(`nvcc${present === null ? ' is not there' : ''}`, () => {
  test('takes what is emitted, for sm_90', () => {
    const files = PROGRAMS.map(([, program], i) => {
      const file = path.join(folder, `${i}.cu`);
      writeFileSync(file, emitProgram(program).source);
      return file;
    });
    execFileSync('nvcc', ['-arch=sm_90', '-std=c++17', '-cubin', '--threads', '2', ...files], {
      cwd: folder,
      stdio: 'pipe',
    });
  });
});

describe('emitted expressions', () => {
  test('name every value exactly', () => {
    expect(literal(0.1, 'float64')).toBe('0.1');
    expect(literal(Math.fround(0.1), 'float32')).toBe('0.10000000149011612f');
    expect(literal(3, 'float32')).toBe('3.0f');
    expect(literal(1e21, 'float64')).toBe('1e+21');
    expect(literal(-(2 ** 31), 'int32')).toBe('(int)-2147483648LL');
    // Infinity is 0x7ff0… in IEEE 754.
    expect(literal(Infinity, 'float32')).toBe(`(float)constant(${0x7ffn << 52n}LL)`);
  });

  test('take neighbouring axes that lie as one as one', () => {
    expect(offset('i', [2, 3, 4], [12, 4, 1])).toBe('i');
    expect(offset('i', [2, 3, 4], [0, 0, 0])).toBe('0');
    expect(offset('i', [6, 700], [0, 1])).toBe('(i % 700)');
    expect(offset('i', [6, 700], [1, 0])).toBe('i / 700');
    expect(offset('i', [2, 3], [1, 2])).toBe('(i % 3) * 2 + (i / 3)');
  });
});
