// Runs a program of tests/oracles/ops.json in our library and writes down what TensorFlow was asked to write down.
import {
  createTensorFlow,
  GraphError,
  NDArray,
  Operation,
  Tensor,
  type DType,
  type TensorFlow,
  type Variable,
} from '@residual/graph';
import { LocalTarget, type Backend } from '@residual/runtime';
import { inOrder, normalise, type OracleNode } from './normalise.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Kind = 'p' | 'c' | 'v';
/** kind, dtype, shape, values, what is known of the shape (if not all). */
type OracleInput = readonly [Kind, string, number[], (number | string)[], ((number | null)[] | null)?];
export type OracleValue = readonly [string, readonly number[], readonly (number | string)[]];

export interface OracleError {
  readonly at: 'build' | 'run';
  readonly class: string;
  readonly message: string;
}

export interface OracleProgram {
  readonly title: string;
  readonly in: readonly OracleInput[];
  /** [function, arguments…, options] */
  readonly do: readonly (readonly Json[])[];
  readonly seed?: number;
  readonly out?: Json;
  readonly runs?: readonly Json[];
  /** Per float input: 1, or null where nothing depends on it; absent where no gradient was asked for. */
  readonly grads?: readonly (1 | null)[];
  readonly gradError?: { readonly class: string; readonly message: string };
  /** Absent where TensorFlow 2's nodes are others: `note` says why. */
  readonly nodes?: readonly string[];
  /** Whether the nodes are those without the gradient's. */
  readonly forward?: boolean;
  readonly note?: string;
  readonly values?: readonly OracleValue[];
  readonly error?: OracleError;
  /** How TensorFlow 1 refused it, where 2.21 does not or in other words; `note` says why. */
  readonly older?: readonly [errorClass: string, message: string];
}

export type Outcome = Pick<OracleProgram, 'grads' | 'gradError' | 'values' | 'error'> & {
  readonly nodes?: readonly OracleNode[];
};

// int64 exists in TensorFlow only: int32 stands for it here.
const DTYPES: Readonly<Record<string, DType>> = {
  f: 'float32',
  d: 'float64',
  i: 'int32',
  b: 'bool',
  l: 'int32',
};
const LETTERS: Readonly<Record<DType, string>> = { float32: 'f', float64: 'd', int32: 'i', bool: 'b' };

type Made = unknown;

function resolve(value: Json, made: readonly Made[]): unknown {
  if (typeof value === 'string') {
    if (!/^\$\d+(?:\.\d+)*$/.test(value)) return value;
    return value
      .slice(1)
      .split('.')
      .reduce((list: unknown, place) => (list as readonly unknown[])[Number(place)], made);
  }
  if (Array.isArray(value)) return value.map((part: Json) => resolve(part, made));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v, made)]));
  return value;
}

/** `.add` is a method of its first argument, `nn.relu` a function of tf.nn. */
export function call(tf: TensorFlow, [name, ...args]: readonly Json[], made: readonly Made[]): Made {
  const values = args.map((arg) => resolve(arg, made));
  const path = String(name).split('.');
  const owner = (path[0] === '' ? values.shift() : path.length > 1 ? Reflect.get(tf, path[0]) : tf) as object;
  const f: unknown = Reflect.get(owner, path.at(-1)!);
  if (typeof f !== 'function') throw new Error(`tf has no ${String(name)}`);
  return /^[A-Z]/.test(path.at(-1)!) ? Reflect.construct(f, values) : Reflect.apply(f, owner, values);
}

export function makeInput(tf: TensorFlow, input: OracleInput, i: number): Tensor | Variable {
  const [kind, dtype, shape, , ...rest] = input;
  const name = 'abcdefgh'[i];
  if (kind === 'c') return tf.constant(valueOf(input), { name });
  if (kind === 'v') return new tf.Variable(valueOf(input), { name });
  return tf.placeholder(DTYPES[dtype], { name, shape: rest.length === 0 ? shape : rest[0] });
}

const valueOf = ([, dtype, shape, values]: OracleInput): NDArray =>
  NDArray.from(values.map(Number), DTYPES[dtype]).reshape(...shape);

export const written = ({ dtype, shape, data }: NDArray): OracleValue => [
  LETTERS[dtype],
  [...shape],
  Array.from(data, (v) => (Number.isFinite(v) ? v : v > 0 ? 'inf' : v < 0 ? '-inf' : 'nan')),
];

const flatten = (value: unknown): unknown[] =>
  Array.isArray(value)
    ? value.flatMap(flatten)
    : value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
      ? Object.values(value).flatMap(flatten)
      : [value];

function asError(error: unknown): { class: string; message: string } {
  if (!(error instanceof GraphError)) throw error;
  // The message of a failed run goes on with the node.
  return { class: error.name, message: error.message.split('\n\t [[')[0] };
}

const nodesOf = (tf: TensorFlow): OracleNode[] =>
  tf
    .getDefaultGraph()
    .getOperations()
    .map((op) => ({
      name: op.name,
      op: op.type,
      input: inOrder([...op.inputs.map((t) => t.name), ...op.controlInputs.map((c) => `^${c.name}`)]),
      outputs: op.outputs.map((t) => ({ dtype: t.dtype, shape: t.staticShape })),
    }));

type Fetch = Tensor | Operation | Variable;

/** A program as far as it has been made: its graph, and what is run in it. */
export interface Built {
  readonly tf: TensorFlow;
  readonly feeds: readonly (readonly [Tensor, NDArray])[];
  readonly init: Operation | null;
  readonly runs: readonly (readonly Fetch[])[];
  readonly outcome: Outcome;
}

/** Makes the graph: of the program, of its gradients, and of what initialises its variables. */
export function build(program: OracleProgram, backend?: Backend): Built | Pick<OracleProgram, 'error'> {
  const tf = createTensorFlow({ target: new LocalTarget({ seed: 1, backend }) });
  if (program.seed !== undefined) tf.setRandomSeed(program.seed);
  const made: Made[] = [];
  try {
    program.in.forEach((input, i) => made.push(makeInput(tf, input, i)));
    for (const statement of program.do) made.push(call(tf, statement, made));
  } catch (error) {
    return { error: { at: 'build', ...asError(error) } };
  }
  const outputs = flatten(program.out === undefined ? made.at(-1) : resolve(program.out, made)).filter(
    (output): output is Fetch => output !== null,
  );
  const fetches = [...outputs];
  const forward = tf.getDefaultGraph().operationCount;
  const outcome: { -readonly [K in keyof Outcome]: Outcome[K] } = {};
  if (program.grads !== undefined || program.gradError !== undefined) {
    const sources = program.in.flatMap(([, dtype], i) =>
      dtype === 'f' || dtype === 'd' ? [made[i] as Tensor] : [],
    );
    const targets = outputs.filter((t): t is Tensor => t instanceof Tensor && t.dtype.startsWith('float'));
    try {
      const grads = tf.gradients(targets, sources);
      outcome.grads = grads.map((g) => (g === null ? null : 1));
      fetches.push(...grads.filter((g) => g !== null));
    } catch (error) {
      outcome.gradError = asError(error);
    }
  }
  const init = tf.globalVariables().length > 0 ? tf.globalVariablesInitializer() : null;
  if (program.nodes) outcome.nodes = nodesOf(tf).slice(0, program.forward ? forward : undefined);
  const feeds = program.in.flatMap((input, i) =>
    input[0] === 'p' ? [[made[i] as Tensor, valueOf(input)] as const] : [],
  );
  const runs = program.runs?.map((run) => flatten(resolve(run, made)) as Fetch[]) ?? [fetches];
  return { tf, feeds, init, runs, outcome };
}

/** @param backend the usual one if absent */
export function replay(program: OracleProgram, backend?: Backend): Outcome {
  const built = build(program, backend);
  return 'tf' in built ? runAll(built) : built;
}

/** What comes out of the runs, besides what is known of the graph. */
export function runAll({ tf, feeds, init, runs, outcome }: Built): Outcome {
  using session = new tf.Session();
  try {
    if (init !== null) session.run(init);
    const values = runs
      .flatMap((fetches) => session.run(fetches as (Tensor | Operation)[], feeds))
      .filter((value): value is NDArray => value instanceof NDArray)
      .map(written);
    return { ...outcome, values };
  } catch (error) {
    return { ...outcome, error: { at: 'run', ...asError(error) } };
  }
}

/** `Op name inputs outputs`, inputs by position in the list. */
export function readNodes(lines: readonly string[]): OracleNode[] {
  const parts = lines.map((line) => line.split(' '));
  const inputName = (text: string): string => {
    const [, control, at, output = '0'] = /^(\^?)(\d+)(?::(\d+))?$/.exec(text)!;
    const name = parts[Number(at)][1];
    return control === '^' ? `^${name}` : `${name}:${output}`;
  };
  return normalise(
    parts.map(([op, name, inputs, outputs]) => ({
      name,
      op,
      input: inputs === '' ? [] : inputs.split(',').map(inputName),
      outputs: outputs === '' ? [] : outputs.split(';').map(readOutput),
    })),
  );
}

function readOutput(text: string): OracleNode['outputs'][number] {
  const dims = text.slice(2, -1);
  return {
    dtype: DTYPES[text[0]],
    shape:
      text[1] === '?' ? null : dims === '' ? [] : dims.split(',').map((d) => (d === '?' ? -1 : Number(d))),
  };
}
