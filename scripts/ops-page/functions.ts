// Which functions make which op: seen from what the programs of the oracle make.
import { readFileSync } from 'node:fs';
import { createTensorFlow, isOpType, type OpType, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { call, makeInput, type OracleProgram } from '../../tests/conformance/replay.ts';

/** What no statement of a program makes. */
const BY_HAND: Partial<Readonly<Record<OpType, readonly string[]>>> = {
  Const: ['constant'],
  Placeholder: ['placeholder'],
  VariableV2: ['Variable', 'getVariable'],
  NoOp: ['noOp', 'group'],
};

/** Nodes that come along with others: constants, conversions, what asks for a shape. */
const COMPANIONS: ReadonlySet<string> = new Set(['Const', 'Cast', 'Pack', 'Shape', 'Rank']);

const MOST_NAMES = 4;

interface Made {
  readonly name: string;
  /** How many kinds of node the function made besides companions. */
  readonly kinds: number;
}

export function functionsOfOps(): ReadonlyMap<OpType, readonly string[]> {
  const file = new URL('../../tests/oracles/ops.json', import.meta.url);
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as { groups: Record<string, OracleProgram[]> };
  const makers = new Map<OpType, Map<string, Made>>();
  for (const program of Object.values(groups).flat())
    for (const { name, types } of statementsOf(program)) {
      const kinds = [...types].filter((type) => !COMPANIONS.has(type)).length;
      for (const type of types) {
        const known = makers.get(type) ?? new Map<string, Made>();
        const before = known.get(name);
        if (before === undefined || before.kinds > kinds) known.set(name, { name, kinds });
        makers.set(type, known);
      }
    }
  const aliases = aliasesOf(createTensorFlow({ target: new LocalTarget() }));
  const result = new Map<OpType, readonly string[]>();
  for (const [op, made] of makers) {
    // Those that make little besides: all that make it alone, or else the one that makes the least.
    const fewest = Math.min(...[...made.values()].map(({ kinds }) => kinds));
    const isPlain = fewest <= 1;
    const isNamesake = (name: string): boolean => op.toLowerCase().startsWith(name.toLowerCase());
    const names = [...made.values()]
      .filter(({ kinds }) => kinds === fewest)
      .map(({ name }) => name)
      .toSorted((a, b) => Number(isNamesake(b)) - Number(isNamesake(a)));
    if (COMPANIONS.has(op) && !isPlain) continue;
    result.set(op, names.flatMap((name) => [name, ...(aliases.get(name) ?? [])]).slice(0, MOST_NAMES));
  }
  for (const [op, names] of Object.entries(BY_HAND)) if (isOpType(op)) result.set(op, names);
  return result;
}

/** For each statement that succeeds: its function, and the ops that it made. Gradients are no function of an op. */
function* statementsOf(program: OracleProgram): Generator<{ name: string; types: ReadonlySet<OpType> }> {
  const tf = createTensorFlow({ target: new LocalTarget({ seed: 1 }) });
  const made: unknown[] = [];
  try {
    program.in.forEach((input, i) => made.push(makeInput(tf, input, i)));
    for (const statement of program.do) {
      const before = tf.getDefaultGraph().operationCount;
      made.push(call(tf, statement, made));
      const types = tf
        .getDefaultGraph()
        .getOperations()
        .slice(before)
        .map((op) => op.type);
      const name = nameOf(statement, made);
      if (name !== null) yield { name, types: new Set(types.filter(isOpType)) };
    }
  } catch {
    // A program that is refused is in the oracle for its refusal.
  }
}

/** An optimizer stands for what its steps make; other operators on tensors have functions of their own. */
function nameOf([name, first]: readonly unknown[], made: readonly unknown[]): string | null {
  if (name === '.minimize')
    return `train.${(made[Number(String(first).slice(1))] as object).constructor.name}`;
  if (name === 'gradients' || name === '.applyGradients' || String(name).startsWith('train.')) return null;
  return String(name);
}

/** Other names of the same function object. */
function aliasesOf(tf: TensorFlow): ReadonlyMap<string, readonly string[]> {
  const inner = tf.linalg as unknown as Record<string, unknown>;
  const outer = tf as unknown as Record<string, unknown>;
  const names = new Map<string, string[]>();
  for (const [name, value] of Object.entries(inner)) {
    const first = Object.keys(outer).find((key) => outer[key] === value);
    if (first !== undefined && first !== name)
      names.set(first, [...(names.get(first) ?? []), `linalg.${name}`]);
  }
  return names;
}
