// Cells 253 to 258: evaluating nodes in sessions. Expected lines are those the notebook prints.
import { describe, expect } from '@jest/globals';
import { cell, runProgram, type Notebook } from './notebook.ts';

function expression({ tf }: Notebook) {
  const a = tf.placeholder(tf.float32, 'a');
  const b = tf.placeholder(tf.float32, 'b');
  const c = a.add(b);
  return { a, b, c, e: c.mul(b.add(1)) };
}

/** The lecture's machine had a GPU; the runtime of these tests has none. */
const DEVICE = '_device="/job:localhost/replica:0/task:0/cpu:0"';

const unfed = (name: string): string =>
  `You must feed a value for placeholder tensor '${name}' with dtype float\n` +
  `\t [[Node: ${name} = Placeholder[dtype=DT_FLOAT, shape=<unknown>, ${DEVICE}]()]]`;

describe('a placeholder without a value', () => {
  cell(253, 'is named with the place where it was made, and nothing is printed', () => {
    const { printed, error } = runProgram(
      `const a = tf.placeholder(tf.float32, 'a');
const b = tf.placeholder(tf.float32, 'b');
const e = a.add(b).mul(b.add(1));
const session = new tf.Session();
print('value of e is', session.run(e));
session.close();`,
    );
    expect(printed).toEqual([]);
    expect(error?.name).toBe('InvalidArgumentError');
    expect(error?.message).toBe(
      `${unfed('a')}

Caused by op 'a', defined at:
  File "lecture.ts", line 1
    const a = tf.placeholder(tf.float32, 'a');

InvalidArgumentError (see above for traceback): ${unfed('a')}`,
    );
  });

  cell(257, 'is missed only where it is needed', () => {
    const { error } = runProgram(
      `const a = tf.placeholder(tf.float32, 'a');
const b = tf.placeholder(tf.float32, 'b');
const c = a.add(b);
const e = c.mul(b.add(1));
const session = new tf.Session();
session.run(e, [[c, -1]]);`,
    );
    expect(error?.message).toBe(
      `${unfed('b')}

Caused by op 'b', defined at:
  File "lecture.ts", line 2
    const b = tf.placeholder(tf.float32, 'b');

InvalidArgumentError (see above for traceback): ${unfed('b')}`,
    );
  });
});

describe('a session', () => {
  cell(254, 'evaluates a node for given values', (notebook) => {
    const { a, b, e } = expression(notebook);
    const session = new notebook.tf.Session();
    const feeds = [
      [a, 2],
      [b, 1],
    ] as const;
    notebook.print('e evaluated for a=2 and b=1 is ', session.run(e, feeds));
    session.close();
    expect(notebook.printed()).toEqual(['e evaluated for a=2 and b=1 is  6.0']);
    expect(() => session.run(e, feeds)).toThrow('Attempted to use a closed Session.');
  });

  cell(255, 'evaluates it again for others', (notebook) => {
    const { a, b, e } = expression(notebook);
    using session = new notebook.tf.Session();
    const feeds = new Map([
      [a, 3],
      [b, 1],
    ]);
    notebook.print('e evaluated for a=3 and b=1 is ', session.run(e, feeds));
    expect(notebook.printed()).toEqual(['e evaluated for a=3 and b=1 is  8.0']);
  });

  cell(256, 'takes values for inner nodes, and then does not need what is behind them', (notebook) => {
    const { a, b, c, e } = expression(notebook);
    using session = new notebook.tf.Session();
    const all = session.run(e, [
      [a, 2],
      [b, 1],
      [c, -1],
    ]);
    notebook.print('e evaluated for c=-1 is ', all);
    const without = session.run(e, [
      [b, 1],
      [c, -1],
    ]);
    notebook.print('e evaluated for c=-1 is ', without);
    expect(notebook.printed()).toEqual(['e evaluated for c=-1 is  -2.0', 'e evaluated for c=-1 is  -2.0']);
  });

  cell(258, 'closes itself where it was opened for a block', (notebook) => {
    const { tf, print, printed } = notebook;
    const { a, b, e } = expression(notebook);
    const session = tf.withSession((opened) => {
      const value = opened.run(e, [
        [a, 2],
        [b, 1],
      ]);
      print('e=', value);
      return opened;
    });
    expect(printed()).toEqual(['e= 6.0']);
    expect(() => session.run(e)).toThrow('Attempted to use a closed Session.');
  });
});
