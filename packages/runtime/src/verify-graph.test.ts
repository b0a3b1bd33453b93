import { describe, expect, test } from '@jest/globals';
import type { NodeDef } from '@residual/graph';
import { GraphError } from './graph-index.ts';
import { verifyGraph } from './verify-graph.ts';

const constant = (attr: NodeDef['attr']): NodeDef => ({
  name: 'c',
  op: 'Const',
  input: [],
  device: '',
  attr,
});
const value = { tensor: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } } as const;

describe('a constant from outside is refused by name', () => {
  test.each<[string, NodeDef['attr']]>([
    ['without a value', { dtype: { type: 'float32' } }],
    ['without a dtype', { value }],
    ['whose value is of another kind', { dtype: { type: 'float32' }, value: { i: 1 } }],
    ['whose dtype is another', { dtype: { type: 'float64' }, value }],
    [
      'whose value is too short',
      { dtype: { type: 'float32' }, value: { tensor: { ...value.tensor, shape: [3] } } },
    ],
  ])('%s', (_, attr) => {
    expect(() => verifyGraph([constant(attr)])).toThrow(GraphError);
    expect(() => verifyGraph([constant(attr)])).toThrow(/^Node 'c': /);
  });
});
