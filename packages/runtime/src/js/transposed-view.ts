// A transposed matrix that is not carried out until somebody reads its values: products read the original instead.
import type { DType, TensorValue, TypedArray } from '@residual/graph';
import { allocate } from './kernel.ts';

export class TransposedView implements TensorValue {
  /** The matrix as it lies in memory. */
  readonly original: TensorValue;
  readonly dtype: DType;
  readonly shape: readonly number[];
  #data: TypedArray | null = null;

  constructor(original: TensorValue) {
    this.original = original;
    this.dtype = original.dtype;
    this.shape = [original.shape[1], original.shape[0]];
  }

  get data(): TypedArray {
    this.#data ??= this.#materialise();
    return this.#data;
  }

  #materialise(): TypedArray {
    const [columns, rows] = this.shape;
    const from = this.original.data;
    const to = allocate(this.dtype, from.length);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) to[j * rows + i] = from[i * columns + j];
    return to;
  }
}
