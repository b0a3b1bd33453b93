// What a run is asked for: one thing, or arrays and objects of things, and how results take the same structure.
import type { NDArray } from './array/ndarray.ts';
import { reprOf } from './array/print.ts';
import { pythonType } from './array/python-types.ts';
import { VariableBase } from './convert.ts';
import { GraphTypeError, KeyError, ValueError } from './errors.ts';
import { Operation, Tensor, type Graph } from './graph.ts';

/** Something that several tensors make up together. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it tells what fetching one gives
export abstract class CompositeFetch<T> {
  abstract readonly tensors: readonly Tensor[];
  abstract combine(values: readonly NDArray[]): T;
}

export type Fetch = Tensor | Operation | VariableBase | CompositeFetch<unknown> | string;
/** What `run` takes: one thing, or arrays and objects of things. */
export type Fetches = Fetch | readonly Fetches[] | { readonly [key: string]: Fetches };

/** What `run` gives back: an array for each tensor, null for each operation, in the structure of the fetches. */
export type Fetched<F> = Fetches extends F
  ? unknown
  : F extends Operation
    ? null
    : F extends Tensor | VariableBase
      ? NDArray
      : F extends CompositeFetch<infer T>
        ? T
        : F extends string
          ? NDArray | null
          : { -readonly [K in keyof F]: Fetched<F[K]> };

export interface FetchPlan {
  /** To evaluate, each once. */
  readonly tensors: readonly Tensor[];
  /** To run only. */
  readonly targets: readonly Operation[];
  /** @param values of `tensors` */
  readonly rebuild: (values: readonly NDArray[]) => unknown;
}

type Rebuild = FetchPlan['rebuild'];

/** @throws GraphTypeError for what cannot be fetched, ValueError for what is not in the graph */
export function planFetches(graph: Graph, fetches: Fetches): FetchPlan {
  const tensors = new Map<Tensor, number>();
  const targets = new Set<Operation>();

  const placeOf = (tensor: Tensor): number => {
    const place = tensors.get(tensor) ?? tensors.size;
    tensors.set(tensor, place);
    return place;
  };

  const visit = (fetch: Fetches): Rebuild => {
    if (Array.isArray(fetch)) {
      const parts = fetch.map((part: Fetches) => visit(part));
      return (values) => parts.map((part) => part(values));
    }
    if (fetch instanceof CompositeFetch) {
      const places = fetch.tensors.map((tensor) => placeOf(elementOf(graph, tensor) as Tensor));
      return (values) => fetch.combine(places.map((place) => values[place]));
    }
    if (isDictionary(fetch)) {
      const parts = Object.entries(fetch).map(([name, part]) => [name, visit(part)] as const);
      return (values) => Object.fromEntries(parts.map(([name, part]) => [name, part(values)]));
    }
    const element = elementOf(graph, fetch as Fetch);
    if (element instanceof Operation) {
      targets.add(element);
      return () => null;
    }
    const place = placeOf(element);
    return (values) => values[place];
  };

  const rebuild = visit(fetches);
  return { tensors: [...tensors.keys()], targets: [...targets], rebuild };
}

export function isDictionary(value: unknown): value is Readonly<Record<string, Fetches>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function elementOf(graph: Graph, fetch: Fetch | null | undefined): Tensor | Operation {
  if (fetch === null || fetch === undefined)
    throw new GraphTypeError("Fetch argument None has invalid type <type 'NoneType'>");
  if (typeof fetch === 'string' && fetch.includes('Tensor("'))
    throw new GraphTypeError(
      `Fetch argument is the text ${fetch.slice(0, 80)}: JavaScript's + does not add tensors, write a.add(b).`,
    );
  const element = find(graph, fetch);
  if (!graph.isFetchable(element)) {
    const { name } = element instanceof Tensor ? element.op : element;
    throw new ValueError(`Operation '${name}' has been marked as not fetchable.`);
  }
  return element;
}

function find(graph: Graph, fetch: Fetch): Tensor | Operation {
  try {
    return graph.asGraphElement(fetch);
  } catch (error) {
    if (error instanceof GraphTypeError)
      throw new GraphTypeError(
        `Fetch argument ${reprOf(fetch)} has invalid type ${pythonType(fetch)}, ` +
          `must be a string or Tensor. (${error.message})`,
      );
    // Python shows the text of a KeyError in quotation marks.
    const reason = error instanceof KeyError ? `"${error.message}"` : (error as Error).message;
    if (error instanceof KeyError || error instanceof ValueError)
      throw new ValueError(`Fetch argument ${reprOf(fetch)} cannot be interpreted as a Tensor. (${reason})`);
    throw error;
  }
}
