// Cells 297 to 301: tensors of any rank, and their shapes. Expected lines are those the notebook prints.
import { describe, expect } from '@jest/globals';
import { cell, type Notebook } from './notebook.ts';

const ofRankFour = ({ tf, np }: Notebook) => new tf.Variable(np.random.randn(3, 3, 1, 3));

describe('tensors', () => {
  cell([297, 298], 'know their shapes through functions that keep or fold them', (notebook) => {
    const { tf, print, printed } = notebook;
    print(tf.placeholder(tf.float32, [5, 3, 2]));
    print(tf.constant([3, 1, 4]));
    const c = ofRankFour(notebook);
    print(c);
    const d = tf.exp(c.add(1));
    print(d);
    print(tf.reduceMax(d));
    print(tf.reduceSum(d, { axis: 0 }));
    expect(printed()).toEqual([
      'Tensor("Placeholder:0", shape=(5, 3, 2), dtype=float32)',
      'Tensor("Const:0", shape=(3,), dtype=int32)',
      "<tf.Variable 'Variable:0' shape=(3, 3, 1, 3) dtype=float64_ref>",
      'Tensor("Exp:0", shape=(3, 3, 1, 3), dtype=float64)',
      'Tensor("Max:0", shape=(), dtype=float64)',
      'Tensor("Sum:0", shape=(3, 1, 3), dtype=float64)',
    ]);
  });

  cell(299, 'give their static shape at once', (notebook) => {
    notebook.print(ofRankFour(notebook).shape);
    expect(notebook.printed()).toEqual(['(3, 3, 1, 3)']);
  });

  cell(300, 'have nodes that compute it', (notebook) => {
    const { tf, print, printed } = notebook;
    print(tf.shape(ofRankFour(notebook)));
    expect(printed()).toEqual(['Tensor("Shape:0", shape=(4,), dtype=int32)']);
  });

  cell(301, 'tell it in a session', (notebook) => {
    const { tf, print, printed } = notebook;
    const s = tf.shape(ofRankFour(notebook));
    tf.withSession((session) => print(session.run(s)));
    expect(printed()).toEqual(['[3 3 1 3]']);
  });
});
