// Cells 321 to 324: a function and its derivatives. Expected lines are those the notebook prints.
import { describe, expect } from '@jest/globals';
import type { Tensor } from '@residual/graph';
import { cell, type Notebook } from './notebook.ts';

function chain({ tf }: Notebook) {
  const a = new tf.Variable(0.2, 'a');
  const b = new tf.Variable(0.3, 'b');
  let z: Tensor = tf.constant(0, { dtype: tf.float32, name: 'z' });
  for (let i = 0; i < 10; i++) z = a.mul(tf.cos(z.add(i))).add(z.mul(tf.sin(b.sub(i))));
  return { z, gradients: tf.gradients(z, [a, b]) as Tensor[] };
}

describe('a function of two numbers', () => {
  cell(321, 'is computed with numbers', ({ np, print, printed }) => {
    const f = (a: number, b: number): number => {
      let z = 0;
      for (let i = 0; i < 10; i++) z = a * np.cos(z + i) + z * np.sin(b - i);
      return z;
    };
    print(f(0.2, 0.3));
    expect(printed()).toEqual(['-0.0403213363474']);
  });

  cell([322, 323], 'is computed in a graph, and so are its derivatives', (notebook) => {
    const { tf, print, printed } = notebook;
    const { z, gradients } = chain(notebook);
    const init = tf.globalVariablesInitializer();
    tf.withSession((session) => {
      session.run(init);
      print('val=', session.run(z));
      print('gradient=', session.run(gradients));
    });
    const [value, gradient] = printed();
    expect(value).toBe('val= -0.0403213');
    // The lecture's GPU rounds sines and cosines its own way: its seventh digit is not a CPU's.
    const digits = /^gradient= \[(0\.\d{8}), (0\.\d{8})\]$/.exec(gradient);
    expect(Math.abs(Number(digits?.[1]) / 0.20793509 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(Number(digits?.[2]) / 0.16816998 - 1)).toBeLessThan(1e-6);
  });

  cell(324, 'makes a graph of one sine and one cosine a round, each with its gradient', (notebook) => {
    chain(notebook);
    const operations = notebook.tf.getDefaultGraph().getOperations();
    const forward = operations.filter((op) => !op.name.startsWith('gradients/'));
    // Two variables of four nodes, z, and for each round two constants and seven operations.
    expect(forward).toHaveLength(2 * 4 + 1 + 10 * 9);
    const scopes = operations.flatMap((op) => /^gradients\/(Sin|Cos)(_\d)?_grad\//.exec(op.name) ?? []);
    expect(scopes.filter((word) => word === 'Sin').length).toBeGreaterThanOrEqual(10);
    expect(scopes.filter((word) => word === 'Cos').length).toBeGreaterThanOrEqual(10);
  });
});
