import { describe, expect, test } from '@jest/globals';
import { nodeSchema } from '@residual/contracts';
import type { NodeDef, TensorValue } from '@residual/graph';
import { nodesFromWire, nodesToWire, tensorFromWire, unpackArrays, WireBuffers, WireError } from './wire.ts';

const tensor: TensorValue = { dtype: 'float64', shape: [2, 1], data: Float64Array.of(1.5, Number.NaN) };
const constant = (name: string): NodeDef => ({
  name,
  op: 'Const',
  input: [],
  device: '',
  attr: { dtype: { type: 'float64' }, value: { tensor } },
  site: { file: 'a.ts', line: 1, column: 2 },
});

describe('a graph that crosses', () => {
  const nodes = [
    constant('a'),
    constant('b'),
    { ...constant('c'), input: ['a', 'b:0', '^a'], site: undefined },
  ];

  test('comes out as it went in', () => {
    const buffers = new WireBuffers();
    const messages = JSON.parse(JSON.stringify(nodesToWire(nodes, buffers))) as unknown[];
    const { lengths, bytes } = buffers.pack();
    const arrived = nodesFromWire(
      messages.map((message) => nodeSchema.parse(message)),
      unpackArrays(lengths, bytes),
    );
    expect(arrived).toEqual(JSON.parse(JSON.stringify(nodes), revive));
  });

  test('carries an array that several nodes share only once', () => {
    const buffers = new WireBuffers();
    nodesToWire(nodes, buffers);
    expect(buffers.byteLength).toBe(16);
  });
});

/** JSON of the nodes themselves loses what a typed array is, and sites that are undefined. */
const revive = (key: string, value: unknown): unknown => (key === 'tensor' ? tensor : value);

describe('a tensor is refused', () => {
  const bytes = [new Uint8Array(16)];

  test.each([
    ['whose buffer does not exist', { dtype: 'float64', shape: [2], buffer: 1 }],
    ['that is longer than its buffer', { dtype: 'float64', shape: [3], buffer: 0 }],
    ['that is shorter than its buffer', { dtype: 'float32', shape: [3], buffer: 0 }],
    ['whose size no machine has', { dtype: 'float32', shape: [2 ** 31, 2 ** 31], buffer: 0 }],
  ] as const)('%s', (_, ref) => {
    expect(() => tensorFromWire({ ...ref, shape: [...ref.shape] }, bytes)).toThrow(WireError);
  });
});

test('packed arrays whose lengths do not add up are refused', () => {
  expect(() => unpackArrays([8, 9], new Uint8Array(16))).toThrow(WireError);
});
