// For each op a graph that has a node of it: the first program of the oracle that makes one, or one written here.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createTensorFlow, isOpType, OP_TYPES, type OpType, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { build, runAll, written, type Built, type OracleProgram, type OracleValue } from './replay.ts';

interface Oracle {
  readonly groups: Readonly<Record<string, readonly OracleProgram[]>>;
}

/** Ops that no function of the library makes; graphs from elsewhere have them. */
const RAW: Partial<Readonly<Record<OpType, (tf: TensorFlow) => void>>> = {
  Div: (tf) => {
    const inputs = [tf.constant([7, -7, 2.5]), tf.constant([2, 2, -0.5])];
    tf.getDefaultGraph().createOperation('Div', { inputs, attrs: { T: { type: 'float32' } }, name: 'raw' });
  },
  SoftplusGrad: (tf) => {
    const inputs = [tf.constant([1, 2, 3]), tf.constant([-1, 0.5, 30])].map((x) => tf.cast(x, 'float64'));
    const attrs = { T: { type: 'float64' } } as const;
    tf.getDefaultGraph().createOperation('SoftplusGrad', { inputs, attrs, name: 'raw' });
  },
};

export interface OpGraph {
  readonly program: string;
  readonly ops: readonly OpType[];
  readonly graphDef: Uint8Array;
  readonly sha256: string;
  readonly init: string | null;
  /** Names to run, one list a run. */
  readonly runs: readonly (readonly string[])[];
  readonly feeds: Readonly<Record<string, OracleValue>>;
  /** What the runs give here, operations left out. */
  readonly values: readonly OracleValue[];
}

function rawProgram(make: (tf: TensorFlow) => void): Built {
  const tf = createTensorFlow({ target: new LocalTarget() });
  make(tf);
  const result = tf.getDefaultGraph().getTensorByName('raw:0');
  return { tf, feeds: [], init: null, runs: [[result]], outcome: {} };
}

function opGraph(program: string, ops: readonly OpType[], built: Built): OpGraph {
  const graphDef = built.tf.getDefaultGraph().asGraphDef().serializeToString();
  const { values, error } = runAll(built);
  if (values === undefined) throw new Error(`${program} fails here: ${error?.message}`);
  return {
    program,
    ops,
    graphDef,
    sha256: createHash('sha256').update(graphDef).digest('hex'),
    init: built.init?.name ?? null,
    runs: built.runs.map((fetches) => fetches.map((fetch) => fetch.name)),
    feeds: Object.fromEntries(built.feeds.map(([tensor, value]) => [tensor.name, written(value)])),
    values,
  };
}

/** Graphs that have every op between them. @throws Error if an op is in no program */
export function opGraphs(): OpGraph[] {
  const file = new URL('../oracles/ops.json', import.meta.url);
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as Oracle;
  const missing = new Set<OpType>(OP_TYPES);
  const graphs: OpGraph[] = [];
  const take = (program: string, built: Built): void => {
    const types = new Set(
      built.tf
        .getDefaultGraph()
        .getOperations()
        .map((op) => op.type),
    );
    const found = [...types].filter((op): op is OpType => isOpType(op) && missing.has(op));
    if (found.length === 0) return;
    for (const op of found) missing.delete(op);
    graphs.push(opGraph(program, found, built));
  };
  for (const program of Object.values(groups).flat()) {
    if (program.values === undefined || program.older !== undefined) continue;
    const built = build(program);
    if ('tf' in built) take(program.title, built);
  }
  for (const [op, make] of Object.entries(RAW)) take(op, rawProgram(make));
  if (missing.size > 0)
    throw new Error(`No program of tests/oracles/op_cases has ${[...missing].join(', ')}`);
  return graphs;
}
