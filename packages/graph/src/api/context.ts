// What the functions of the `tf` namespace share: the default graph, and how options are given.
import { VariableBase } from '../convert.ts';
import { Graph, Tensor, type DefaultGraphs, type GraphOptions } from '../graph.ts';

/** Either options, or the node's name alone. */
export type NameOr<O> = string | null | (O & { readonly name?: string | null });

export function optionsOf<O>(options: NameOr<O> | undefined): Partial<O> & { name: string | null } {
  if (options === undefined || options === null) return { name: null } as Partial<O> & { name: null };
  if (typeof options === 'string') return { name: options } as Partial<O> & { name: string };
  return { ...options, name: options.name ?? null } as Partial<O> & { name: string | null };
}

export class Context implements DefaultGraphs {
  readonly #options: GraphOptions;
  #base: Graph;
  #stack: Graph[] = [];

  constructor(options: GraphOptions) {
    this.#options = { ...options, defaults: this };
    this.#base = this.newGraph();
  }

  newGraph(): Graph {
    return new Graph(this.#options);
  }

  get graph(): Graph {
    return this.#stack.at(-1) ?? this.#base;
  }

  reset(): void {
    this.#base = this.newGraph();
    this.#stack = [];
  }

  runWith<T>(graph: Graph, body: () => T): T {
    const outer = this.#stack;
    this.#stack = [...outer, graph];
    try {
      return body();
    } finally {
      this.#stack = outer;
    }
  }

  /** The graph of the first tensor among `operands`, else the default one. */
  graphOf(...operands: readonly unknown[]): Graph {
    for (const operand of operands) {
      if (operand instanceof Tensor) return operand.graph;
      if (operand instanceof VariableBase) return operand.variable.graph;
    }
    return this.graph;
  }
}
