import { describe, expect, test } from '@jest/globals';
import type { NodeDef } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { StudentGraph } from './student-graph.ts';

const constant: NodeDef = {
  name: 'loss',
  op: 'Const',
  input: [],
  device: '',
  attr: {
    dtype: { type: 'float32' },
    value: { tensor: { dtype: 'float32', shape: [], data: Float32Array.of(1) } },
  },
};
const placeholder = (rows: number): NodeDef => ({
  name: 'X',
  op: 'Placeholder',
  input: [],
  device: '',
  attr: { dtype: { type: 'float32' }, shape: { shape: [rows, 576] } },
});

/** A runtime whose memory runs out in every run. */
class ExhaustedTarget extends LocalTarget {
  override run() {
    const failure = { kind: 'ResourceExhaustedError', message: 'Out of memory', op: 'loss' } as const;
    return { ok: false, failure } as const;
  }
}

describe('StudentGraph', () => {
  test('throws when our own memory runs out, so that it becomes nobody’s zero', () => {
    const graph = new StudentGraph([constant], new ExhaustedTarget(), 'float32');
    expect(() => graph.run({ fetch: ['loss'] })).toThrow(/Out of memory/);
  });

  test('feeds as many rows as X fixes, but not a number that nobody has', () => {
    const rowsOf = (rows: number) =>
      new StudentGraph([placeholder(rows)], new LocalTarget(), 'float32').rowsOf(607);
    expect(rowsOf(606)).toBe(606);
    expect(rowsOf(1213)).toBe(1213);
    expect(rowsOf(-1)).toBe(607);
    expect(rowsOf(466_000)).toBe(607);
  });
});
