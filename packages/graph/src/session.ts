// The client half of a session: what to run, with which values fed, and the results in the caller's structure.
import { NDArray, type Pending } from './array/ndarray.ts';
import { pythonType } from './array/python-types.ts';
import { GraphRuntimeError, GraphTypeError, OpError, opErrorOf, type FailedNode } from './errors.ts';
import { feedPairs, FeedSlot, type Feeds } from './feeds.ts';
import { planFetches, type Fetched, type Fetches } from './fetches.ts';
import { Graph, type Operation, type Tensor } from './graph.ts';
import type { DType, Site, TypedArray } from './graphdef.ts';
import { nodeText, resultText } from './node-text.ts';
import { CPU_DEVICE, requireDevices } from './placement.ts';
import type { RunMetadata, RunOptions } from './run-metadata.ts';
import { RunForm } from './run-form.ts';
import type { FetchedValue, Outcome, SessionTarget } from './session-target.ts';

export type { Feeds, Fetched, Fetches };

export interface SessionEnvironment {
  readonly target: SessionTarget;
  /** The text of a line of the program, for error messages. */
  readonly sourceLine?: (site: Site) => string | undefined;
}

/** Forms of run that a session knows by heart. A program that makes new nodes in a loop makes new forms forever. */
const MOST_FORMS = 64;
const NO_SETTINGS: RunSettings = {};

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
  /** The last used first. */
  readonly #forms: RunForm[] = [];
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
  run<const F extends Fetches>(fetches: F, feeds?: Feeds, settings: RunSettings = NO_SETTINGS): Fetched<F> {
    if (this.#closed) throw new GraphRuntimeError('Attempted to use a closed Session.');
    if (this.graph.operationCount === 0)
      throw new GraphRuntimeError(
        'The Session graph is empty.  Add operations to the graph before calling run().',
      );
    const form = this.#formOf(fetches, feeds);
    form.take(feeds);
    const values = this.#unwrap(this.#evaluate(form, settings), form.tensors);
    const arrays = new Array<NDArray>(values.length);
    for (let i = 0; i < values.length; i++)
      arrays[i] = new NDArray(new FetchedArray(values[i], form, this.#unwrap));
    return form.rebuild(arrays) as Fetched<F>;
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
    { plan, feeds }: RunForm,
    { options, runMetadata }: RunSettings,
  ): Outcome<readonly FetchedValue[]> {
    const { target } = this.#environment;
    const wanted = options?.traced;
    if (runMetadata === undefined || wanted === undefined) return target.run(this.#handle, plan, feeds);
    if (target.runTraced === undefined)
      throw new GraphRuntimeError('Runs cannot be traced here: leave out options and runMetadata.');
    const outcome = target.runTraced(this.#handle, plan, feeds, wanted);
    if (!outcome.ok) return outcome;
    runMetadata.record(outcome.value.trace, this.graph);
    return { ok: true, value: outcome.value.values };
  }

  #formOf(fetches: Fetches, feeds: Feeds | null | undefined): RunForm {
    const forms = this.#forms;
    for (let i = 0; i < forms.length; i++) {
      const form = forms[i];
      if (!form.fits(fetches, feeds)) continue;
      if (i > 0) forms.unshift(...forms.splice(i, 1));
      return form;
    }
    const form = this.#prepare(fetches, feeds);
    forms.unshift(form);
    if (forms.length > MOST_FORMS) forms.pop();
    return form;
  }

  #prepare(fetches: Fetches, feeds: Feeds | null | undefined): RunForm {
    const pairs = feedPairs(this.graph, feeds);
    const fed = pairs.map(({ tensor }) => tensor);
    // Values that do not fit are reported before fetches that are none.
    for (const { tensor, value } of pairs) new FeedSlot(tensor).take(value);
    const fetchPlan = planFetches(this.graph, fetches);
    this.#extendGraph();
    const plan = this.#unwrap(
      this.#environment.target.prepare(this.#handle, {
        feeds: fed.map((tensor) => tensor.name),
        fetches: fetchPlan.tensors.map((tensor) => tensor.name),
        targets: fetchPlan.targets.map((op) => op.name),
      }),
    );
    return new RunForm({ plan, fetches, fetchPlan, fed, keys: pairs.map(({ key }) => key) });
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

  readonly #unwrap = <T>(outcome: Outcome<T>, fetched: readonly Tensor[] = []): T => {
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
  };

  #failedNode(op: Operation, text: string): FailedNode {
    const placeOf = ({ site }: Operation) => ({
      site,
      sourceLine: site && this.#environment.sourceLine?.(site),
    });
    const origins = [];
    for (let origin = op.originalOp; origin !== null; origin = origin.originalOp)
      origins.push({ name: origin.name, ...placeOf(origin) });
    return { text, ...placeOf(op), origins };
  }
}

/** A fetched value for the one who looks at it. What fails only then fails in the words of the run. */
class FetchedArray implements Pending {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly #value: FetchedValue;
  readonly #form: RunForm;
  readonly #unwrap: (outcome: Outcome<TypedArray>, fetched: readonly Tensor[]) => TypedArray;

  constructor(
    value: FetchedValue,
    form: RunForm,
    unwrap: (outcome: Outcome<TypedArray>, fetched: readonly Tensor[]) => TypedArray,
  ) {
    this.dtype = value.dtype;
    this.shape = value.shape;
    this.#value = value;
    this.#form = form;
    this.#unwrap = unwrap;
  }

  read(): TypedArray {
    return this.#unwrap(this.#value.read(), this.#form.tensors);
  }
}
