// A value that lies with tfjs. To the reference kernels it looks like any other: its data is fetched when looked at.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DType, TensorValue, TypedArray } from '@residual/graph';

export class DeviceTensor implements TensorValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly tensor: Tensor;
  #data: TypedArray | undefined;

  constructor(tensor: Tensor) {
    this.dtype = tensor.dtype as DType;
    this.shape = tensor.shape;
    this.tensor = tensor;
  }

  /** Waits for the device. */
  get data(): TypedArray {
    // tfjs may hand out its own memory
    this.#data ??= this.tensor.dataSync().slice() as TypedArray;
    return this.#data;
  }
}
