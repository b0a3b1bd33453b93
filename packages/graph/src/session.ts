// The client half of a session: what to run, with which values fed, and the results in the caller's structure.
import { NDArray, type NestedArray } from './array/ndarray.ts';
import { VariableBase, type TensorLike } from './convert.ts';
import { GraphError, GraphRuntimeError, GraphTypeError, opErrorOf, ValueError } from './errors.ts';
import { Operation, Tensor, type Graph } from './graph.ts';
import type { DType, Site, TensorValue, TypedArray } from './graphdef.ts';
import { nodeText } from './node-text.ts';
import type { Outcome, SessionTarget } from './session-target.ts';
import { formatShape, isCompatible } from './shapes.ts';

export interface SessionEnvironment {
  readonly target: SessionTarget;
  /** The text of a line of the program, for error messages. */
  readonly sourceLine?: (site: Site) => string | undefined;
}

export type Fetch = Tensor | Operation | VariableBase | string;
/** What `run` takes: one thing, or arrays and objects of things. */
export type Fetches = Fetch | readonly Fetches[] | { readonly [key: string]: Fetches };

/** What `run` gives back: an array for each tensor, null for each operation, in the structure of the fetches. */
export type Fetched<F> = Fetches extends F
  ? unknown
  : F extends Operation
    ? null
    : F extends Tensor | VariableBase
      ? NDArray
      : F extends string
        ? NDArray | null
        : { -readonly [K in keyof F]: Fetched<F[K]> };

export type FeedKey = Tensor | VariableBase | string;
export type FeedValue = NDArray | TypedArray | NestedArray;
export type Feeds = ReadonlyMap<FeedKey, FeedValue> | readonly (readonly [FeedKey, FeedValue])[];

/** A form of run that the target has prepared. */
interface Prepared {
  readonly plan: number;
  readonly feeds: readonly Tensor[];
  readonly rebuild: (values: readonly TensorValue[]) => unknown;
}

/** float64 course data fed to a float32 placeholder is converted once, not at every step. */
const conversions = new WeakMap<NDArray, Map<DType, NDArray>>();

export class Session implements Disposable {
  readonly graph: Graph;
  readonly #environment: SessionEnvironment;
  readonly #handle: number;
  readonly #prepared = new Map<string, Prepared>();
  #sent = 0;
  #closed = false;

  constructor(environment: SessionEnvironment, graph: Graph) {
    this.#environment = environment;
    this.graph = graph;
    this.#handle = environment.target.openSession();
  }

  /**
   * Evaluates `fetches`, each node at most once.
   * @throws OpError when a node fails, ValueError or GraphTypeError when fetches or feeds do not fit the graph
   */
  run<const F extends Fetches>(fetches: F, feeds?: Feeds): Fetched<F> {
    if (this.#closed) throw new GraphRuntimeError('Attempted to use a closed Session.');
    const pairs = this.#feedPairs(feeds);
    const key = `${signatureOf(fetches)}|${pairs.map(([tensor]) => tensor.name).join(',')}`;
    const prepared = this.#prepared.get(key) ?? this.#prepare(key, fetches, pairs);
    const values = pairs.map(([tensor, value]) => feedValue(tensor, value));
    const results = this.#unwrap(this.#environment.target.run(this.#handle, prepared.plan, values));
    return prepared.rebuild(results) as Fetched<F>;
  }

  /** Frees the session's variables. Closing twice is harmless. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#environment.target.closeSession(this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  repr(): string {
    return '<tensorflow.python.client.session.Session object>';
  }

  #feedPairs(feeds: Feeds | undefined): [Tensor, FeedValue][] {
    if (feeds === undefined || feeds === null) return [];
    const given: Iterable<readonly [FeedKey, FeedValue]> =
      feeds instanceof Map || Array.isArray(feeds) ? feeds : badFeeds();
    const pairs: [Tensor, FeedValue][] = [];
    for (const pair of given) {
      if (!Array.isArray(pair) || pair.length !== 2) badFeeds();
      pairs.push([this.#feedTensor(pair[0]), pair[1]]);
    }
    return pairs;
  }

  #feedTensor(key: FeedKey): Tensor {
    const tensor = key instanceof VariableBase ? key.variable : key;
    if (typeof tensor === 'string') return this.graph.getTensorByName(tensor);
    if (!(tensor instanceof Tensor))
      throw new GraphTypeError(
        `Cannot interpret feed key as Tensor: ${String(key)} is not a tensor of the graph.`,
      );
    return this.#own(tensor, 'feed_dict key');
  }

  #own<T extends Tensor | Operation>(element: T, what: string): T {
    if (element.graph !== this.graph)
      throw new ValueError(
        `Cannot interpret ${what} as Tensor: Tensor ${element.toString()} is not an element of this graph.`,
      );
    return element;
  }

  #prepare(key: string, fetches: Fetches, pairs: readonly [Tensor, FeedValue][]): Prepared {
    const tensors: Tensor[] = [];
    const targets: Operation[] = [];
    const rebuild = this.#plan(fetches, tensors, targets);
    this.#extendGraph();
    const feeds = pairs.map(([tensor]) => tensor);
    const plan = this.#unwrap(
      this.#environment.target.prepare(this.#handle, {
        feeds: feeds.map((t) => t.name),
        fetches: tensors.map((t) => t.name),
        targets: targets.map((op) => op.name),
      }),
    );
    const prepared = { plan, feeds, rebuild };
    this.#prepared.set(key, prepared);
    return prepared;
  }

  #extendGraph(): void {
    const count = this.graph.operationCount;
    if (count === this.#sent) return;
    this.#unwrap(this.#environment.target.extendGraph(this.#handle, this.graph.toGraphDef(this.#sent)));
    this.#sent = count;
  }

  /** Collects what to fetch and returns how to put the results back into the structure of `fetches`. */
  #plan(
    fetches: Fetches,
    tensors: Tensor[],
    targets: Operation[],
  ): (values: readonly TensorValue[]) => unknown {
    const element = fetches instanceof VariableBase ? fetches.variable : this.#named(fetches);
    if (element instanceof Tensor) {
      const at = tensors.push(this.#own(element, 'fetch')) - 1;
      return (values) => new NDArray(values[at]);
    }
    if (element instanceof Operation) {
      targets.push(this.#own(element, 'fetch'));
      return () => null;
    }
    if (Array.isArray(element)) {
      const parts = element.map((part: Fetches) => this.#plan(part, tensors, targets));
      return (values) => parts.map((part) => part(values));
    }
    if (typeof element !== 'object' || element === null || element instanceof NDArray)
      throw new GraphTypeError(
        `Fetch argument ${String(element)} has invalid type ${element === null ? 'null' : typeof element}, ` +
          'must be a tensor, an operation or a variable (or an array or object of them).',
      );
    const parts = Object.entries(element as Record<string, Fetches>).map(
      ([name, part]) => [name, this.#plan(part, tensors, targets)] as const,
    );
    return (values) => Object.fromEntries(parts.map(([name, part]) => [name, part(values)]));
  }

  #named(fetch: Fetches): Fetches {
    if (typeof fetch !== 'string') return fetch;
    if (fetch.includes('Tensor("'))
      throw new GraphTypeError(
        `Fetch argument is the text ${fetch.slice(0, 80)}: JavaScript's + does not add tensors, write a.add(b).`,
      );
    return fetch.includes(':') ? this.graph.getTensorByName(fetch) : this.graph.getOperationByName(fetch);
  }

  #unwrap<T>(outcome: Outcome<T>): T {
    if (outcome.ok) return outcome.value;
    const { failure } = outcome;
    const op = failure.op === undefined ? null : this.graph.findOperation(failure.op);
    if (op === null) throw opErrorOf(failure, null);
    const { site } = op;
    const sourceLine = site === undefined ? undefined : this.#environment.sourceLine?.(site);
    throw opErrorOf(failure, { text: nodeText(op.toNodeDef()), site, sourceLine });
  }
}

function badFeeds(): never {
  throw new GraphTypeError(
    'feeds are a Map or a list of [tensor, value] pairs, such as [[X, Xtrn], [Y, Ytrn]] ' +
      "(an object's keys can only be strings)",
  );
}

/** A text that is the same for the same fetches in the same structure. */
function signatureOf(fetches: Fetches): string {
  if (fetches instanceof Tensor) return fetches.name;
  if (fetches instanceof Operation) return fetches.name;
  if (fetches instanceof VariableBase) return fetches.variable.name;
  if (typeof fetches === 'string') return JSON.stringify(fetches);
  if (Array.isArray(fetches)) return `[${fetches.map((part: Fetches) => signatureOf(part)).join(',')}]`;
  if (typeof fetches !== 'object' || fetches === null) return String(fetches);
  return `{${Object.entries(fetches)
    .map(([name, part]) => `${JSON.stringify(name)}:${signatureOf(part as Fetches)}`)
    .join(',')}}`;
}

function feedValue(tensor: Tensor, value: FeedValue | TensorLike): TensorValue {
  if (value instanceof Tensor || value instanceof VariableBase)
    throw new GraphTypeError(
      'The value of a feed cannot be a tf.Tensor object. Acceptable feed values include numbers, ' +
        'nested arrays of numbers and NDArrays.',
    );
  const array = toArray(value as FeedValue, tensor.dtype, tensor.name);
  if (!isCompatible(tensor.staticShape, array.shape))
    throw new ValueError(
      `Cannot feed value of shape ${formatShape(array.shape)} for Tensor '${tensor.name}', ` +
        `which has shape '${formatShape(tensor.staticShape)}'`,
      { name: tensor.op.name, site: tensor.op.site },
    );
  return { dtype: array.dtype, shape: array.shape, data: array.data };
}

function toArray(value: FeedValue, dtype: DType, name: string): NDArray {
  if (!(value instanceof NDArray)) {
    try {
      return NDArray.from(value, dtype);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      throw new ValueError(`Cannot feed a value for Tensor '${name}': ${error.message}`);
    }
  }
  if (value.dtype === dtype) return value;
  let known = conversions.get(value);
  if (known === undefined) conversions.set(value, (known = new Map()));
  let converted = known.get(dtype);
  if (converted === undefined) known.set(dtype, (converted = value.astype(dtype)));
  return converted;
}
