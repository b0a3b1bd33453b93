// The one intermediate form between a plan and a backend: values with their shapes, and the kernels that make them, in
// order. It is data: passes rewrite it, `explain` tells of it, a backend emits code for each kind of kernel.
import type { DType, TypedArray } from '@residual/graph';
import type { Dimensions } from '../backend.ts';
import type { Step } from '../plan.ts';
import type { Body } from './body.ts';

/** Place in `Program.values`. */
export type ValueId = number;

/** Where the memory of a value is. */
export type Origin =
  | { readonly kind: 'feed'; readonly index: number }
  | { readonly kind: 'constant'; readonly data: TypedArray }
  /**
   * A variable's own memory. Version 0 is what the run finds; each write by the run makes the next version, in the
   * same place: whoever reads an older version runs before.
   */
  | { readonly kind: 'variable'; readonly name: string; readonly version: number }
  /** The memory of another value in another shape, row-major alike. */
  | { readonly kind: 'view'; readonly of: ValueId }
  /** Needed during the run only; see `Program.buffers`. */
  | { readonly kind: 'temporary' };

export interface Value {
  readonly dtype: DType;
  /** Null where only the run can tell: such a value is made and used by `op` kernels alone. */
  readonly shape: Dimensions | null;
  readonly origin: Origin;
  /** The node (`name:output`) that it stands for, for messages and pictures. */
  readonly name: string;
}

export type Reducer = 'sum' | 'mean' | 'prod' | 'max' | 'min' | 'all' | 'any';

/** An input of an element-wise kernel: element i lies at Σ iₖ·strides[k] (in elements; 0 repeats along an axis). */
export interface StridedInput {
  readonly value: ValueId;
  readonly strides: readonly number[];
}

/** What becomes of one instruction's results: stored whole, or folded over some axes. */
export interface ElementwiseOutput {
  readonly value: ValueId;
  readonly instruction: number;
  /** Axes of the kernel's shape, ascending. The rest, row-major, are the value's elements. */
  readonly reduce: { readonly by: Reducer; readonly axes: readonly number[] } | null;
}

interface KernelOf<K extends string> {
  readonly kind: K;
  /** Names of the nodes whose work it does. */
  readonly nodes: readonly string[];
}

/** For every index of `shape`: the body, from the inputs at that index. */
export interface ElementwiseKernel extends KernelOf<'elementwise'> {
  readonly shape: Dimensions;
  readonly inputs: readonly StridedInput[];
  readonly body: Body;
  readonly outputs: readonly ElementwiseOutput[];
}

/** output[batch, m, n] = op(a)·op(b), op being transposition of the stored matrices where asked for. */
export interface MatmulKernel extends KernelOf<'matmul'> {
  readonly a: ValueId;
  readonly b: ValueId;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly output: ValueId;
}

/**
 * One pass over the rows of a matrix X (rows × columns): the products of a row with each of `vectors`, the body on
 * these and on one value of each input, and at once what is made of its results.
 */
export interface RowPassKernel extends KernelOf<'row-pass'> {
  readonly matrix: ValueId;
  readonly rows: number;
  readonly columns: number;
  /** `columns` values each. The body's input i is row·vectorᵢ. */
  readonly vectors: readonly ValueId[];
  /** The body's further inputs: `rows` values each (stride 1), or one (stride 0). */
  readonly inputs: readonly { readonly value: ValueId; readonly stride: 0 | 1 }[];
  readonly body: Body;
  readonly outputs: readonly RowOutput[];
}

export type RowOutput =
  /** One value a row. */
  | { readonly kind: 'rows'; readonly value: ValueId; readonly instruction: number }
  /** The sum (or mean) over all rows. */
  | { readonly kind: 'sum' | 'mean'; readonly value: ValueId; readonly instruction: number }
  /** Xᵀ·r, r being the instruction's results: `columns` values. */
  | { readonly kind: 'transposed'; readonly value: ValueId; readonly instruction: number };

/** One op of the plan that is left to the reference kernels, on views of the same memory. */
export interface OpKernel extends KernelOf<'op'> {
  readonly step: Step;
  /** In the step's order; null where an input only names a variable. */
  readonly inputs: readonly (ValueId | null)[];
  readonly outputs: readonly ValueId[];
  /** Values, of origin `variable`, of all the variables that it changes. */
  readonly written: readonly ValueId[];
}

/** Fails as the node would unless the variable has a value. */
export interface RequireKernel extends KernelOf<'require'> {
  readonly variable: string;
}

/** Copies a value into a variable's memory (`output`, of origin `variable`), which it thereby initializes. */
export interface AssignKernel extends KernelOf<'assign'> {
  readonly input: ValueId;
  readonly output: ValueId;
}

export type Kernel =
  ElementwiseKernel | MatmulKernel | RowPassKernel | OpKernel | RequireKernel | AssignKernel;

export interface Program {
  readonly values: readonly Value[];
  readonly kernels: readonly Kernel[];
  readonly feeds: readonly ValueId[];
  readonly fetches: readonly ValueId[];
  /** Of each temporary, which buffer it lies in; absent for the rest. */
  readonly buffers: ReadonlyMap<ValueId, number>;
  /** Bytes that each buffer has to hold. */
  readonly bufferBytes: readonly number[];
  /** What the passes did, a sentence each. */
  readonly notes: readonly string[];
}
