import { describe, expect, test } from '@jest/globals';
import { CPU_DEVICE, type NodeDef } from '@residual/graph';
import { GraphIndex } from './graph-index.ts';
import { placeNodes } from './placement.ts';

const GPU_DEVICE = CPU_DEVICE.replace('cpu', 'gpu');
const DEVICES = [CPU_DEVICE, GPU_DEVICE];

const node = (name: string, op: string, input: string[], device = ''): NodeDef => ({
  name,
  op,
  input,
  device,
  attr:
    op === 'VariableV2'
      ? { dtype: { type: 'float32' }, shape: { shape: [2] } }
      : op === 'Placeholder'
        ? { dtype: { type: 'float32' }, shape: { shape: [2] } }
        : { T: { type: 'float32' } },
});

function place(nodes: readonly NodeDef[], ...rest: [] | [Parameters<typeof placeNodes>[2]]): object {
  const graph = new GraphIndex();
  for (const def of nodes) graph.add(def);
  return Object.fromEntries(placeNodes(graph, DEVICES, ...rest));
}

const withoutExp: Parameters<typeof placeNodes>[2] = (device, op) => device === CPU_DEVICE || op !== 'Exp';

describe('a node', () => {
  test('stands on the GPU unless it asks for the CPU', () => {
    expect(
      place([
        node('w', 'VariableV2', []),
        node('a', 'Exp', ['w']),
        node('b', 'Exp', ['a'], '/device:CPU:0'),
        node('c', 'Exp', ['b']),
      ]),
    ).toEqual({ w: GPU_DEVICE, a: GPU_DEVICE, b: CPU_DEVICE, c: GPU_DEVICE });
  });

  test('that the GPU has no kernel for stands on the CPU, asked or not', () => {
    expect(
      place(
        [
          node('w', 'VariableV2', []),
          node('a', 'Exp', ['w']),
          node('b', 'Exp', ['w'], '/device:GPU:0'),
          node('c', 'Neg', ['a']),
        ],
        withoutExp,
      ),
    ).toEqual({ w: GPU_DEVICE, a: CPU_DEVICE, b: CPU_DEVICE, c: GPU_DEVICE });
  });

  test('without inputs stands with those that use it', () => {
    expect(place([node('x', 'Placeholder', []), node('a', 'Exp', ['x'])], withoutExp)).toEqual({
      x: CPU_DEVICE,
      a: CPU_DEVICE,
    });
  });

  test('whose device is not there stands where the session does', () => {
    expect(place([node('w', 'VariableV2', [], '/device:GPU:7')])).toEqual({ w: CPU_DEVICE });
  });
});
