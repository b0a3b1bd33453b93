import { describe, expect, test } from '@jest/globals';
import { CPU_DEVICE, createTensorFlow, type NodeDef, type TensorFlow } from '@residual/graph';
import { GraphIndex } from './graph-index.ts';
import { LocalTarget } from './local-target.ts';
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

describe('a session', () => {
  const start = (): TensorFlow => createTensorFlow({ target: new LocalTarget({ devices: DEVICES }) });

  /** The device of each node of a run that increments an int32 variable. */
  const placed = (tf: TensorFlow, device: string, allowSoftPlacement: boolean): object => {
    const v = tf.device(device, () => new tf.Variable(0, { name: 'v' }));
    using session = new tf.Session({ config: new tf.ConfigProto({ allowSoftPlacement }) });
    session.run(v.initializer);
    const options = new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE });
    const runMetadata = new tf.RunMetadata();
    session.run(v, [], { options, runMetadata });
    return Object.fromEntries(
      runMetadata.stepStats!.devStats!.flatMap(({ device: where, nodeStats }) =>
        nodeStats!.map(({ nodeName }) => [nodeName!, where!]),
      ),
    );
  };

  // The words as people report them who have run into it.
  test.each(['/gpu:0', '/device:GPU:0'])('refuses an int32 variable on %s, as TensorFlow does', (device) => {
    expect(() => placed(start(), device, false)).toThrow(
      "Cannot assign a device for operation 'v': Could not satisfy explicit device specification " +
        "'/device:GPU:0' because no supported kernel for GPU devices is available.",
    );
  });

  test('with soft placement keeps it on the CPU, and says so', () => {
    expect(placed(start(), '/gpu:0', true)).toMatchObject({ v: CPU_DEVICE });
    expect(placed(start(), '/gpu:7', true)).toMatchObject({ v: CPU_DEVICE });
  });

  test('takes floats there under either name', () => {
    const tf = start();
    const [a, b] = ['/gpu:0', '/device:GPU:0'].map((device) =>
      tf.device(device, () => new tf.Variable([0.5, 1])),
    );
    expect(a.op.device).toBe(b.op.device);
    using session = new tf.Session();
    session.run(tf.globalVariablesInitializer());
    expect(session.run(a.add(b)).toArray()).toEqual([1, 2]);
  });
});
