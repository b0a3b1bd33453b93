// Cells 259 to 283: variables of the program against nodes of the graph. Expected lines: the notebook's.
import { describe, expect } from '@jest/globals';
import type { Tensor } from '@residual/graph';
import { cell, drawn, type Notebook } from './notebook.ts';

const TEN_TIMES_SEVEN = [
  'i= 0 i*value= 0',
  'i= 1 i*value= 7',
  'i= 2 i*value= 14',
  'i= 3 i*value= 21',
  'i= 4 i*value= 28',
  'i= 5 i*value= 35',
  'i= 6 i*value= 42',
  'i= 7 i*value= 49',
  'i= 8 i*value= 56',
  'i= 9 i*value= 63',
];

describe('a variable of the program that is used again', () => {
  cell([259, 260, 261, 262], 'stands for the last node it was given', ({ tf, print, printed }) => {
    const a = tf.placeholder(tf.float32, 'a');
    let b = a.add(1);
    b = tf.log(b, 'b');
    b = b.add(1);
    print(a);
    print(b);
    tf.withSession((session) => print('value=', session.run(b, [[a, 2]])));
    expect(printed()).toEqual([
      'Tensor("a:0", dtype=float32)',
      'Tensor("add_1:0", dtype=float32)',
      'value= 2.09861',
    ]);
  });

  cell([263, 264, 265, 266], 'is the node that is fed, so nothing is computed', ({ tf, print, printed }) => {
    let a: Tensor = tf.placeholder(tf.float32, 'a');
    a = a.add(1);
    a = tf.log(a, 'b');
    a = a.add(1);
    tf.withSession((session) => print('value=', session.run(a, [[a, 2]])));
    print(a);
    expect(printed()).toEqual(['value= 2.0', 'Tensor("add_1:0", dtype=float32)']);
  });

  cell([267, 268, 269], 'may go through functions that add nodes', ({ tf, print, printed }) => {
    const next = (x: Tensor): Tensor => x.add(1);
    const a = tf.placeholder(tf.float32, 'a');
    const b = next(tf.log(next(a)));
    tf.withSession((session) => print('value=', session.run(b, [[a, 2]])));
    expect(printed()).toEqual(['value= 2.09861']);
  });
});

describe('several nodes', () => {
  function integers({ tf }: Notebook) {
    const a = tf.constant(2, 'a');
    const b = tf.constant(1, 'b');
    const c = a.add(b);
    const d = b.add(1);
    return { c, d, e: c.mul(d) };
  }

  cell([270, 271], 'are evaluated one by one', (notebook) => {
    const { c, d, e } = integers(notebook);
    notebook.tf.withSession((session) => {
      notebook.print('c=', session.run(c));
      notebook.print('d=', session.run(d));
      notebook.print('e=', session.run(e));
    });
    expect(notebook.printed()).toEqual(['c= 3', 'd= 2', 'e= 6']);
  });

  cell(272, 'are evaluated together, each once', (notebook) => {
    const { c, d, e } = integers(notebook);
    const [x, y, z] = notebook.tf.withSession((session) => session.run([c, d, e]));
    notebook.print('c=', x);
    notebook.print('d=', y);
    notebook.print('e=', z);
    expect(notebook.printed()).toEqual(['c= 3', 'd= 2', 'e= 6']);
    // A node that changes something shows how often it ran.
    const { tf } = notebook;
    const count = new tf.Variable(0, 'count');
    const step = count.assignAdd(1);
    tf.withSession((session) => {
      session.run(count.initializer);
      session.run([step.add(0), step.mul(2), step]);
      expect(session.run(count).valueOf()).toBe(1);
    });
  });

  cell([273, 274], 'are listed as operations', (notebook) => {
    integers(notebook);
    notebook.print(notebook.tf.getDefaultGraph().getOperations());
    expect(notebook.printed()).toEqual([
      "[<tf.Operation 'a' type=Const>, <tf.Operation 'b' type=Const>, <tf.Operation 'add' type=Add>, " +
        "<tf.Operation 'add_1/y' type=Const>, <tf.Operation 'add_1' type=Add>, <tf.Operation 'mul' type=Mul>]",
    ]);
  });

  cell(275, 'are forgotten together', (notebook) => {
    integers(notebook);
    notebook.tf.resetDefaultGraph();
    notebook.print(notebook.tf.getDefaultGraph().getOperations());
    expect(notebook.printed()).toEqual(['[]']);
  });
});

describe('a graph that grows by accident', () => {
  cell([276, 277, 278], 'has a new node after every step of a loop', ({ tf, print, printed }) => {
    const a = tf.constant(5);
    const b = tf.constant(2);
    tf.withSession((session) => {
      for (let i = 0; i < 10; i++) print('i=', i, 'i*value=', i * Number(session.run(a.add(b))));
    });
    expect(printed()).toEqual(TEN_TIMES_SEVEN);
    const nodes = drawn(tf.getDefaultGraph().getOperations());
    expect(nodes).toHaveLength(12);
    expect(nodes.at(-1)).toBe('add_9 = Add(Const, Const_1)');
  });

  cell([279, 280], 'is refused once it is finalized', ({ tf, print, printed }) => {
    const a = tf.constant(5);
    const b = tf.constant(2);
    tf.getDefaultGraph().finalize();
    const loop = (): void =>
      tf.withSession((session) => {
        for (let i = 0; i < 10; i++) print('i=', i, 'i*value=', i * Number(session.run(a.add(b))));
      });
    expect(loop).toThrow(
      expect.objectContaining({
        name: 'RuntimeError',
        message: 'Graph is finalized and cannot be modified.',
      }),
    );
    expect(printed()).toEqual([]);
  });

  cell([281, 282, 283], 'stays small when the node is made before the loop', ({ tf, print, printed }) => {
    const sum = tf.constant(5).add(tf.constant(2));
    tf.withSession((session) => {
      for (let i = 0; i < 10; i++) print('i=', i, 'i*value=', i * Number(session.run(sum)));
    });
    expect(printed()).toEqual(TEN_TIMES_SEVEN);
    expect(drawn(tf.getDefaultGraph().getOperations())).toEqual([
      'Const = Const()',
      'Const_1 = Const()',
      'add = Add(Const, Const_1)',
    ]);
  });
});
