// What a run is given: values for any tensors of the graph, checked against their dtypes and static shapes.
import { Dims, NDArray, type NestedArray } from './array/ndarray.ts';
import { pythonTypeName } from './array/python-types.ts';
import { VariableBase } from './convert.ts';
import { GraphError, GraphTypeError, ValueError } from './errors.ts';
import { Tensor, type Graph } from './graph.ts';
import type { DType, TensorValue, TypedArray } from './graphdef.ts';
import { formatShape, isCompatible } from './shapes.ts';

export type FeedKey = Tensor | VariableBase | string;
export type FeedValue = NDArray | TypedArray | NestedArray;
/** A Map, or a list of pairs: `[[X, Xtrn], [Y, Ytrn]]`. */
export type Feeds = ReadonlyMap<FeedKey, FeedValue> | readonly (readonly [FeedKey, FeedValue])[];

/** float64 course data fed to a float32 placeholder is converted once, not at every step. */
const conversions = new WeakMap<NDArray, Map<DType, NDArray>>();

/** The tensors fed, with what is fed. @throws GraphTypeError or ValueError */
export function feedPairs(graph: Graph, feeds: Feeds | undefined | null): [Tensor, FeedValue][] {
  if (feeds === undefined || feeds === null) return [];
  const given: Iterable<readonly [FeedKey, FeedValue]> =
    feeds instanceof Map || Array.isArray(feeds) ? feeds : badFeeds();
  const pairs: [Tensor, FeedValue][] = [];
  for (const pair of given) {
    if (!Array.isArray(pair) || pair.length !== 2) badFeeds();
    pairs.push([feedTensor(graph, pair[0]), pair[1]]);
  }
  return pairs;
}

function feedTensor(graph: Graph, key: FeedKey): Tensor {
  try {
    return graph.asGraphElement(key, { operation: false }) as Tensor;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new GraphTypeError(`Cannot interpret feed_dict key as Tensor: ${error.message}`);
  }
}

function badFeeds(): never {
  throw new GraphTypeError(
    'feeds are a Map or a list of [tensor, value] pairs, such as [[X, Xtrn], [Y, Ytrn]] ' +
      "(an object's keys can only be strings)",
  );
}

/** The value as the runtime takes it. @throws GraphTypeError or ValueError when it does not fit */
export function feedValue(tensor: Tensor, value: FeedValue): TensorValue {
  if ((value as unknown) instanceof Tensor || (value as unknown) instanceof VariableBase)
    throw new GraphTypeError(
      'The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, ' +
        'strings, lists, numpy ndarrays, or TensorHandles.',
    );
  const at = { name: tensor.op.name, site: tensor.op.site };
  const array = toArray(value, tensor.dtype);
  if (!isCompatible(tensor.staticShape, array.shape))
    throw new ValueError(
      `Cannot feed value of shape ${Dims.from1D(array.shape).toString()} for Tensor '${tensor.name}', ` +
        `which has shape '${formatShape(tensor.staticShape)}'`,
      at,
    );
  if (!tensor.graph.isFeedable(tensor))
    throw new ValueError(`Tensor ${tensor.toString()} may not be fed.`, at);
  return { dtype: array.dtype, shape: array.shape, data: array.data };
}

function toArray(value: FeedValue, dtype: DType): NDArray {
  if (value instanceof NDArray) return value.dtype === dtype ? value : converted(value, dtype);
  if (typeof value === 'number' && Number.isInteger(value) && !isExact(value, dtype))
    throw new GraphTypeError(
      `Type of feed value ${value} with type <type 'int'> is not compatible with Tensor type ` +
        `<type 'numpy.${dtype === 'bool' ? 'bool_' : dtype}'>. ` +
        'Try explicitly setting the type of the feed tensor to a larger type (e.g. int64).',
    );
  if (
    typeof value === 'string' ||
    (typeof value === 'object' && !Array.isArray(value) && !ArrayBuffer.isView(value))
  )
    throw notANumber(value, dtype);
  return NDArray.from(value, dtype);
}

/** Whether an integer survives the conversion; a large one in a float32 may have been meant as a float. */
function isExact(value: number, dtype: DType): boolean {
  if (dtype === 'int32') return (value | 0) === value;
  return dtype !== 'bool' || value === 0 || value === 1;
}

/** NumPy's words for what is no number. */
function notANumber(value: unknown, dtype: DType): Error {
  const integer = dtype === 'int32';
  if (typeof value === 'string')
    return new ValueError(
      integer
        ? `invalid literal for int() with base 10: '${value.slice(0, 100)}'`
        : `could not convert string to float: ${value.slice(0, 100)}`,
    );
  return new GraphTypeError(
    `${integer ? 'int' : 'float'}() argument must be a string or a number, not '${pythonTypeName(value)}'`,
  );
}

function converted(value: NDArray, dtype: DType): NDArray {
  let known = conversions.get(value);
  if (known === undefined) conversions.set(value, (known = new Map()));
  let array = known.get(dtype);
  if (array === undefined) known.set(dtype, (array = value.astype(dtype)));
  return array;
}
