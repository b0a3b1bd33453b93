// What cuSOLVER does not do itself: stacks of matrices turned round, triangles emptied, diagonals looked at.
import type { DType } from '@residual/graph';
import type { OpKernel, Program, ValueId } from '../../compiler/program.ts';
import { C_TYPE } from './body.ts';
import { valueArgument, type Argument, type EmittedKernel } from './emitted.ts';
import { BLOCK } from './prelude.ts';
import { countOf } from '../../js/kernel.ts';

export type Solver = 'Cholesky' | 'MatrixInverse' | 'MatrixSolve' | 'MatrixTriangularSolve';

export interface System {
  readonly op: Solver;
  readonly dtype: 'float32' | 'float64';
  readonly matrix: ValueId;
  /** Of MatrixSolve and MatrixTriangularSolve. */
  readonly rhs: ValueId | null;
  readonly output: ValueId;
  /** Matrices in the stack, rows and columns of each, columns of each right-hand side. */
  readonly stack: number;
  readonly n: number;
  readonly columns: number;
}

const SOLVERS: ReadonlySet<string> = new Set<Solver>([
  'Cholesky',
  'MatrixInverse',
  'MatrixSolve',
  'MatrixTriangularSolve',
]);

/** The system that an op solves; null if it is none, or none that the device takes: the host words the failure. */
export function systemOf({ step, inputs, outputs }: OpKernel, { values }: Program): System | null {
  if (!SOLVERS.has(step.op)) return null;
  const [matrix, rhs = null] = inputs;
  if (matrix === null) return null;
  const { dtype, shape } = values[matrix];
  if (shape === null || (dtype !== 'float32' && dtype !== 'float64')) return null;
  const [rows, n] = shape.slice(-2);
  if (shape.length < 2 || rows !== n) return null;
  let columns = n;
  if (rhs !== null) {
    const given = values[rhs].shape;
    if (given === null || given.slice(0, -1).join() !== shape.slice(0, -1).join()) return null;
    columns = given.at(-1)!;
  }
  const stack = countOf(shape.slice(0, -2));
  if (stack * n * columns === 0) return null;
  return { op: step.op as Solver, dtype, matrix, rhs, output: outputs[0], stack, n, columns };
}

/** The kernels that run before, after, or (Cholesky, inverse, triangular) besides the library. */
export function emitSolve(system: System, name: string): EmittedKernel[] {
  const { op, dtype, matrix, rhs, output, stack, n, columns } = system;
  const bytes = stack * n * columns * (dtype === 'float32' ? 4 : 8);
  const scratch: Argument = { kind: 'scratch', offset: 0 };
  const each = (
    suffix: string,
    from: Argument,
    to: Argument,
    size: number,
    statement: string,
  ): EmittedKernel => ({
    name: `${name}_${suffix}`,
    source: loop(`${name}_${suffix}`, dtype, size, statement),
    arguments: [from, to],
    grid: [Math.min(Math.ceil(size / BLOCK), MOST_BLOCKS), 1],
    scratch: bytes,
  });
  const size = stack * n * columns;
  const square = stack * n * n;
  const result = valueArgument(output);
  switch (op) {
    case 'Cholesky':
      return [each('lower', result, result, square, `if (i % ${n} > i / ${n} % ${n}) to[i] = 0;`)];
    case 'MatrixInverse':
      return [each('identity', result, result, square, `to[i] = i % ${n} == i / ${n} % ${n};`)];
    case 'MatrixSolve': {
      if (columns === 1) return [];
      const turned = (rows: number, width: number): string => {
        const area = rows * width;
        return `to[i / ${area} * ${area} + i % ${width} * ${rows} + i / ${width} % ${rows}] = from[i];`;
      };
      return [
        each('turn', valueArgument(rhs!), scratch, size, turned(n, columns)),
        each('back', scratch, result, size, turned(columns, n)),
      ];
    }
    case 'MatrixTriangularSolve':
      return [diagonal(`${name}_diagonal`, system, valueArgument(matrix), scratch)];
  }
}

const MOST_BLOCKS = 2048;

const loop = (name: string, dtype: DType, size: number, statement: string): string => `
extern "C" __global__ void ${name}(const ${C_TYPE[dtype]} *from, ${C_TYPE[dtype]} *to) {
  for (int i = blockIdx.x * ${BLOCK} + threadIdx.x; i < ${size}; i += gridDim.x * ${BLOCK}) ${statement}
}
`;

/** How many zeros there are on the diagonals. */
function diagonal(name: string, { dtype, stack, n }: System, from: Argument, to: Argument): EmittedKernel {
  const source = `
extern "C" __global__ void ${name}(const ${C_TYPE[dtype]} *from, int *zeros) {
  __shared__ double shared[${BLOCK}];
  double found = 0;
  for (int i = threadIdx.x; i < ${stack * n}; i += ${BLOCK})
    if (from[i / ${n} * ${n * n} + i % ${n} * ${n + 1}] == 0) found = 1;
  found = block_sum(found, shared);
  if (threadIdx.x == 0) *zeros = (int)found;
}
`;
  return { name, source, arguments: [from, to], grid: [1, 1], scratch: 4 };
}
