// Linear systems by cuSOLVER and cuBLAS, which take matrices column by column: what lies row by row is its own
// transpose to them. Whether a matrix could be factorised is asked at once, since the program may have to fail.
import { boolAttr } from '@residual/graph';
import type { Step } from '../plan.ts';
import { invalidArgument, RunError } from '../run-error.ts';
import type { Address } from './device-memory.ts';
import type { Device } from './device.ts';
import { emittedStep, type EmittedStepOptions } from './emitted-step.ts';
import type { System } from './kernels/solve.ts';
import { FILL, OP, SIDE } from './native/cublas.ts';
import { outInt } from './native/bind.ts';
import type { DeviceStep } from './step.ts';

interface SolveStepOptions extends Omit<EmittedStepOptions, 'reads' | 'writes' | 'nodes'> {
  readonly system: System;
  readonly step: Step;
}

interface Addresses {
  readonly matrix: Address;
  readonly rhs: Address;
  readonly output: Address;
  readonly scratch: Address;
}

const ONE = { float32: Float32Array.of(1), float64: Float64Array.of(1) } as const;

export function solveStep(options: SolveStepOptions): DeviceStep {
  const { system, step, device, scratch } = options;
  const { matrix, rhs, output } = system;
  const reads = rhs === null ? [matrix] : [matrix, rhs];
  const own = emittedStep({ ...options, nodes: [step.node], reads, writes: [output] });
  let at: Addresses = { matrix: 0, rhs: 0, output: 0, scratch: 0 };
  const solve = SOLVE[system.op];
  return {
    ...own,
    isReplayable: false,
    bind(address) {
      own.bind(address);
      at = {
        matrix: address(matrix),
        rhs: rhs === null ? 0 : address(rhs),
        output: address(output),
        scratch: options.kernels.length === 0 ? 0 : scratch(),
      };
    },
    enqueue() {
      try {
        solve({ device, system, adjoint: isAdjoint(step), lower: isLower(step), at, launch: own.launch });
      } catch (error) {
        if (error instanceof RunError) throw new RunError(error.kind, error.message, step.node);
        throw error;
      }
    },
  };
}

const isAdjoint = ({ op, attrs }: Step): boolean => op !== 'Cholesky' && boolAttr(attrs, 'adjoint');
const isLower = ({ op, attrs }: Step): boolean => op === 'MatrixTriangularSolve' && boolAttr(attrs, 'lower');

interface Solving {
  readonly device: Device;
  readonly system: System;
  readonly adjoint: boolean;
  readonly lower: boolean;
  readonly at: Addresses;
  /** Enqueues one of the emitted kernels. */
  readonly launch: (index: number) => void;
}

const SOLVE: { readonly [K in System['op']]: (solving: Solving) => void } = {
  Cholesky({ device, system, at, launch }) {
    copy(device, system, at.matrix, at.output, system.n);
    factorCholesky(device, system, at.output);
    launch(0);
  },

  MatrixInverse(solving) {
    const { device, system, adjoint, at, launch } = solving;
    launch(0);
    // M is Aᵀ to the library: M·X = I gives the inverse of Aᵀ, whose transpose, lying row by row, is that of A.
    eachFactored(solving, at.matrix, 'Input', (factors, pivots, i) =>
      solveFactored(device, system, adjoint ? OP.transpose : OP.none, factors, pivots, at.output, i),
    );
  },

  MatrixSolve(solving) {
    const { device, system, adjoint, at, launch } = solving;
    const solution = system.columns === 1 ? at.output : at.scratch;
    if (system.columns === 1) copy(device, system, at.rhs, at.output, 1);
    else launch(0);
    eachFactored(solving, at.matrix, 'Input matrix', (factors, pivots, i) =>
      solveFactored(device, system, adjoint ? OP.none : OP.transpose, factors, pivots, solution, i),
    );
    if (system.columns > 1) launch(1);
  },

  MatrixTriangularSolve({ device, system, adjoint, lower, at, launch }) {
    launch(0);
    if (readInt(device, at.scratch) > 0) throw invalidArgument('Input matrix is not invertible.');
    const { dtype, stack, n, columns } = system;
    const { cublas } = device.api;
    const trsm = dtype === 'float32' ? cublas.cublasStrsm_v2 : cublas.cublasDtrsm_v2;
    const bytes = ONE[dtype].BYTES_PER_ELEMENT;
    const fill = lower ? FILL.upper : FILL.lower;
    const transpose = adjoint ? OP.transpose : OP.none;
    copy(device, system, at.rhs, at.output, columns);
    // A·X = B is Xᵀ·Aᵀ = Bᵀ, and these transposes are what lies there.
    for (let i = 0; i < stack; i++) {
      const matrix = at.matrix + i * n * n * bytes;
      const solution = at.output + i * n * columns * bytes;
      trsm(
        device.cublas,
        SIDE.right,
        fill,
        transpose,
        0,
        columns,
        n,
        ONE[dtype],
        matrix,
        n,
        solution,
        columns,
      );
    }
  },
};

function copy(
  device: Device,
  { dtype, stack, n }: System,
  from: Address,
  to: Address,
  columns: number,
): void {
  if (from === to) return;
  const bytes = stack * n * columns * ONE[dtype].BYTES_PER_ELEMENT;
  device.api.driver.cuMemcpyDtoDAsync_v2(to, from, bytes, device.stream);
}

/** The upper triangle, to the library, is the lower one of the matrix that lies row by row. */
function factorCholesky(device: Device, { dtype, stack, n }: System, matrices: Address): void {
  const { cusolver } = device.api;
  const [size, factor] =
    dtype === 'float32'
      ? [cusolver.cusolverDnSpotrf_bufferSize, cusolver.cusolverDnSpotrf]
      : [cusolver.cusolverDnDpotrf_bufferSize, cusolver.cusolverDnDpotrf];
  const bytes = ONE[dtype].BYTES_PER_ELEMENT;
  const length = outInt((cell) => size(device.cusolver, FILL.upper, n, matrices, n, cell));
  const work = device.memory.allocate(length * bytes);
  try {
    for (let i = 0; i < stack; i++) {
      const matrix = matrices + i * n * n * bytes;
      factor(device.cusolver, FILL.upper, n, matrix, n, work.address, length, device.info.address);
      if (readInt(device, device.info.address) !== 0)
        throw invalidArgument('Cholesky decomposition was not successful. The input might not be valid.');
    }
  } finally {
    device.memory.free(work);
  }
}

/** @throws RunError if a matrix is not invertible; `what` it is, in the words of the op */
function eachFactored(
  { device, system }: Solving,
  matrices: Address,
  what: string,
  use: (factors: Address, pivots: Address, index: number) => void,
): void {
  const { dtype, stack, n } = system;
  const { cusolver, driver } = device.api;
  const [size, factor] =
    dtype === 'float32'
      ? [cusolver.cusolverDnSgetrf_bufferSize, cusolver.cusolverDnSgetrf]
      : [cusolver.cusolverDnDgetrf_bufferSize, cusolver.cusolverDnDgetrf];
  const bytes = n * n * ONE[dtype].BYTES_PER_ELEMENT;
  const factors = device.memory.allocate(bytes);
  const pivots = device.memory.allocate(n * 4);
  const length = outInt((cell) => size(device.cusolver, n, n, factors.address, n, cell));
  const work = device.memory.allocate(length * ONE[dtype].BYTES_PER_ELEMENT);
  try {
    for (let i = 0; i < stack; i++) {
      driver.cuMemcpyDtoDAsync_v2(factors.address, matrices + i * bytes, bytes, device.stream);
      factor(device.cusolver, n, n, factors.address, n, work.address, pivots.address, device.info.address);
      if (readInt(device, device.info.address) !== 0) throw invalidArgument(`${what} is not invertible.`);
      use(factors.address, pivots.address, i);
    }
  } finally {
    for (const block of [factors, pivots, work]) device.memory.free(block);
  }
}

function solveFactored(
  device: Device,
  { dtype, n, columns }: System,
  transpose: number,
  factors: Address,
  pivots: Address,
  solutions: Address,
  index: number,
): void {
  const { cusolver } = device.api;
  const solve = dtype === 'float32' ? cusolver.cusolverDnSgetrs : cusolver.cusolverDnDgetrs;
  const solution = solutions + index * n * columns * ONE[dtype].BYTES_PER_ELEMENT;
  solve(device.cusolver, transpose, n, columns, factors, n, pivots, solution, n, device.info.address);
}

const readInt = (device: Device, address: Address): number => device.staging.read(address, 'int32', 4)[0];
