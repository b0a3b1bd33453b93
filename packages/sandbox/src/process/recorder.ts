// Watches the runs of a program on their way to the runtime, for what the grader wants to know in the end: the
// variables of the session that last ran `train`, and how `w` came to its value.
import type {
  Feed,
  NodeDef,
  Outcome,
  RunFailure,
  RunSignature,
  SessionTarget,
  TensorValue,
  TraceOptions,
} from '@residual/graph';

export interface Recording {
  readonly variables: readonly NamedValue[];
  /** Runs of `train` in the session that last ran it. */
  readonly trainRuns: number;
  /** Runs of any kind in all sessions. */
  readonly sessionRuns: number;
  /** Runs that found new nodes in the graph after the first run of their session. */
  readonly growths: number;
  /** `w` after so many runs of `train`; 0 is before the first. */
  readonly trajectory: { readonly steps: readonly number[]; readonly values: readonly TensorValue[] };
}

export interface NamedValue {
  readonly name: string;
  readonly value: TensorValue;
}

const TRAINED = 'w';
const TRAIN = 'train';
const MOST_SAMPLES = 128;
const MOST_SAMPLE_BYTES = 16 << 20;
const MOST_VARIABLE_BYTES = 64 << 20;

/** At most MOST_SAMPLES values over any number of steps: every stride-th, the stride doubling when it is full. */
class Trajectory {
  steps: number[] = [];
  values: TensorValue[] = [];
  #stride = 1;

  /** @param read tells the value; not asked for steps between the samples */
  sample(step: number, read: () => TensorValue | null): void {
    if (step % this.#stride !== 0) return;
    const value = read();
    if (value === null) return;
    const most = Math.min(MOST_SAMPLES, Math.floor(MOST_SAMPLE_BYTES / Math.max(1, value.data.byteLength)));
    while (this.steps.length > 0 && this.steps.length >= most) {
      this.#stride *= 2;
      const keep = this.steps.map((taken) => taken % this.#stride === 0);
      if (keep.every(Boolean)) return;
      this.steps = this.steps.filter((_, i) => keep[i]);
      this.values = this.values.filter((_, i) => keep[i]);
    }
    if (most === 0 || step % this.#stride !== 0) return;
    this.steps.push(step);
    this.values.push(value);
  }
}

interface SessionRecord {
  readonly variables: string[];
  /** The plans that run `train`. */
  readonly training: Set<number>;
  readonly trajectory: Trajectory;
  trainRuns: number;
  runs: number;
}

/** A target that can be asked about what it runs. */
export interface RecordedTarget extends SessionTarget {
  runTraced: NonNullable<SessionTarget['runTraced']>;
  readVariable(session: number, name: string): TensorValue | null;
  nodesRunBy(session: number, plan: number): ReadonlySet<string>;
  /** What has failed without being told, where runs are not waited for. */
  settle?(): RunFailure | null;
}

export class Recorder implements SessionTarget {
  readonly #target: RecordedTarget;
  readonly #sessions = new Map<number, SessionRecord>();
  #sessionRuns = 0;
  #growths = 0;
  /** Whose variables count: the session that last ran `train`, or the last one opened while none has. */
  #chosen: { session: number; record: SessionRecord } | null = null;
  #variablesAtClose: readonly NamedValue[] | null = null;

  constructor(target: RecordedTarget) {
    this.#target = target;
  }

  get asynchronous(): boolean {
    return this.#target.asynchronous === true;
  }

  openSession(): number {
    const session = this.#target.openSession();
    const record = {
      variables: [],
      training: new Set<number>(),
      trajectory: new Trajectory(),
      trainRuns: 0,
      runs: 0,
    };
    this.#sessions.set(session, record);
    if (this.#chosen === null || this.#chosen.record.trainRuns === 0) this.#choose(session, record);
    return session;
  }

  extendGraph(session: number, nodes: readonly NodeDef[]): ReturnType<SessionTarget['extendGraph']> {
    const names = nodes.filter((node) => node.op === 'VariableV2').map((node) => node.name);
    const record = this.#sessions.get(session);
    record?.variables.push(...names);
    if (record !== undefined && record.runs > 0 && nodes.length > 0) this.#growths++;
    return this.#target.extendGraph(session, nodes);
  }

  prepare(session: number, signature: RunSignature): ReturnType<SessionTarget['prepare']> {
    const plan = this.#target.prepare(session, signature);
    if (plan.ok && this.#target.nodesRunBy(session, plan.value).has(TRAIN))
      this.#sessions.get(session)?.training.add(plan.value);
    return plan;
  }

  run(session: number, plan: number, feeds: readonly Feed[]): ReturnType<SessionTarget['run']> {
    return this.#watch(session, plan, () => this.#target.run(session, plan, feeds));
  }

  runTraced(
    session: number,
    plan: number,
    feeds: readonly Feed[],
    options: TraceOptions,
  ): ReturnType<RecordedTarget['runTraced']> {
    return this.#watch(session, plan, () => this.#target.runTraced(session, plan, feeds, options));
  }

  #watch<T>(session: number, plan: number, run: () => Outcome<T>): Outcome<T> {
    this.#sessionRuns++;
    const record = this.#sessions.get(session);
    if (record === undefined) return run();
    record.runs++;
    return record.training.has(plan) ? this.#train(session, record, run) : run();
  }

  #train<T>(session: number, record: SessionRecord, run: () => Outcome<T>): Outcome<T> {
    const read = () => this.#target.readVariable(session, TRAINED);
    const before = record.trainRuns === 0 ? read() : null;
    const outcome = run();
    if (!outcome.ok) return outcome;
    if (record.trainRuns === 0) record.trajectory.sample(0, () => before);
    record.trainRuns++;
    record.trajectory.sample(record.trainRuns, read);
    if (this.#chosen?.session !== session) this.#choose(session, record);
    return outcome;
  }

  closeSession(session: number): void {
    const record = this.#sessions.get(session);
    if (record !== undefined && this.#chosen?.session === session)
      this.#variablesAtClose = this.#readVariables(session, record);
    this.#sessions.delete(session);
    this.#target.closeSession(session);
  }

  /** A failure of a run that was not waited for, which nobody has been told. */
  settle(): RunFailure | null {
    return this.#target.settle?.() ?? null;
  }

  /** What there is to tell now that the program has ended. */
  finish(): Recording {
    const chosen = this.#chosen;
    const variables =
      this.#variablesAtClose ?? (chosen === null ? [] : this.#readVariables(chosen.session, chosen.record));
    const { steps, values } = chosen?.record.trajectory ?? new Trajectory();
    return {
      variables,
      trainRuns: chosen?.record.trainRuns ?? 0,
      sessionRuns: this.#sessionRuns,
      growths: this.#growths,
      trajectory: { steps, values },
    };
  }

  #choose(session: number, record: SessionRecord): void {
    this.#chosen = { session, record };
    this.#variablesAtClose = null;
  }

  #readVariables(session: number, record: SessionRecord): NamedValue[] {
    let bytes = 0;
    const values: NamedValue[] = [];
    // `w` first: it must not be the one that finds no room.
    for (const name of record.variables.toSorted((a, b) => Number(b === TRAINED) - Number(a === TRAINED))) {
      const value = this.#target.readVariable(session, name);
      if (value === null || bytes + value.data.byteLength > MOST_VARIABLE_BYTES) continue;
      bytes += value.data.byteLength;
      values.push({ name, value });
    }
    return values;
  }
}
