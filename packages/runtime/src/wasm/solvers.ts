// Ops that solve and factorise, in float64 whatever the dtype, as the reference does. What does not succeed here (a
// singular matrix) is left to the reference, which words the failure.
import { boolAttr, type Attr, type OpType, type TensorValue, type TypedArray } from '@residual/graph';
import type { Address } from './heap.ts';
import type { SessionMemory } from './session-memory.ts';

/** Smaller matrices are done before blocks could help. */
const LEAST = 24;
const SIZE = 8;
const BLOCK = 16;

interface System {
  readonly memory: SessionMemory;
  readonly attrs: Readonly<Record<string, Attr>>;
  readonly n: number;
  /** The n × n matrix, row by row; may be overwritten. */
  readonly matrix: Address;
  /** The right-hand sides; for ops of one input, room for n × columns values. */
  readonly right: Address;
  readonly columns: number;
  /** Puts the matrix back as it was. */
  readonly restore: () => void;
}

/** Where the n × columns values of the result lie; null if it did not succeed. */
type Solver = (system: System) => Address | null;

const values = ({ memory }: System, at: Address, length: number): Float64Array =>
  new Float64Array(memory.heap.memory.buffer, at, length);

function isSymmetric(system: System): boolean {
  const { n } = system;
  const matrix = values(system, system.matrix, n * n);
  // Block by block, so that both halves are read from the cache.
  for (let rows = 0; rows < n; rows += BLOCK)
    for (let columns = 0; columns <= rows; columns += BLOCK)
      for (let i = rows; i < Math.min(n, rows + BLOCK); i++)
        for (let j = columns; j < Math.min(i, columns + BLOCK); j++)
          if (matrix[i * n + j] !== matrix[j * n + i]) return false;
  return true;
}

function transpose(system: System): void {
  const { n } = system;
  const matrix = values(system, system.matrix, n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const kept = matrix[i * n + j];
      matrix[i * n + j] = matrix[j * n + i];
      matrix[j * n + i] = kept;
    }
}

const inverse: Solver = (system) => {
  const { memory, n, matrix, right, restore } = system;
  // The inverse of a transposed symmetric matrix is the same.
  if (isSymmetric(system)) {
    if (memory.algebra.invertSymmetric(matrix, n)) return matrix;
    restore();
  }
  if (boolAttr(system.attrs, 'adjoint')) transpose(system);
  const identity = values(system, right, n * n).fill(0);
  for (let i = 0; i < n; i++) identity[i * (n + 1)] = 1;
  return memory.algebra.solve(matrix, n, right, n) ? right : null;
};

const solve: Solver = (system) => {
  const { memory, n, matrix, right, columns } = system;
  if (boolAttr(system.attrs, 'adjoint')) transpose(system);
  return memory.algebra.solve(matrix, n, right, columns) ? right : null;
};

const triangularSolve: Solver = (system) => {
  const { memory, n, matrix, right, columns } = system;
  const adjoint = boolAttr(system.attrs, 'adjoint');
  if (adjoint) transpose(system);
  const upper = boolAttr(system.attrs, 'lower') === adjoint;
  return memory.algebra.solveTriangular(matrix, n, right, columns, upper) ? right : null;
};

const cholesky: Solver = ({ memory, n, matrix }) => (memory.algebra.cholesky(matrix, n) ? matrix : null);

export const SOLVERS: Partial<Readonly<Record<OpType, Solver>>> = {
  MatrixInverse: inverse,
  MatrixSolve: solve,
  MatrixTriangularSolve: triangularSolve,
  Cholesky: cholesky,
};

/**
 * @param read the op's inputs
 * @param put takes the result's values, which are good only during the call
 * @returns false if it has to be done by the reference
 */
export function runSolver(
  memory: SessionMemory,
  { op, attrs }: { readonly op: OpType; readonly attrs: Readonly<Record<string, Attr>> },
  read: () => readonly TensorValue[],
  put: (data: TypedArray) => void,
): boolean {
  const solver = SOLVERS[op];
  const [{ shape }, rightHand] = read();
  const n = shape.at(-1) ?? 0;
  // Stacks of matrices are small ones.
  if (solver === undefined || shape.length !== 2 || shape[0] !== n || n < LEAST) return false;
  if (rightHand !== undefined && (rightHand.shape.length !== 2 || rightHand.shape[0] !== n)) return false;
  const columns = rightHand === undefined ? n : rightHand.shape[1];
  const { heap } = memory;
  const at = heap.allocate((n * n + n * columns) * SIZE);
  try {
    const right = at + n * n * SIZE;
    // Read now, and again: views of this memory do not survive that it grows.
    const restore = (): void => heap.view('float64', at, n * n).set(read()[0].data);
    restore();
    const [{ dtype }, rhs] = read();
    if (rhs !== undefined) heap.view('float64', right, n * columns).set(rhs.data);
    const result = solver({ memory, attrs, n, matrix: at, right, columns, restore });
    if (result === null) return false;
    const solution = heap.view('float64', result, n * columns);
    put(dtype === 'float64' ? solution : Float32Array.from(solution));
    return true;
  } finally {
    heap.free(at);
  }
}
