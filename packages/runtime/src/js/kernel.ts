// The form of a kernel of the `js` backend: values in, new values out. A kernel never writes to its inputs and may
// return one of them, or a view of its memory.
import type { Attr, DType, TensorValue, TypedArray } from '@residual/graph';
import type { RandomSource } from '../backend.ts';
import type { Variables } from '../variable-store.ts';

export interface KernelContext {
  readonly variables: Variables;
  readonly random: RandomSource;
}

export interface KernelCall {
  readonly node: string;
  readonly attrs: Readonly<Record<string, Attr>>;
  readonly context: KernelContext;
  /** Name of the variable that input i refers to; set for inputs that are variables themselves. */
  readonly variables: readonly (string | undefined)[];
}

/** Values of all inputs (a variable that is only written to gives undefined) → values of all outputs. */
export type Kernel = (inputs: readonly TensorValue[], call: KernelCall) => readonly TensorValue[];

export function allocate(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
  }
}

export const countOf = (shape: readonly number[]): number => {
  let count = 1;
  for (const d of shape) count *= d;
  return count;
};

export const tensor = (dtype: DType, shape: readonly number[], data: TypedArray): TensorValue => ({
  dtype,
  shape,
  data,
});

export const int = (value: number): TensorValue => tensor('int32', [], Int32Array.of(value));
export const ints = (values: readonly number[]): TensorValue =>
  tensor('int32', [values.length], Int32Array.from(values));

/** `[607,1]`, as TensorFlow writes shapes in the messages of kernels. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(',')}]`;

/** Row-major strides; a broadcast axis (length 1 where the result is longer) has stride 0. */
export function broadcastStrides(shape: readonly number[], result: readonly number[]): number[] {
  const strides = new Array<number>(result.length).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const at = axis + result.length - shape.length;
    strides[at] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis];
  }
  return strides;
}
