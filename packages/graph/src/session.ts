// The client half of a session: what to run, with which values fed, and the results in the caller's structure.
import { pythonType } from './array/python-types.ts';
import { GraphRuntimeError, GraphTypeError, OpError, opErrorOf, type FailedNode } from './errors.ts';
import { feedPairs, feedValue, type Feeds, type FeedValue } from './feeds.ts';
import { planFetches, signatureOf, type Fetched, type Fetches } from './fetches.ts';
import { Graph, type Operation, type Tensor } from './graph.ts';
import type { Site, TensorValue } from './graphdef.ts';
import { nodeText, resultText } from './node-text.ts';
import { CPU_DEVICE, requireDevices } from './placement.ts';
import type { RunMetadata, RunOptions } from './run-metadata.ts';
import type { Outcome, SessionTarget } from './session-target.ts';

export type { Feeds, Fetched, Fetches };

export interface SessionEnvironment {
  readonly target: SessionTarget;
  /** The text of a line of the program, for error messages. */
  readonly sourceLine?: (site: Site) => string | undefined;
}

/** A form of run that the target has prepared. */
interface Prepared {
  readonly plan: number;
  readonly tensors: readonly Tensor[];
  readonly rebuild: (values: readonly TensorValue[]) => unknown;
}

/** What TensorFlow's ConfigProto says, as far as it matters here. */
export interface SessionConfig {
  /** Runs operations where it can when the device that they ask for is not there. */
  readonly allowSoftPlacement?: boolean;
}

export interface SessionOptions {
  readonly graph?: Graph;
  readonly config?: SessionConfig;
}

export interface RunSettings {
  readonly options?: RunOptions;
  /** Filled in by the run with what `options` ask for. */
  readonly runMetadata?: RunMetadata;
}

export class Session implements Disposable {
  readonly graph: Graph;
  readonly #environment: SessionEnvironment;
  readonly #handle: number;
  readonly #config: SessionConfig;
  readonly #forms = new Map<string, Prepared>();
  #sent = 0;
  #closed = false;

  constructor(environment: SessionEnvironment, graph: Graph, config: SessionConfig = {}) {
    if (!(graph instanceof Graph))
      throw new GraphTypeError(`graph must be a tf.Graph, but got ${pythonType(graph)}`);
    this.#environment = environment;
    this.#config = config;
    this.graph = graph;
    this.#handle = environment.target.openSession();
  }

  /**
   * Evaluates `fetches`, each node at most once. With `settings` it tells how: `{ options, runMetadata }`.
   * @throws OpError when a node fails, ValueError or GraphTypeError when fetches or feeds do not fit the graph
   */
  run<const F extends Fetches>(fetches: F, feeds?: Feeds, settings: RunSettings = {}): Fetched<F> {
    if (this.#closed) throw new GraphRuntimeError('Attempted to use a closed Session.');
    if (this.graph.operationCount === 0)
      throw new GraphRuntimeError(
        'The Session graph is empty.  Add operations to the graph before calling run().',
      );
    const pairs = feedPairs(this.graph, feeds);
    const values = pairs.map(([tensor, value]) => feedValue(tensor, value));
    const prepared = this.#prepared(fetches, pairs);
    const results = this.#unwrap(this.#evaluate(prepared, values, settings), prepared.tensors);
    return prepared.rebuild(results) as Fetched<F>;
  }

  /** Makes this the default session, which `eval` and `run` use, while `body` runs. */
  asDefault<T>(body: (session: this) => T): T {
    const { defaults } = this.graph;
    return defaults === undefined ? body(this) : defaults.runWithSession(this, () => body(this));
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

  toString(): string {
    return this.repr();
  }

  #evaluate(
    { plan }: Prepared,
    values: readonly TensorValue[],
    { options, runMetadata }: RunSettings,
  ): Outcome<readonly TensorValue[]> {
    const { target } = this.#environment;
    const wanted = options?.traced;
    if (runMetadata === undefined || wanted === undefined) return target.run(this.#handle, plan, values);
    if (target.runTraced === undefined)
      throw new GraphRuntimeError('Runs cannot be traced here: leave out options and runMetadata.');
    const outcome = target.runTraced(this.#handle, plan, values, wanted);
    if (!outcome.ok) return outcome;
    runMetadata.record(outcome.value.trace, this.graph);
    return { ok: true, value: outcome.value.values };
  }

  #prepared(fetches: Fetches, pairs: readonly [Tensor, FeedValue][]): Prepared {
    const signature = signatureOf(this.graph, fetches);
    const key = signature === null ? null : `${signature}|${pairs.map(([tensor]) => tensor.name).join(',')}`;
    const known = key === null ? undefined : this.#forms.get(key);
    if (known !== undefined) return known;
    const { tensors, targets, rebuild } = planFetches(this.graph, fetches);
    this.#extendGraph();
    const plan = this.#unwrap(
      this.#environment.target.prepare(this.#handle, {
        feeds: pairs.map(([tensor]) => tensor.name),
        fetches: tensors.map((t) => t.name),
        targets: targets.map((op) => op.name),
      }),
    );
    const prepared = { plan, tensors, rebuild };
    if (key !== null) this.#forms.set(key, prepared);
    return prepared;
  }

  #extendGraph(): void {
    const count = this.graph.operationCount;
    if (count === this.#sent) return;
    const { target } = this.#environment;
    if (!this.#config.allowSoftPlacement)
      requireDevices(
        this.graph.getOperations().slice(this.#sent),
        target.devices ?? [CPU_DEVICE],
        (op, text) => this.#failedNode(op, text),
      );
    this.#unwrap(target.extendGraph(this.#handle, this.graph.toGraphDef(this.#sent)));
    this.#sent = count;
  }

  #unwrap<T>(outcome: Outcome<T>, fetched: readonly Tensor[] = []): T {
    if (outcome.ok) return outcome.value;
    const { failure } = outcome;
    const op = failure.op === undefined ? null : this.graph.findOperation(failure.op);
    if (op === null) throw opErrorOf(failure, null);
    // A variable itself never fails: it was handing its value back that did.
    const result = op.type === 'VariableV2' ? fetched.findIndex((tensor) => tensor.op === op) : -1;
    if (result >= 0)
      throw new OpError(
        failure.kind,
        `${failure.message}\n\t ${resultText(fetched[result], result, CPU_DEVICE)}`,
        { name: op.name, site: op.site },
      );
    throw opErrorOf(failure, this.#failedNode(op, nodeText(op.toNodeDef(), CPU_DEVICE)));
  }

  #failedNode({ site }: Operation, text: string): FailedNode {
    return { text, site, sourceLine: site && this.#environment.sourceLine?.(site) };
  }
}
