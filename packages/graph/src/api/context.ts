// What the functions of the `tf` namespace share: the default graph, and how options are given.
import { AssertionError } from '../errors.ts';
import { commonGraph } from '../common-graph.ts';
import { Graph, type Defaults, type GraphOptions } from '../graph.ts';
import type { DefaultSession } from '../eval.ts';

/** Either options, or the node's name alone. */
export type NameOr<O> = string | null | (O & { readonly name?: string | null });

export function optionsOf<O>(options: NameOr<O> | undefined): Partial<O> & { name: string | null } {
  if (options === undefined || options === null) return { name: null } as Partial<O> & { name: null };
  if (typeof options === 'string') return { name: options } as Partial<O> & { name: string };
  return { ...options, name: options.name ?? null } as Partial<O> & { name: string | null };
}

export class Context implements Defaults {
  readonly #options: GraphOptions;
  #base: Graph;
  #stack: readonly Graph[] = [];
  #sessions: readonly DefaultSession[] = [];

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

  /** @throws AssertionError inside `asDefault` or `withSession` */
  reset(): void {
    if (this.#stack.length > 0)
      throw new AssertionError(
        'Do not use tf.reset_default_graph() to clear nested graphs. ' +
          'If you need a cleared graph, exit the nesting and create a new graph.',
      );
    this.#base = this.newGraph();
  }

  get session(): DefaultSession | null {
    return this.#sessions.at(-1) ?? null;
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

  runWithSession<T>(session: DefaultSession, body: () => T): T {
    this.enter(session);
    try {
      return body();
    } finally {
      this.leave(session);
    }
  }

  /** Makes it the default session until `leave`. */
  enter(session: DefaultSession): void {
    this.#sessions = [...this.#sessions, session];
  }

  leave(session: DefaultSession): void {
    const at = this.#sessions.lastIndexOf(session);
    if (at >= 0) this.#sessions = this.#sessions.toSpliced(at, 1);
  }

  /** The graph of the tensors among `operands`, else the default one. @throws ValueError if they are of several */
  graphOf(...operands: readonly unknown[]): Graph {
    return commonGraph(operands) ?? this.graph;
  }
}
