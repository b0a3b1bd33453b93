// Runs a program of ours (a solution, a mutation of one) in this process, without the sandbox, for the tests of
// checks and diagnoses. Never a student's.
import { stripTypeScriptTypes } from 'node:module';
import type { DataSet, Rows } from '@residual/assignments';
import { createTensorFlow, NDArray, type NodeDef, type Outcome, type TensorValue } from '@residual/graph';
import { type Backend, LocalTarget } from '@residual/runtime';
import type { GradedProgram } from '../program.ts';

const MOST_SAMPLES = 100;

const matrix = (values: Float64Array, shape: number[]): NDArray =>
  NDArray.owning({ dtype: 'float64', shape, data: values });

const pair = (suffix: string, { inputs, labels, n, dim }: Rows) => ({
  [`X${suffix}`]: matrix(inputs, [n, dim]),
  [`Y${suffix}`]: matrix(labels, [n, 1]),
  [`n${suffix}`]: n,
});

const dataModule = ({ training, validation }: DataSet): Record<string, unknown> => {
  return { ...pair('trn', training), ...pair('val', validation), dim: training.dim };
};

/** `import tf from 'tensorflow'` and `import { … } from 'data'` become constants. */
const withoutImports = (source: string): string =>
  stripTypeScriptTypes(source)
    .replace(/^ *import tf from ['"]tensorflow['"];?/m, '')
    .replace(/^ *import (\{[^}]*\}) from ['"]data['"];?/m, 'const $1 = data;');

const copy = (value: TensorValue): TensorValue => ({ ...value, data: value.data.slice() });

/** What the sandbox's recorder tells, in short. */
class WatchedTarget extends LocalTarget {
  variables: ReadonlyMap<string, TensorValue> = new Map();
  trainRuns = 0;
  sessionRuns = 0;
  growths = 0;
  steps: number[] = [];
  values: TensorValue[] = [];
  readonly #hasRun = new Set<number>();
  readonly #names = new Map<number, string[]>();
  readonly #trained: { now: boolean };
  /** Whose variables count: the session that last ran `train`, or the last one opened while none has. */
  #chosen: number | null = null;

  constructor(backend?: Backend) {
    const trained = { now: false };
    super({ seed: 1, backend, onRun: (_session, runs) => (trained.now = runs.has('train')) });
    this.#trained = trained;
  }

  override openSession(): number {
    const session = super.openSession();
    if (this.trainRuns === 0) this.#chosen = session;
    return session;
  }

  override extendGraph(session: number, nodes: readonly NodeDef[]): Outcome<null> {
    if (this.#hasRun.has(session) && nodes.length > 0) this.growths += 1;
    const names = nodes.filter(({ op }) => op === 'VariableV2').map(({ name }) => name);
    this.#names.set(session, [...(this.#names.get(session) ?? []), ...names]);
    return super.extendGraph(session, nodes);
  }

  override run(session: number, plan: number, feeds: readonly TensorValue[]) {
    this.sessionRuns += 1;
    this.#hasRun.add(session);
    const before = super.readVariable(session, 'w');
    this.#trained.now = false;
    const outcome = super.run(session, plan, feeds);
    if (!this.#trained.now) return outcome;
    if (this.#chosen !== session || this.trainRuns === 0) {
      this.#chosen = session;
      [this.trainRuns, this.steps, this.values] = [0, [], []];
      this.#sample(before);
    }
    this.trainRuns += 1;
    if (this.trainRuns <= 10 || this.trainRuns % 10 === 0) this.#sample(super.readVariable(session, 'w'));
    return outcome;
  }

  #sample(w: TensorValue | null): void {
    if (!w) return;
    this.steps.push(this.trainRuns);
    this.values.push(copy(w));
  }

  override closeSession(session: number): void {
    if (this.#chosen === session && super.openSessions().includes(session)) this.keepVariables();
    super.closeSession(session);
  }

  keepVariables(): void {
    const session = this.#chosen;
    if (session === null || !super.openSessions().includes(session)) return;
    const found = (this.#names.get(session) ?? []).flatMap((name) => {
      const value = super.readVariable(session, name);
      return value ? [[name, copy(value)] as const] : [];
    });
    this.variables = new Map(found);
  }
}

/**
 * @param backend `wasm` unless given
 * @throws whatever the program throws
 */
export function runInProcess(source: string, data: DataSet, backend?: Backend): GradedProgram {
  const target = new WatchedTarget(backend);
  const tf = createTensorFlow({ target });
  // oxlint-disable-next-line typescript/no-implied-eval -- a program of the corpus is what we want to run
  const run = new Function('tf', 'data', 'print', withoutImports(source));
  run(tf, dataModule(data), () => {});
  target.keepVariables();
  const { variables, trainRuns, sessionRuns, growths } = target;
  let { steps, values } = target;
  while (steps.length > MOST_SAMPLES) {
    steps = steps.filter((_, i) => i % 2 === 0);
    values = values.filter((_, i) => i % 2 === 0);
  }
  const nodes = tf.getDefaultGraph().toGraphDef(0);
  return { nodes, variables, trainRuns, sessionRuns, growths, trajectory: { steps, values } };
}
