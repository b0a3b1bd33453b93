// NDArray: an array's value on the client's side: course data, feeds, fetched results.
import { allocateShared, dtypeOfArray } from '../dtypes.ts';
import type { DType, TensorValue, TypedArray } from '../graphdef.ts';
import type { Feed } from '../session-target.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import { elementCount } from '../shapes.ts';
import { formatArray } from './array-format.ts';
import { formatFloat } from './number-format.ts';

/** Digits that `str` and `repr` of a single value show. */
const SCALAR_DIGITS = { float32: { str: 6, repr: 8 }, float64: { str: 12, repr: 17 } } as const;

/** The values of an array, only to be read: unlike `data` this leaves the array unexposed. */
export let valuesOf: (value: TensorValue) => TypedArray;

/** The array as a run is fed with it. */
export let feedOf: (array: NDArray) => Feed;

/** Numbers or booleans, nested to any depth. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** A shape that prints as Python's tuple. Otherwise an ordinary array. */
export class Dims extends Array<number> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static from1D(dims: readonly number[]): Dims {
    if (dims.length === 0) return SCALAR;
    if (dims instanceof Dims && Object.isFrozen(dims)) return dims;
    const result = new Dims();
    for (const d of dims) result.push(d);
    return Object.freeze(result) as Dims;
  }

  override toString(): string {
    return this.length === 1 ? `(${this[0]},)` : `(${this.join(', ')})`;
  }
}

const SCALAR = Object.freeze(new Dims()) as Dims;

/** What arrays over the same memory share. */
interface Memory {
  /** Changes with every write of ours. */
  version: number;
  /** Somebody else holds the memory too and may write to it unseen. */
  exposed: boolean;
}

const ownMemory = (): Memory => ({ version: 0, exposed: false });
const exposedMemory = (): Memory => ({ version: 0, exposed: true });

let nextId = 0;

/** An array as runs are fed with it; the same object for the same array. */
class ArrayFeed implements Feed {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
  readonly id: number = nextId++;
  readonly #memory: Memory;

  constructor(dtype: DType, shape: readonly number[], data: TypedArray, memory: Memory) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
    this.#memory = memory;
  }

  get version(): number | undefined {
    return this.#memory.exposed ? undefined : this.#memory.version;
  }
}

/** Values that are not there yet. */
export interface Pending {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Waits for them; asked at most once. They are the array's own. @throws OpError when they could not be computed */
  read(): TypedArray;
}

export class NDArray implements TensorValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly #memory: Memory;
  #values: TypedArray | null;
  #pending: Pending | null = null;
  #feed: Feed | null = null;

  /** Over memory that whoever gives it may go on writing to. {@link NDArray.owning} has no such doubts. */
  constructor(value: TensorValue | Pending, memory?: Memory) {
    this.dtype = value.dtype;
    this.shape = Dims.from1D(value.shape);
    if ('read' in value) {
      this.#memory = memory ?? ownMemory();
      this.#values = null;
      this.#pending = value;
      return;
    }
    const known = value instanceof NDArray;
    this.#memory = memory ?? (known ? value.#memory : exposedMemory());
    this.#values = known ? valuesOf(value) : value.data;
    if (this.#values.length !== elementCount(this.shape))
      throw new ValueError(
        `cannot reshape array of size ${this.#values.length} into shape ${this.shape.toString()}`,
      );
  }

  static {
    valuesOf = (value) => (value instanceof NDArray ? (value.#values ?? value.#read()) : value.data);
    feedOf = (array) =>
      (array.#feed ??= new ArrayFeed(array.dtype, array.shape, valuesOf(array), array.#memory));
  }

  /** Over memory that nobody else holds. */
  static owning(value: TensorValue): NDArray {
    return new NDArray(value, ownMemory());
  }

  /** Of values that are read when somebody looks at them. */
  static fetched(value: Pending): NDArray {
    return new NDArray(value);
  }

  /** Row-major values. Once handed out they may be written to: runs are fed with the array as it is then. */
  get data(): TypedArray {
    this.#memory.exposed = true;
    return valuesOf(this);
  }

  #read(): TypedArray {
    this.#values = this.#pending!.read();
    this.#pending = null;
    return this.#values;
  }

  /** Another view of the same memory. */
  #view(shape: readonly number[], values: TypedArray): NDArray {
    return new NDArray({ dtype: this.dtype, shape, data: values }, this.#memory);
  }

  /** From nested arrays. Without `dtype`: booleans → bool, integers → int32, else float32. */
  static from(values: NestedArray | TypedArray, dtype?: DType): NDArray {
    if (ArrayBuffer.isView(values)) {
      const data = allocateShared(dtype ?? dtypeOfArray(values), values.length);
      data.set(values);
      return NDArray.owning({ dtype: dtype ?? dtypeOfArray(values), shape: [values.length], data });
    }
    const shape = shapeOf(values);
    const flat: (number | boolean)[] = [];
    flatten(values, shape, 0, flat);
    const inferred = dtype ?? inferDType(flat);
    const data = allocateShared(inferred, flat.length);
    for (let i = 0; i < flat.length; i++) data[i] = Number(flat[i]);
    return NDArray.owning({ dtype: inferred, shape, data });
  }

  static zeros(shape: readonly number[], dtype: DType = 'float32'): NDArray {
    return NDArray.owning({ dtype, shape, data: allocateShared(dtype, elementCount(shape)) });
  }

  get size(): number {
    return elementCount(this.shape);
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** Length of the first axis. @throws GraphTypeError for a scalar */
  get length(): number {
    if (this.shape.length === 0) throw new GraphTypeError('len() of unsized object');
    return this.shape[0];
  }

  /** Transposed: axes in reverse order. A copy. */
  get T(): NDArray {
    const { shape } = this;
    if (shape.length < 2) return this;
    const rank = shape.length;
    const strides = shape.map((_, i) => elementCount(shape.slice(i + 1))).toReversed();
    const to = shape.toReversed();
    const values = valuesOf(this);
    const data = allocateShared(this.dtype, this.size);
    const index = to.map(() => 0);
    let from = 0;
    for (let i = 0; i < data.length; i++) {
      data[i] = values[from];
      for (let axis = rank - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < to[axis]) break;
        from -= strides[axis] * to[axis];
        index[axis] = 0;
      }
    }
    return NDArray.owning({ dtype: this.dtype, shape: to, data });
  }

  /** The value, or part, at an index per leading axis; negative counts from the end. */
  at(...indices: number[]): NDArray {
    const { offset, size } = this.#part(indices);
    return this.#view(this.shape.slice(indices.length), valuesOf(this).subarray(offset, offset + size));
  }

  /**
   * Writes to the part at an index per leading axis, as `X[i, j] = value`: a number everywhere, an array in its place.
   * @throws ValueError when the array's shape is not the part's
   */
  set(value: NDArray | NestedArray, ...indices: number[]): void {
    const { offset, size } = this.#part(indices);
    const values = valuesOf(this);
    const shape = this.shape.slice(indices.length);
    const given = value instanceof NDArray ? value.astype(this.dtype) : NDArray.from(value, this.dtype);
    if (given.ndim > 0 && given.shape.join() !== shape.join())
      throw new ValueError(
        `could not broadcast input array from shape ${given.shape.toString()} into shape ${Dims.from1D(shape).toString()}`,
      );
    if (given.ndim === 0) values.fill(valuesOf(given)[0], offset, offset + size);
    else values.set(valuesOf(given), offset);
    this.#memory.version++;
  }

  #part(indices: readonly number[]): { readonly offset: number; readonly size: number } {
    let offset = 0;
    let size = this.size;
    indices.forEach((index, axis) => {
      const length = this.shape[axis];
      if (length === undefined) throw new ValueError('too many indices for array');
      const at = index < 0 ? index + length : index;
      if (!Number.isInteger(at) || at < 0 || at >= length)
        throw new ValueError(`index ${index} is out of bounds for axis ${axis} with size ${length}`);
      size /= length;
      offset += at * size;
    });
    return { offset, size };
  }

  /** Rows start, start+step, … before stop, as `X[start:stop:step]`; step > 0. */
  slice(start = 0, stop: number | null = null, step = 1): NDArray {
    const rows = this.length;
    if (!Number.isInteger(step) || step < 1) throw new ValueError('slice step must be a positive integer');
    const clamp = (i: number): number => Math.min(Math.max(i < 0 ? i + rows : i, 0), rows);
    const from = clamp(start);
    const to = clamp(stop ?? rows);
    const width = rows === 0 ? 0 : this.size / rows;
    const values = valuesOf(this);
    if (step === 1)
      return this.#view(
        [Math.max(to - from, 0), ...this.shape.slice(1)],
        values.subarray(from * width, Math.max(to, from) * width),
      );
    const count = Math.max(Math.ceil((to - from) / step), 0);
    const data = allocateShared(this.dtype, count * width);
    for (let i = 0; i < count; i++) {
      const at = (from + i * step) * width;
      data.set(values.subarray(at, at + width), i * width);
    }
    return NDArray.owning({ dtype: this.dtype, shape: [count, ...this.shape.slice(1)], data });
  }

  /** The same values in another shape; one dimension may be -1. */
  reshape(...dims: number[]): NDArray {
    const known = dims.filter((d) => d >= 0).reduce((n, d) => n * d, 1);
    const shape = dims.map((d) => (d < 0 ? this.size / known : d));
    return this.#view(shape, valuesOf(this));
  }

  /** A copy with another dtype; floats are cut to integers as C does. */
  astype(dtype: DType): NDArray {
    const values = valuesOf(this);
    const data = allocateShared(dtype, values.length);
    if (dtype === 'bool') for (let i = 0; i < data.length; i++) data[i] = values[i] !== 0 ? 1 : 0;
    else data.set(values);
    return NDArray.owning({ dtype, shape: this.shape, data });
  }

  /** Nested JavaScript arrays; for a scalar its value. */
  toArray(): NestedArray {
    const values = valuesOf(this);
    const read = (i: number): number | boolean => (this.dtype === 'bool' ? values[i] !== 0 : values[i]);
    const build = (axis: number, offset: number): NestedArray => {
      if (axis === this.shape.length) return read(offset);
      const stride = elementCount(this.shape.slice(axis + 1));
      return Array.from({ length: this.shape[axis] }, (_, i) => build(axis + 1, offset + i * stride));
    };
    return build(0, 0);
  }

  *[Symbol.iterator](): Iterator<NDArray> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  /** A scalar (or an array of one value) works in arithmetic. @throws GraphTypeError otherwise */
  valueOf(): number {
    if (this.size !== 1) throw new GraphTypeError('only size-1 arrays can be converted to numbers');
    return valuesOf(this)[0];
  }

  [Symbol.toPrimitive](hint: 'string' | 'number' | 'default'): string | number {
    return hint === 'string' || (hint === 'default' && this.size !== 1) ? this.toString() : this.valueOf();
  }

  toString(): string {
    return this.shape.length === 0
      ? this.#scalar('str')
      : formatArray(this.dtype, { shape: this.shape, data: valuesOf(this) });
  }

  /** As inside a printed list: scalars with more digits, arrays as `array(…)`. */
  repr(): string {
    if (this.shape.length === 0) return this.#scalar('repr');
    return `array(${formatArray(this.dtype, { shape: this.shape, data: valuesOf(this) }).replaceAll('\n', '\n      ')}, dtype=${this.dtype})`;
  }

  #scalar(form: 'str' | 'repr'): string {
    const [value] = valuesOf(this);
    switch (this.dtype) {
      case 'bool':
        return value === 0 ? 'False' : 'True';
      case 'int32':
        return String(value);
      default:
        return formatFloat(value, SCALAR_DIGITS[this.dtype][form]);
    }
  }
}

/** Nested arrays that are not of one length or depth, in NumPy's words. */
export class RaggedError extends ValueError {
  constructor() {
    super('setting an array element with a sequence.');
  }
}

/** The shape that the first part of each level suggests. */
export function shapeOf(values: NestedArray): number[] {
  const shape: number[] = [];
  let level: NestedArray = values;
  while (Array.isArray(level)) {
    shape.push(level.length);
    if (level.length === 0) break;
    level = level[0] as NestedArray;
  }
  return shape;
}

function flatten(
  values: NestedArray,
  shape: readonly number[],
  axis: number,
  flat: (number | boolean)[],
): void {
  if (Array.isArray(values)) {
    if (axis >= shape.length || values.length !== shape[axis]) throw new RaggedError();
    for (const value of values as readonly NestedArray[]) flatten(value, shape, axis + 1, flat);
    return;
  }
  if (axis !== shape.length) throw new RaggedError();
  if (typeof values !== 'number' && typeof values !== 'boolean')
    throw new GraphTypeError(
      `Expected a number or a boolean, got ${values === null ? 'null' : typeof values}` +
        (typeof values === 'string' ? ` "${String(values).slice(0, 60)}"` : '') +
        ". (JavaScript's + does not add tensors: write a.add(b).)",
    );
  flat.push(values);
}

/** The dtype that plain JavaScript values ask for; JavaScript does not tell 1.0 from 1. */
export function inferDType(flat: readonly (number | boolean)[]): DType {
  if (flat.length === 0) return 'float32';
  if (flat.every((v) => typeof v === 'boolean')) return 'bool';
  return flat.every((v) => Number.isInteger(v) && Math.abs(v as number) < 2 ** 31) ? 'int32' : 'float32';
}
