// The lecture's behaviours, client and runtime together. Expected texts and figures are those the notebook prints.
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createTensorFlow, formatPrint, NDArray, type TensorFlow } from '@residual/graph';
import { LocalTarget } from './local-target.ts';

let tf: TensorFlow;
let line = 0;

beforeEach(() => {
  tf = createTensorFlow({
    target: new LocalTarget(),
    captureSite: () => ({ file: 'main.ts', line: ++line, column: 1 }),
    sourceLine: (site) => `  // line ${site.line}`,
  });
  line = 0;
});

/** The lecture's (a + b) · (b + 1). */
function expression() {
  const a = tf.placeholder(tf.float32, 'a');
  const b = tf.placeholder(tf.float32, 'b');
  const c = a.add(b);
  return { a, b, c, e: c.mul(b.add(1)) };
}

describe('tensors', () => {
  test('print with name, shape and dtype', () => {
    const { a, c } = expression();
    expect(formatPrint(a)).toBe('Tensor("a:0", dtype=float32)');
    expect(formatPrint(c)).toBe('Tensor("add:0", dtype=float32)');
    expect(formatPrint(tf.constant([3, 1, 4]))).toBe('Tensor("Const:0", shape=(3,), dtype=int32)');
    expect(formatPrint(tf.placeholder(tf.float32, [5, 3, 2]))).toBe(
      'Tensor("Placeholder:0", shape=(5, 3, 2), dtype=float32)',
    );
    expect(formatPrint(tf.placeholder(tf.float32, [null, 1]))).toBe(
      'Tensor("Placeholder_1:0", shape=(?, 1), dtype=float32)',
    );
  });

  test('stand in the graph as operations', () => {
    const a = tf.constant(2, 'a');
    const b = tf.constant(1, 'b');
    a.add(b).mul(b.add(1));
    expect(formatPrint(tf.getDefaultGraph().getOperations())).toBe(
      "[<tf.Operation 'a' type=Const>, <tf.Operation 'b' type=Const>, <tf.Operation 'add' type=Add>, " +
        "<tf.Operation 'add_1/y' type=Const>, <tf.Operation 'add_1' type=Add>, <tf.Operation 'mul' type=Mul>]",
    );
    tf.resetDefaultGraph();
    expect(tf.getDefaultGraph().getOperations()).toEqual([]);
  });

  test("refuse JavaScript's arithmetic", () => {
    const { a, b } = expression();
    expect(() => (a as unknown as number) * (b as unknown as number)).toThrow('write a.mul(b)');
    using session = new tf.Session();
    const text = (a as unknown as string) + (b as unknown as string);
    expect(() => session.run(text)).toThrow("JavaScript's + does not add tensors");
  });

  test('know static shapes, and have nodes that compute them', () => {
    const c = new tf.Variable(NDArray.zeros([3, 3, 1, 3], 'float64'));
    expect(formatPrint(c.shape)).toBe('(3, 3, 1, 3)');
    expect(formatPrint(tf.shape(c))).toBe('Tensor("Shape:0", shape=(4,), dtype=int32)');
    expect(formatPrint(tf.reduceSum(tf.exp(c.add(1)), { axis: 0 }))).toBe(
      'Tensor("Sum:0", shape=(3, 1, 3), dtype=float64)',
    );
    using session = new tf.Session();
    expect(formatPrint(session.run(tf.shape(c)))).toBe('[3 3 1 3]');
  });
});

describe('building', () => {
  test('refuses new nodes once the graph is finalized', () => {
    const a = tf.constant(5);
    const b = tf.constant(2);
    tf.getDefaultGraph().finalize();
    expect(() => a.add(b)).toThrow('Graph is finalized and cannot be modified.');
  });

  test("says which dtypes or shapes disagree, in TensorFlow's words", () => {
    const i = tf.constant(1, 'i');
    const f = tf.constant(0.5, 'f');
    expect(() => i.add(f)).toThrow(
      `Tensor conversion requested dtype int32 for Tensor with dtype float32: 'Tensor("f:0", shape=(), dtype=float32)'`,
    );
    expect(() => tf.add(i, f)).toThrow(
      "Input 'y' of 'Add' Op has type float32 that does not match type int32 of argument 'x'.",
    );
    expect(() => i.add(0.5)).toThrow("Expected int32, got 0.5 of type 'float' instead.");
    expect(() => tf.add(tf.zeros([2]), tf.zeros([3]), 'sum')).toThrow(
      "Dimensions must be equal, but are 2 and 3 for 'sum' (op: 'Add') with input shapes: [2], [3].",
    );
    expect(() => tf.matmul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow(
      "Dimensions must be equal, but are 3 and 2 for 'MatMul' (op: 'MatMul') with input shapes: [2,3], [2,3].",
    );
  });
});

describe('a session', () => {
  test('evaluates what is asked for from what is fed', () => {
    const { a, b, c, e } = expression();
    using session = new tf.Session();
    expect(
      formatPrint(
        session.run(e, [
          [a, 2],
          [b, 1],
        ]),
      ),
    ).toBe('6.0');
    expect(
      formatPrint(
        session.run(
          e,
          new Map([
            [a, 3],
            [b, 1],
          ]),
        ),
      ),
    ).toBe('8.0');
    expect(
      formatPrint(
        session.run(e, [
          [b, 1],
          [c, -1],
        ]),
      ),
    ).toBe('-2.0');
    expect(
      formatPrint(
        session.run({ sum: c, both: [c, e] }, [
          [a, 2],
          [b, 1],
        ]),
      ),
    ).toBe("{'sum': 3.0, 'both': [3.0, 6.0]}");
  });

  test('names an unfed placeholder, where it was made, and the line', () => {
    const { c, e } = expression();
    using session = new tf.Session();
    const device = '_device="/job:localhost/replica:0/task:0/cpu:0"';
    const message =
      "You must feed a value for placeholder tensor 'b' with dtype float\n" +
      `\t [[Node: b = Placeholder[dtype=DT_FLOAT, shape=<unknown>, ${device}]()]]`;
    expect(() => session.run(e, [[c, -1]])).toThrow(
      expect.objectContaining({
        name: 'InvalidArgumentError',
        op: { name: 'b', site: { file: 'main.ts', line: 2, column: 1 } },
        message:
          `${message}\n\nCaused by op 'b', defined at:\n  File "main.ts", line 2\n    // line 2\n\n` +
          `InvalidArgumentError (see above for traceback): ${message}`,
      }),
    );
  });

  test('refuses a feed of the wrong shape, a closed session and what cannot be fetched', () => {
    const x = tf.placeholder(tf.float32, { shape: [null, 2], name: 'x' });
    const session = new tf.Session();
    expect(() => session.run(x, [[x, [1, 2, 3]]])).toThrow(
      "Cannot feed value of shape (3,) for Tensor 'x:0', which has shape '(?, 2)'",
    );
    expect(() => session.run(x, { x: 1 } as never)).toThrow('list of [tensor, value] pairs');
    expect(() => session.run(3 as never)).toThrow(
      "Fetch argument 3 has invalid type <type 'int'>, must be a string or Tensor. " +
        '(Can not convert a int into a Tensor or Operation.)',
    );
    session.close();
    session.close();
    expect(() => session.run(x)).toThrow('Attempted to use a closed Session.');
  });

  test('keeps variables between its runs, and apart from other sessions', () => {
    const a = new tf.Variable(0, 'var');
    const inc = tf.assign(a, a.add(1), 'assignment');
    expect(formatPrint(a)).toBe("<tf.Variable 'var:0' shape=() dtype=int32_ref>");
    expect(formatPrint(inc)).toBe('Tensor("assignment:0", shape=(), dtype=int32_ref)');
    using first = new tf.Session();
    using second = new tf.Session();
    expect(() => first.run(a)).toThrow('Attempting to use uninitialized value var');
    first.run(a.initializer);
    second.run(a.initializer);
    expect([1, 2, 3].map(() => Number(first.run(inc)))).toEqual([1, 2, 3]);
    expect(Number(second.run(a))).toBe(0);
  });

  test('does not change a variable without assign, and grows with nodes made in the loop', () => {
    let a: ReturnType<typeof tf.add> | InstanceType<typeof tf.Variable> = new tf.Variable(0, 'a');
    const b = tf.add(a, 1);
    using session = new tf.Session();
    session.run(a.initializer);
    expect([1, 2].map(() => Number(session.run(b)))).toEqual([1, 1]);
    const values = [];
    for (let i = 0; i < 3; i++) {
      a = a.add(1);
      values.push(Number(session.run(a)));
    }
    expect(values).toEqual([1, 2, 3]);
  });

  test('initialises variables from numbers, random tensors and other variables', () => {
    tf.setRandomSeed(42);
    const a = new tf.Variable(1, 'a');
    const b = new tf.Variable(0.496714153, 'c');
    const c = new tf.Variable(tf.randomNormal([], { mean: 1, stddev: 0.5 }), 'b');
    const d = new tf.Variable(a, 'd');
    const e = new tf.Variable(1, 'a');
    expect(formatPrint(e)).toBe("<tf.Variable 'a_1:0' shape=() dtype=int32_ref>");
    using session = new tf.Session();
    session.run(tf.globalVariablesInitializer());
    expect(session.run([a, b, c, d, e]).map(String)).toEqual(['1', '0.496714', '0.841961', '1', '1']);
  });

  test('takes float64 data for a float32 placeholder and sees a change of graph after a run', () => {
    const x = tf.placeholder(tf.float32, 'x');
    const data = NDArray.from([0.5, 1.5], 'float64');
    using session = new tf.Session();
    expect(session.run(x, [[x, data]]).dtype).toBe('float32');
    expect(formatPrint(session.run(x.mul(2), [[x, data]]))).toBe('[ 1.  3.]');
  });
});
