import { describe, expect, test } from '@jest/globals';
import type { NodeDef, TensorValue } from '@residual/graph';
import { LocalTarget } from './local-target.ts';

const scalar = (value: number): TensorValue => ({
  dtype: 'float32',
  shape: [],
  data: Float32Array.of(value),
});
const placeholder = (name: string): NodeDef => ({
  name,
  op: 'Placeholder',
  input: [],
  device: '',
  attr: { dtype: { type: 'float32' }, shape: { shape: null } },
});
const binary = (name: string, op: string, ...input: string[]): NodeDef => ({
  name,
  op,
  input,
  device: '',
  attr: { T: { type: 'float32' } },
});
const constant = (name: string, value: TensorValue): NodeDef => ({
  name,
  op: 'Const',
  input: [],
  device: '',
  attr: { dtype: { type: value.dtype }, value: { tensor: value } },
});
const variable = (name: string): NodeDef => ({
  name,
  op: 'VariableV2',
  input: [],
  device: '',
  attr: { dtype: { type: 'float32' }, shape: { shape: [] } },
});

/** (a + b) · (b + 1) */
const LECTURE: NodeDef[] = [
  placeholder('a'),
  placeholder('b'),
  constant('one', scalar(1)),
  binary('c', 'Add', 'a', 'b'),
  binary('d', 'Add', 'b', 'one'),
  binary('e', 'Mul', 'c', 'd'),
];

function open(nodes: readonly NodeDef[]): { target: LocalTarget; session: number } {
  const target = new LocalTarget({ seed: 1 });
  const session = target.openSession();
  expect(target.extendGraph(session, nodes)).toEqual({ ok: true, value: null });
  return { target, session };
}

function run(
  { target, session }: ReturnType<typeof open>,
  fetches: readonly string[],
  feeds: Readonly<Record<string, number>> = {},
  targets: readonly string[] = [],
): unknown {
  const plan = target.prepare(session, { feeds: Object.keys(feeds), fetches, targets });
  if (!plan.ok) return plan.failure;
  const result = target.run(session, plan.value, Object.values(feeds).map(scalar));
  return result.ok ? result.value.map(({ data }) => data[0]) : result.failure;
}

describe('running a graph', () => {
  test('evaluates (a + b)(b + 1)', () => {
    expect(run(open(LECTURE), ['e'], { a: 2, b: 1 })).toEqual([6]);
    expect(run(open(LECTURE), ['e', 'c', 'd'], { a: 3, b: 1 })).toEqual([8, 4, 2]);
  });

  test('takes a fed inner node as it is and does not need what lies before it', () => {
    expect(run(open(LECTURE), ['e'], { b: 1, c: -1 })).toEqual([-2]);
  });

  test('waits for a placeholder that is fed no longer than for the feed', () => {
    const after = { ...constant('after', scalar(5)), input: ['^a'] };
    expect(run(open([...LECTURE, after]), ['after'], { a: 2 })).toEqual([5]);
    expect(run(open([...LECTURE, after]), ['after'])).toMatchObject({ kind: 'InvalidArgumentError' });
  });

  test('names the placeholder that is needed and not fed', () => {
    expect(run(open(LECTURE), ['e'], { c: -1 })).toEqual({
      kind: 'InvalidArgumentError',
      message: "You must feed a value for placeholder tensor 'b' with dtype float",
      op: 'b',
    });
  });

  test('refuses a node that comes before its inputs', () => {
    const target = new LocalTarget();
    const result = target.extendGraph(target.openSession(), [binary('c', 'Add', 'a', 'b')]);
    expect(result).toMatchObject({ ok: false, failure: { op: 'c' } });
  });
});

describe('variables', () => {
  /** v starts at 0; `inc` assigns v + 1. */
  const COUNTER: NodeDef[] = [
    variable('v'),
    constant('v/initial_value', scalar(0)),
    binary('v/Assign', 'Assign', 'v', 'v/initial_value'),
    binary('v/read', 'Identity', 'v'),
    constant('one', scalar(1)),
    binary('next', 'Add', 'v/read', 'one'),
    binary('inc', 'Assign', 'v', 'next'),
  ];

  test('keep their value from run to run, each session its own', () => {
    const counter = open(COUNTER);
    expect(run(counter, [], {}, ['v/Assign'])).toEqual([]);
    expect(run(counter, ['inc'])).toEqual([1]);
    expect(run(counter, ['inc'])).toEqual([2]);
    const other = { target: counter.target, session: counter.target.openSession() };
    counter.target.extendGraph(other.session, COUNTER);
    run(other, [], {}, ['v/Assign']);
    expect(run(other, ['inc'])).toEqual([1]);
    expect(counter.target.readVariable(counter.session, 'v')?.data[0]).toBe(2);
  });

  test('are read with their old value by whatever does not wait for the assignment', () => {
    const counter = open(COUNTER);
    run(counter, [], {}, ['v/Assign']);
    expect(run(counter, ['inc', 'next', 'v'])).toEqual([1, 1, 1]);
    expect(run(counter, ['next', 'inc'])).toEqual([2, 2]);
  });

  test('that were never set fail by name', () => {
    expect(run(open(COUNTER), ['next'])).toEqual({
      kind: 'FailedPreconditionError',
      message: 'Attempting to use uninitialized value v',
      op: 'v/read',
    });
  });

  test('can be fed over, but not assigned while they are', () => {
    const counter = open(COUNTER);
    expect(run(counter, ['next'], { v: 5 })).toEqual([6]);
    expect(run(counter, ['inc'], { v: 5 })).toMatchObject({ kind: 'InvalidArgumentError', op: 'inc' });
  });

  test('do not share memory with an array that was fed', () => {
    const { target, session } = open([variable('v'), placeholder('p'), binary('set', 'Assign', 'v', 'p')]);
    const plan = target.prepare(session, { feeds: ['p'], fetches: [], targets: ['set'] });
    const fed = Float32Array.of(3);
    if (plan.ok) target.run(session, plan.value, [{ dtype: 'float32', shape: [], data: fed }]);
    fed[0] = 9;
    expect(target.readVariable(session, 'v')?.data[0]).toBe(3);
  });
});

describe('plans', () => {
  test('beyond the bound are dropped and made again when they are asked for', () => {
    const nodes = [constant('k0', scalar(1))];
    for (let i = 1; i < 200; i++) nodes.push(binary(`k${i}`, 'Add', `k${i - 1}`, 'k0'));
    const { target, session } = open(nodes);
    const plans = nodes.map(({ name }) =>
      target.prepare(session, { feeds: [], fetches: [name], targets: [] }),
    );
    plans.forEach((plan, i) => {
      if (!plan.ok) throw new Error(plan.failure.message);
      const result = target.run(session, plan.value, []);
      expect(result.ok && result.value[0].data[0]).toBe(i + 1);
    });
  });
});
