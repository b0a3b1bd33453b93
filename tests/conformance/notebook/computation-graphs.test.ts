// Cells 221 to 252: building graphs, and the names of their nodes. Expected lines are those the notebook prints.
import { describe, expect } from '@jest/globals';
import { stripConsts, type Tensor } from '@residual/graph';
import { cell, drawn, runProgram, type Notebook } from './notebook.ts';

/** (a + b) · (b + 1) with the operators of tensors. */
function shorthand({ tf }: Notebook) {
  const a = tf.placeholder(tf.float32);
  const b = tf.placeholder(tf.float32);
  const c = a.add(b);
  const d = b.add(1);
  return { a, b, c, d, e: c.mul(d) };
}

const SHORTHAND = [
  'Placeholder = Placeholder()',
  'Placeholder_1 = Placeholder()',
  'add = Add(Placeholder, Placeholder_1)',
  'add_1/y = Const()',
  'add_1 = Add(Placeholder_1, add_1/y)',
  'mul = Mul(add, add_1)',
];

describe('preparations', () => {
  cell(223, 'starts with an empty graph and fixed seeds', ({ tf, np, print, printed, reset }) => {
    tf.constant(1);
    reset();
    print(tf.getDefaultGraph().getOperations(), np.random.randn());
    expect(printed()).toEqual(['[] 0.496714153011']);
    expect(tf.getDefaultGraph().seed).toBe(42);
  });

  cell(224, 'strips large constants from a graph that is to be drawn', ({ tf, np }) => {
    tf.constant(np.zeros([3, 3]), 'large');
    tf.constant(np.zeros([2, 2]), 'small');
    const text = stripConsts(tf.getDefaultGraph().asGraphDef()).toString();
    expect(text).toContain('tensor_content: "<stripped 72 bytes>"');
    expect(text.match(/stripped/g)).toHaveLength(1);
  });
});

describe('computing at once, as the language does', () => {
  cell([225, 226], 'fails where a name has no value, and says in which line', () => {
    const { error } = runProgram('\n(a + b) * (b + 1)');
    expect(error?.name).toBe('ReferenceError');
    expect(error?.message).toBe('a is not defined');
    expect(error?.stack).toMatch(/lecture\.ts:2\b/);
  });

  cell(227, 'computes once the names have values', () => {
    const { printed } = runProgram('const a = 2, b = 1;\nprint((a + b) * (b + 1))');
    expect(printed).toEqual(['6']);
  });

  cell(228, 'forgets the graph', ({ tf, reset }) => {
    tf.placeholder(tf.float32, 'a');
    reset();
    expect(tf.getDefaultGraph().findOperation('a')).toBeNull();
  });
});

describe('building a graph', () => {
  function named({ tf }: Notebook) {
    const a = tf.placeholder(tf.float32, 'a');
    const b = tf.placeholder(tf.float32, 'b');
    const one = tf.constant(1, { dtype: tf.float32, name: 'one' });
    const c = tf.add(a, b, 'c');
    const d = tf.add(b, one, 'd');
    return [a, b, one, c, d, tf.multiply(c, d, 'e')];
  }

  cell([229, 230], 'gives nodes their names and prints tensors', (notebook) => {
    for (const tensor of named(notebook)) notebook.print(tensor);
    expect(notebook.printed()).toEqual([
      'Tensor("a:0", dtype=float32)',
      'Tensor("b:0", dtype=float32)',
      'Tensor("one:0", shape=(), dtype=float32)',
      'Tensor("c:0", dtype=float32)',
      'Tensor("d:0", dtype=float32)',
      'Tensor("e:0", dtype=float32)',
    ]);
  });

  cell(231, 'draws it', (notebook) => {
    named(notebook);
    expect(drawn(notebook.tf.getDefaultGraph().getOperations())).toEqual([
      'a = Placeholder()',
      'b = Placeholder()',
      'one = Const()',
      'c = Add(a, b)',
      'd = Add(b, one)',
      'e = Mul(c, d)',
    ]);
  });

  cell([232, 233, 234], 'names nodes after their ops when nobody else does', (notebook) => {
    const { a, b, c, d, e } = shorthand(notebook);
    for (const tensor of [a, b, c, d, e]) notebook.print(tensor);
    expect(notebook.printed()).toEqual([
      'Tensor("Placeholder:0", dtype=float32)',
      'Tensor("Placeholder_1:0", dtype=float32)',
      'Tensor("add:0", dtype=float32)',
      'Tensor("add_1:0", dtype=float32)',
      'Tensor("mul:0", dtype=float32)',
    ]);
  });

  cell(235, 'draws the constant that stands for a number', (notebook) => {
    shorthand(notebook);
    expect(drawn(notebook.tf.getDefaultGraph().getOperations())).toEqual(SHORTHAND);
  });

  cell([236, 237, 238, 239], 'makes a node for each operation of an expression', (notebook) => {
    const { tf, print, printed } = notebook;
    const a = tf.placeholder(tf.float32);
    const b = tf.placeholder(tf.float32);
    const e = a.add(b).mul(b.add(1));
    for (const tensor of [a, b, e]) print(tensor);
    expect(printed()).toEqual([
      'Tensor("Placeholder:0", dtype=float32)',
      'Tensor("Placeholder_1:0", dtype=float32)',
      'Tensor("mul:0", dtype=float32)',
    ]);
    expect(drawn(tf.getDefaultGraph().getOperations())).toEqual(SHORTHAND);
  });
});

describe('names in the graph and names in the program', () => {
  cell(
    [240, 241, 242, 243],
    'lets the graph use names that the program does not',
    ({ tf, print, printed }) => {
      const a = tf.placeholder(tf.float32, 'spam');
      const b = tf.placeholder(tf.float32, 'ham');
      const e = tf.multiply(a.add(b), b.add(1), 'eggs');
      for (const tensor of [a, b, e]) print(tensor);
      expect(printed()).toEqual([
        'Tensor("spam:0", dtype=float32)',
        'Tensor("ham:0", dtype=float32)',
        'Tensor("eggs:0", dtype=float32)',
      ]);
      expect(drawn(tf.getDefaultGraph().getOperations()).at(-1)).toBe('eggs = Mul(add, add_1)');
    },
  );

  cell([244, 245, 246, 247], 'lets the program use names that the graph does not', (notebook) => {
    const { a: spam, b: ham, e: eggs } = shorthand(notebook);
    for (const tensor of [spam, ham, eggs]) notebook.print(tensor);
    expect(notebook.printed()).toEqual([
      'Tensor("Placeholder:0", dtype=float32)',
      'Tensor("Placeholder_1:0", dtype=float32)',
      'Tensor("mul:0", dtype=float32)',
    ]);
    expect(drawn(notebook.tf.getDefaultGraph().getOperations())).toEqual(SHORTHAND);
  });

  cell([248, 249, 250, 251, 252], 'numbers nodes that ask for the same name', (notebook) => {
    const { tf, print, printed, reset } = notebook;
    const a = tf.placeholder(tf.float32, 'a');
    const b = tf.placeholder(tf.float32, 'a');
    const e: Tensor = tf.multiply(a.add(b), b.add(1), 'a');
    for (const tensor of [a, b, e]) print(tensor);
    expect(printed()).toEqual([
      'Tensor("a:0", dtype=float32)',
      'Tensor("a_1:0", dtype=float32)',
      'Tensor("a_2:0", dtype=float32)',
    ]);
    expect(drawn(tf.getDefaultGraph().getOperations())).toEqual([
      'a = Placeholder()',
      'a_1 = Placeholder()',
      'add = Add(a, a_1)',
      'add_1/y = Const()',
      'add_1 = Add(a_1, add_1/y)',
      'a_2 = Mul(add, add_1)',
    ]);
    reset();
    expect(tf.getDefaultGraph().getOperations()).toEqual([]);
  });
});
