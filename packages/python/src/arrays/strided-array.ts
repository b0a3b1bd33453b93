// An array of any strides over memory that views share: what numpy.ndarray is in Python.
import { NDArray, type DType, type TypedArray } from '@residual/graph';
import {
  BOOL,
  FLOAT32,
  FLOAT64,
  INT32,
  liesInDoubles,
  TYPES,
  type ArrayType,
  type Values,
} from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { requireRank, rowMajor, sameShape, sizeOf, type Shape } from './shapes.ts';
import { walk } from './walk.ts';

/** What arrays over the same memory share: `version` changes with every write. */
export interface Memory {
  version: number;
  exposed: boolean;
}

interface Layout {
  readonly dtype: ArrayType;
  readonly shape: Shape;
  /** In elements. */
  readonly strides: readonly number[];
  readonly offset: number;
  readonly data: Values;
}

const GRAPH_TYPES: Readonly<Record<DType, ArrayType>> = {
  bool: BOOL,
  int32: INT32,
  float32: FLOAT32,
  float64: FLOAT64,
};

export class StridedArray {
  readonly dtype: ArrayType;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
  readonly memory: Memory;
  /** Null while the values of a fetched array have not been asked for. */
  #data: Values | null;
  /** The array as the graph takes it, while memory has that version. */
  #graphArray: NDArray | null = null;
  #graphVersion = -1;

  constructor(layout: Omit<Layout, 'data'> & { readonly data: Values | null }, memory?: Memory) {
    this.dtype = layout.dtype;
    this.shape = layout.shape;
    this.strides = layout.strides;
    this.offset = layout.offset;
    this.#data = layout.data;
    this.memory = memory ?? { version: 0, exposed: false };
  }

  /** The memory, of which the array may be a part only. */
  get data(): Values {
    return this.#data ?? this.#read();
  }

  #read(): Values {
    this.#data = this.#graphArray!.data;
    // That array's memory counts as written to at any time from now on; ours is written to by kernels only.
    this.#graphArray = null;
    return this.#data;
  }

  get rank(): number {
    return this.shape.length;
  }

  get count(): number {
    return sizeOf(this.shape);
  }

  /** Zeros, row by row. @throws NumPyError (MemoryError, ValueError) */
  static zeros(dtype: ArrayType, shape: Shape): StridedArray {
    if (shape.some((length) => length < 0))
      throw new NumPyError('ValueError', 'negative dimensions are not allowed');
    requireRank(shape);
    return StridedArray.of(dtype, shape, allocate(dtype, sizeOf(shape)));
  }

  /** Over values that lie row by row. */
  static of(dtype: ArrayType, shape: Shape, data: Values): StridedArray {
    return new StridedArray({ dtype, shape, strides: rowMajor(shape), offset: 0, data });
  }

  /** Of doubles that were computed for it and that nobody else holds: converted unless the dtype lies in doubles. */
  static fromDoubles(dtype: ArrayType, shape: Shape, values: Float64Array): StridedArray {
    return StridedArray.of(dtype, shape, liesInDoubles(dtype) ? values : dtype.create(values));
  }

  /** Another view of the same memory. */
  view(shape: Shape, strides: readonly number[], offset = this.offset): StridedArray {
    return new StridedArray({ dtype: this.dtype, shape, strides, offset, data: this.data }, this.memory);
  }

  isContiguous(): boolean {
    let expected = 1;
    for (let i = this.shape.length - 1; i >= 0; i--) {
      if (this.shape[i] !== 1 && this.strides[i] !== expected) return this.count === 0;
      expected *= this.shape[i];
    }
    return true;
  }

  /** The values row by row: a part of the memory where they lie so, else a copy. */
  values(): Values {
    const { data, offset } = this;
    if (this.isContiguous())
      return offset === 0 && data.length === this.count ? data : data.subarray(offset, offset + this.count);
    return this.copiedValues();
  }

  /** The values row by row in memory of their own. */
  copiedValues(): Values {
    const { data } = this;
    if (this.isContiguous()) return data.slice(this.offset, this.offset + this.count);
    const copy = allocate(this.dtype, this.count);
    if (copy instanceof Float64Array) gatherDoubles(copy, this);
    else gather(copy, this);
    return copy;
  }

  /** The values row by row as doubles, only to be read. */
  doubles(): Float64Array {
    const values = this.values();
    return values instanceof Float64Array ? values : new Float64Array(values);
  }

  /** The values row by row as doubles in memory of their own. */
  copiedDoubles(): Float64Array {
    const values = this.values();
    return values.buffer === this.data.buffer || !(values instanceof Float64Array)
      ? new Float64Array(values)
      : values;
  }

  /** A copy that lies row by row. */
  copy(): StridedArray {
    return StridedArray.of(this.dtype, this.shape, this.copiedValues());
  }

  /** The one value of an array with one element. */
  single(): number {
    return this.data[this.offset];
  }

  /**
   * The array as feeds and constants take it: over the same memory where the values lie row by row in a dtype that the
   * graph has, else a copy, made once for each version. int64 and smaller integers become int32.
   * @throws NumPyError (OverflowError) where an integer does not fit into 32 bits
   */
  toNDArray(): NDArray {
    const known = this.#graphArray;
    if (known !== null && (this.#data === null || this.#graphVersion === this.memory.version)) return known;
    const dtype = graphType(this.dtype);
    const shares = this.dtype.name === dtype && this.isContiguous();
    if (shares && known !== null) return known;
    const data = shares ? (this.values() as TypedArray) : converted(this, dtype);
    this.#graphArray = shares
      ? new NDArray({ dtype, shape: this.shape, data }, this.memory)
      : NDArray.owning({ dtype, shape: this.shape, data });
    this.#graphVersion = this.memory.version;
    return this.#graphArray;
  }

  /** Over the memory of an array of the graph's. What was fetched is waited for at the first look. */
  static fromNDArray(array: NDArray): StridedArray {
    const shape = Array.from(array.shape);
    const strided = new StridedArray({
      dtype: GRAPH_TYPES[array.dtype],
      shape,
      strides: rowMajor(shape),
      offset: 0,
      data: null,
    });
    strided.#graphArray = array;
    return strided;
  }
}

/** @throws NumPyError (ValueError) for negative dimensions, (MemoryError) where there is no room */
export function allocate(dtype: ArrayType, length: number): Values {
  try {
    return dtype.create(length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NumPyError('MemoryError', `Unable to allocate an array of ${length} values of ${dtype.name}`);
  }
}

/** @throws NumPyError (MemoryError) where there is no room */
export const allocateDoubles = (length: number): Float64Array => allocate(FLOAT64, length) as Float64Array;

function gatherDoubles(to: Float64Array, from: StridedArray): void {
  const data = from.data as Float64Array;
  walk(
    from.shape,
    [from.offset, 0],
    [from.strides, rowMajor(from.shape)],
    (length, [at, out], [step, outStep]) => {
      for (let i = 0, x = at, o = out; i < length; i++, x += step, o += outStep) to[o] = data[x];
    },
  );
}

function gather(to: Values, from: StridedArray): void {
  const { data } = from;
  walk(
    from.shape,
    [from.offset, 0],
    [from.strides, rowMajor(from.shape)],
    (length, [at, out], [step, outStep]) => {
      for (let i = 0, x = at, o = out; i < length; i++, x += step, o += outStep) to[o] = data[x];
    },
  );
}

function graphType(dtype: ArrayType): DType {
  return dtype.kind === 'i' || dtype.kind === 'u' ? 'int32' : (dtype.name as DType);
}

function converted(array: StridedArray, dtype: DType): TypedArray {
  if (array.dtype.name === dtype) return array.copiedValues() as TypedArray;
  const values = array.values();
  for (let i = 0; i < values.length; i++)
    if (values[i] !== (values[i] | 0))
      throw new NumPyError(
        'OverflowError',
        `${values[i]} does not fit into int32, the integers of graphs here`,
      );
  return Int32Array.from(values);
}

/** @throws NumPyError (TypeError) for a code that Python should not have given */
export function typeOfCode(code: number): ArrayType {
  const type: ArrayType | undefined = TYPES[code];
  if (type === undefined) throw new NumPyError('TypeError', `data type ${code} not understood`);
  return type;
}

/** Whether both arrays lie in the same memory and could overlap. */
export const sharesMemory = (a: StridedArray, b: StridedArray): boolean => a.memory === b.memory;

/** Whether both are the very same elements in the same order. */
export const isSameView = (a: StridedArray, b: StridedArray): boolean =>
  sharesMemory(a, b) &&
  a.offset === b.offset &&
  sameShape(a.shape, b.shape) &&
  a.strides.every((stride, i) => stride === b.strides[i]);
