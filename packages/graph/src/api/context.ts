// What the functions of the `tf` namespace share: the default graph, and how options are given.
import { isDType } from '../dtypes.ts';
import { AssertionError, GraphTypeError } from '../errors.ts';
import { commonGraph } from '../common-graph.ts';
import { within, type Entered } from '../entered.ts';
import { Graph, type Defaults, type GraphOptions } from '../graph.ts';
import type { DefaultSession } from '../eval.ts';

/** Either options, or the node's name alone. */
export type NameOr<O> = string | null | (O & { readonly name?: string | null });

/** @throws GraphTypeError for an argument in a place where TensorFlow would take it, and here options stand */
export function optionsOf<O>(options: NameOr<O> | undefined): Partial<O> & { name: string | null } {
  if (options === undefined || options === null) return { name: null } as Partial<O> & { name: null };
  if (isDType(options))
    throw new GraphTypeError(`The dtype ${options} is given by name here: { dtype: tf.${options} }`);
  if (typeof options === 'string') return { name: options } as Partial<O> & { name: string };
  if (typeof options !== 'object' || !isPlain(options))
    throw new GraphTypeError(
      `Optional arguments are given by name, such as { axis: 0, name: 'total' }, not by place: ${String(options).slice(0, 80)}`,
    );
  return { ...options, name: options.name ?? null } as Partial<O> & { name: string | null };
}

/** Written as a literal, in whatever realm. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
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
    return within(this.enterGraph(graph), body);
  }

  /** Makes it the default graph until it is left. */
  enterGraph(graph: Graph): Entered<Graph> {
    const outer = this.#stack;
    this.#stack = [...outer, graph];
    const leave = (): void => {
      this.#stack = outer;
    };
    return { scope: graph, leave };
  }

  runWithSession<T>(session: DefaultSession, body: () => T): T {
    return within(this.enterSession(session), body);
  }

  /** Makes it the default session until it is left. */
  enterSession(session: DefaultSession): Entered<DefaultSession> {
    this.enter(session);
    return { scope: session, leave: () => this.leave(session) };
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
