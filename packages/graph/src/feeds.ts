// What a run is given: values for any tensors of the graph, checked against their dtypes and static shapes.
import { Dims, feedOf, NDArray, type NestedArray } from './array/ndarray.ts';
import { pythonTypeName } from './array/python-types.ts';
import { VariableBase } from './convert.ts';
import { GraphError, GraphTypeError, ValueError } from './errors.ts';
import { Tensor, type Graph } from './graph.ts';
import type { DType, Shape, TypedArray } from './graphdef.ts';
import type { Feed } from './session-target.ts';
import { formatShape, isCompatible } from './shapes.ts';

export type FeedKey = Tensor | VariableBase | string;
export type FeedValue = NDArray | TypedArray | NestedArray;
/** A Map, or a list of pairs: `[[X, Xtrn], [Y, Ytrn]]`. */
export type Feeds = ReadonlyMap<FeedKey, FeedValue> | readonly (readonly [FeedKey, FeedValue])[];

export interface FeedPair {
  readonly key: FeedKey;
  readonly tensor: Tensor;
  readonly value: FeedValue;
}

/** The tensors fed, with what is fed. @throws GraphTypeError or ValueError */
export function feedPairs(graph: Graph, feeds: Feeds | undefined | null): FeedPair[] {
  if (feeds === undefined || feeds === null) return [];
  const given: Iterable<readonly [FeedKey, FeedValue]> =
    feeds instanceof Map || Array.isArray(feeds) ? feeds : badFeeds();
  const pairs: FeedPair[] = [];
  for (const pair of given) {
    if (!Array.isArray(pair) || pair.length !== 2) badFeeds();
    const [key, value] = pair;
    pairs.push({ key, tensor: feedTensor(graph, key), value });
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

/** One tensor that is fed in run after run: what is known of the array that was fed last is not found out again. */
export class FeedSlot {
  readonly #tensor: Tensor;
  /** What was fed last, if it is an array whose feed stays right: of the tensor's dtype, or unexposed. */
  #array: NDArray | null = null;
  #version: number | undefined;
  #feed: Feed | null = null;
  #shape: Shape = null;

  constructor(tensor: Tensor) {
    this.#tensor = tensor;
  }

  /** The value as the runtime takes it. @throws GraphTypeError or ValueError when it does not fit */
  take(value: FeedValue): Feed {
    const tensor = this.#tensor;
    if (
      value === this.#array &&
      feedOf(this.#array).version === this.#version &&
      tensor.staticShape === this.#shape &&
      tensor.graph.isFeedable(tensor)
    )
      return this.#feed!;
    const feed = feedValue(tensor, value);
    this.#array = null;
    if (value instanceof NDArray) {
      const { version } = feedOf(value);
      if (version === undefined && value.dtype !== tensor.dtype) return feed;
      this.#array = value;
      this.#version = version;
      this.#feed = feed;
      this.#shape = tensor.staticShape;
    }
    return feed;
  }
}

/** float64 course data fed to a float32 placeholder is converted once, not at every step. */
const conversions = new WeakMap<NDArray, Map<DType, { readonly version: number; readonly array: NDArray }>>();

/** @throws GraphTypeError or ValueError when the value does not fit */
function feedValue(tensor: Tensor, value: FeedValue): Feed {
  if ((value as unknown) instanceof Tensor || (value as unknown) instanceof VariableBase)
    throw new GraphTypeError(
      'The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, ' +
        'strings, lists, numpy ndarrays, or TensorHandles.',
    );
  const at = { name: tensor.op.name, site: tensor.op.site };
  const feed = toFeed(value, tensor.dtype);
  if (!isCompatible(tensor.staticShape, feed.shape))
    throw new ValueError(
      `Cannot feed value of shape ${Dims.from1D(feed.shape).toString()} for Tensor '${tensor.name}', ` +
        `which has shape '${formatShape(tensor.staticShape)}'`,
      at,
    );
  if (!tensor.graph.isFeedable(tensor))
    throw new ValueError(`Tensor ${tensor.toString()} may not be fed.`, at);
  return feed;
}

function toFeed(value: FeedValue, dtype: DType): Feed {
  if (value instanceof NDArray) return feedOf(value.dtype === dtype ? value : converted(value, dtype));
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
  // Not worth an identity: it is another one at each run.
  const { shape, data } = feedOf(NDArray.from(value, dtype));
  return { dtype, shape, data };
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
  const { version } = feedOf(value);
  if (version === undefined) return value.astype(dtype);
  let known = conversions.get(value);
  if (known === undefined) conversions.set(value, (known = new Map()));
  let conversion = known.get(dtype);
  if (conversion?.version !== version)
    known.set(dtype, (conversion = { version, array: value.astype(dtype) }));
  return conversion.array;
}
