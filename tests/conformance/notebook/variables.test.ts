// Cells 284 to 296: variables of the graph. Expected lines are those the notebook prints.
import { describe, expect } from '@jest/globals';
import type { Tensor } from '@residual/graph';
import { cell, drawn } from './notebook.ts';

const COUNTED = [1, 2, 3, 4, 5].map((value, i) => `step  ${i} value= ${value}`);
const VARIABLE = (name: string): string[] => [
  `${name}/initial_value = Const()`,
  `${name} = VariableV2()`,
  `${name}/Assign = Assign(${name}, ${name}/initial_value)`,
  `${name}/read = Identity(${name})`,
];

describe('a variable', () => {
  cell([284, 285, 286, 287], 'keeps what is assigned to it from run to run', ({ tf, print, printed }) => {
    const a = new tf.Variable(0, 'var');
    const b = a.add(1);
    const inc = tf.assign(a, b, 'assignment');
    print(a);
    print(b);
    print(inc);
    print();
    tf.withSession((session) => {
      session.run(a.initializer);
      for (let i = 0; i < 5; i++) print('step ', i, 'value=', session.run(inc));
    });
    expect(printed()).toEqual([
      "<tf.Variable 'var:0' shape=() dtype=int32_ref>",
      'Tensor("add:0", shape=(), dtype=int32)',
      'Tensor("assignment:0", shape=(), dtype=int32_ref)',
      '',
      ...COUNTED,
    ]);
    expect(drawn(tf.getDefaultGraph().getOperations())).toEqual([
      ...VARIABLE('var'),
      'add/y = Const()',
      'add = Add(var/read, add/y)',
      'assignment = Assign(var, add)',
    ]);
  });

  cell([288, 289], 'does not change without an assignment', ({ tf, print, printed }) => {
    const a = new tf.Variable(0, 'a');
    const b = tf.add(a, 1);
    tf.globalVariablesInitializer();
    tf.withSession((session) => {
      session.run(a.initializer);
      for (let i = 0; i < 5; i++) print('step ', i, 'value=', session.run(b));
    });
    expect(printed()).toEqual([0, 1, 2, 3, 4].map((i) => `step  ${i} value= 1`));
  });

  cell([290, 291, 292], 'seems to count when each step adds a node', ({ tf, print, printed }) => {
    const variable = new tf.Variable(0, 'a');
    tf.withSession((session) => {
      session.run(variable.initializer);
      let a: Tensor = variable.value();
      for (let i = 0; i < 5; i++) {
        a = a.add(1);
        print('step ', i, 'value=', session.run(a));
      }
      expect(session.run(variable).valueOf()).toBe(0);
    });
    expect(printed()).toEqual(COUNTED);
    expect(drawn(tf.getDefaultGraph().getOperations())).toEqual([
      ...VARIABLE('a'),
      ...['add', 'add_1', 'add_2', 'add_3', 'add_4'].flatMap((name, i, names) => [
        `${name}/y = Const()`,
        `${name} = Add(${i === 0 ? 'a/read' : names[i - 1]}, ${name}/y)`,
      ]),
    ]);
  });

  cell([293, 294], 'is assigned to by a method too', ({ tf, print, printed }) => {
    const a = new tf.Variable(0, 'a');
    const inc = a.assign(a.add(1));
    tf.withSession((session) => {
      session.run(a.initializer);
      for (let i = 0; i < 5; i++) print('step ', i, 'value=', session.run(inc));
    });
    expect(printed()).toEqual(COUNTED);
  });

  cell([295, 296], 'starts from a number, an array, a random tensor or a variable', (notebook) => {
    const { tf, np, print, printed } = notebook;
    const a = new tf.Variable(1, 'a');
    print(a);
    const b = new tf.Variable(np.random.randn(), 'c');
    print(b);
    const c = new tf.Variable(tf.randomNormal([], { mean: 1, stddev: 0.5 }), 'b');
    print(c);
    const d = new tf.Variable(a, 'd');
    print(d);
    const e = new tf.Variable(1, 'a');
    print(e);
    expect(printed()).toEqual([
      "<tf.Variable 'a:0' shape=() dtype=int32_ref>",
      "<tf.Variable 'c:0' shape=() dtype=float32_ref>",
      "<tf.Variable 'b:0' shape=() dtype=float32_ref>",
      "<tf.Variable 'd:0' shape=() dtype=int32_ref>",
      "<tf.Variable 'a_1:0' shape=() dtype=int32_ref>",
    ]);

    const init = tf.globalVariablesInitializer();
    tf.withSession((session) => {
      session.run(init);
      const values = session.run([a, b, c, d, e]);
      ['a=', 'b=', 'c=', 'd=', 'e='].forEach((name, i) => print(name, values[i]));
    });
    expect(printed()).toEqual(['a= 1', 'b= 0.496714', 'c= 0.841961', 'd= 1', 'e= 1']);
  });
});
