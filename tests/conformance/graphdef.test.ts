// GraphDefs both ways (tests/oracles/graphdefs.json): TensorFlow took ours, letter by letter, and computed what we
// compute; its own graphs of the same programs run here with equal results.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createTensorFlow, GraphDef, GraphError, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import fc from 'fast-check';
import { PROGRAMS, type ProgramRun } from './graphdef-programs.ts';

interface Value {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly (number | string)[];
}
type Results = readonly (readonly (Value | null)[])[];
interface Oracle {
  readonly accepted: Readonly<Record<string, { readonly sha256: string; readonly results: Results }>>;
  readonly theirs: Readonly<
    Record<string, { readonly binary: string; readonly text: string; readonly results: Results }>
  >;
}

const oracle = JSON.parse(
  readFileSync(new URL('../oracles/graphdefs.json', import.meta.url), 'utf8'),
) as Oracle;

const library = (): TensorFlow => createTensorFlow({ target: new LocalTarget() });

function run(tf: TensorFlow, runs: readonly ProgramRun[]): unknown[][] {
  using session = new tf.Session();
  return runs.map(({ fetches, feeds = {} }) =>
    session.run([...fetches], Object.entries(feeds) as [string, number][]),
  );
}

/** int64 exists in TensorFlow only: int32 stands for it here. */
const dtypeHere = (dtype: string): string => (dtype === 'int64' ? 'int32' : dtype);

function expectResults(found: unknown[][], expected: Results): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((values, i) => {
    values.forEach((value, k) => {
      if (value === null) {
        expect(found[i][k]).toBeNull();
        return;
      }
      const array = found[i][k] as { dtype: string; shape: readonly number[]; data: ArrayLike<number> };
      expect({ dtype: array.dtype, shape: [...array.shape] }).toEqual({
        dtype: dtypeHere(value.dtype),
        shape: value.shape,
      });
      const tolerance = value.dtype === 'float64' ? 1e-12 : 1e-6;
      value.values.forEach((text, at) => {
        const number = Number(
          text === 'nan' ? NaN : text === 'inf' ? Infinity : text === '-inf' ? -Infinity : text,
        );
        if (Number.isFinite(number))
          expect(Math.abs(array.data[at] - number)).toBeLessThanOrEqual(
            tolerance * Math.max(1, Math.abs(number)),
          );
        else expect(array.data[at]).toBe(number);
      });
    });
  });
}

const binaryOf = (base64: string): GraphDef => GraphDef.fromString(Buffer.from(base64, 'base64'));

/** What TensorFlow 2.21 writes and the TensorFlow of the lecture did not. */
const LATER_ATTRS = [
  '_has_manual_control_dependencies',
  'grad_a',
  'grad_b',
  'Truncate',
  'index_type',
  'batch_dims',
];
const OLDER_OPS: Readonly<Record<string, string>> = { AddV2: 'Add', SelectV2: 'Select' };

/** Text of each node by name, as the TensorFlow of the lecture would have written it. */
function nodeTexts(graphDef: GraphDef): Map<string, string> {
  const renamed = (name: string): string =>
    name.replace(/\/grad_ys_0\/Const$/, '/Const').replace(/\/grad_ys_0$/, '/Fill');
  return new Map(
    graphDef.node.map(({ name = '', op = '', input = [], attr = new Map(), device }) => {
      const kept = new Map([...attr].filter(([key]) => !LATER_ATTRS.includes(key)));
      // TensorFlow 2 sorts control inputs by name.
      const inputs = input.map(renamed);
      const control = inputs.filter((text) => text.startsWith('^')).toSorted();
      const node = {
        name: renamed(name),
        op: OLDER_OPS[op] ?? op,
        input: [...inputs.filter((text) => !text.startsWith('^')), ...control],
        device,
        attr: kept,
      };
      return [node.name, new GraphDef({ node: [node] }).toString()] as const;
    }),
  );
}

/** Nodes that cannot be equal. */
const DIFFERENT: Readonly<Record<string, readonly string[]>> = {
  // TensorFlow 2 no longer fills a constant up; there the program gives all values.
  constants: ['filled_up'],
  // int64 is TensorFlow's default, int32 ours.
  arrays: ['best'],
  // TensorFlow 2 forgets the device of an op that stands beside a variable.
  order_and_devices: ['AssignAdd'],
  // There is no function in TensorFlow 2 that makes this one node.
  joining_and_slicing: ['Const', 'Const_1', 'steps', 'steps/start', 'steps/stop'],
  // TensorFlow places the constant that counts steps beside the counter.
  logistic_optimizer: ['train/value'],
};

describe.each(Object.entries(PROGRAMS))('%s', (name, { build, runs }) => {
  const ours = library();
  build(ours);
  const graphDef = ours.getDefaultGraph().asGraphDef();
  const { accepted, theirs } = { accepted: oracle.accepted[name], theirs: oracle.theirs[name] };

  test('is written as the GraphDef that TensorFlow has run', () => {
    const sha256 = createHash('sha256').update(graphDef.serializeToString()).digest('hex');
    expect(sha256).toBe(accepted.sha256);
  });

  test('computes here what TensorFlow computes with it', () => {
    expectResults(run(ours, runs), accepted.results);
  });

  test('has the nodes, attributes and constants that TensorFlow gives it', () => {
    const [found, expected] = [nodeTexts(graphDef), nodeTexts(binaryOf(theirs.binary))];
    for (const node of DIFFERENT[name] ?? []) for (const texts of [found, expected]) texts.delete(node);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test.each([
    ['binary', () => binaryOf(theirs.binary)],
    ['text', () => GraphDef.fromText(theirs.text)],
  ])("runs from TensorFlow's GraphDef (%s) with equal results", (_, read) => {
    const tf = library();
    tf.importGraphDef(read(), { name: '' });
    expectResults(run(tf, runs), theirs.results);
  });

  test('is the same graph after a round trip through either form', () => {
    for (const read of [
      GraphDef.fromString(graphDef.serializeToString()),
      GraphDef.fromText(String(graphDef)),
    ]) {
      const tf = library();
      tf.importGraphDef(read, { name: '' });
      expect(String(tf.getDefaultGraph().asGraphDef())).toBe(String(graphDef));
    }
  });
});

describe('a GraphDef from anybody', () => {
  const bytes = binaryOf(oracle.theirs.logistic_optimizer.binary).serializeToString();
  const text = oracle.theirs.arrays.text;

  /** It is imported, or refused with an error of ours; nothing else may happen. */
  function importOrRefuse(read: () => GraphDef): void {
    const tf = library();
    try {
      tf.importGraphDef(read(), { name: '' });
    } catch (error) {
      expect(error).toBeInstanceOf(GraphError);
    }
  }

  test('is imported or refused, whatever its bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(bytes.length), { freq: 4 }),
        (changes, length) => {
          const changed = bytes.slice();
          for (const [at, byte] of changes) changed[at] = byte;
          importOrRefuse(() => GraphDef.fromString(changed.subarray(0, length ?? bytes.length)));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('is imported or refused, whatever its text', () => {
    const words = text.split(/(?<=\s)/);
    fc.assert(
      fc.property(fc.nat(words.length - 1), fc.nat(words.length - 1), (to, from) => {
        importOrRefuse(() => GraphDef.fromText(words.with(to, words[from]).join('')));
      }),
      { numRuns: 500 },
    );
  });
});
