// The notebook's last part: matrix products on chosen devices. Its timings are those of its machines; what the
// programs build, and what they say where a device is missing, is not.
import { describe, expect } from '@jest/globals';
import { createTensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { cell, runProgram, type Notebook } from './notebook.ts';

/** The lecture multiplies 10,000 × 10,000. */
const SIZE = 64;

function squareOn({ tf }: Notebook, device: string, dtype: 'float32' | 'float64') {
  return tf.device(device, () => {
    const A = tf.randomNormal([SIZE, SIZE], { dtype });
    return { A, squared: tf.matmul(A, A, 'A2') };
  });
}

/** The largest difference between a fetched product and one multiplied out in float64. */
function errorOf({ np }: Notebook, A: unknown, product: unknown): number {
  const exact = np.dot(np.array(A as never, 'float64'), np.array(A as never, 'float64'));
  return Number(np.max(np.abs(exact.sub(np.array(product as never, 'float64')))));
}

describe('a matrix product', () => {
  cell(['In 4', 'In 5'], 'is taken of arrays in both precisions', ({ np }) => {
    for (const dtype of ['float32', 'float64'] as const) {
      const A = np.random.randn(SIZE, SIZE).astype(dtype);
      const squared = np.dot(A, A);
      expect([squared.dtype, ...squared.shape]).toEqual([dtype, SIZE, SIZE]);
      // The trace of A·A is the sum of A[i][j]·A[j][i].
      let trace = 0;
      let expected = 0;
      for (let i = 0; i < SIZE; i++) {
        trace += Number(squared.at(i, i));
        for (let j = 0; j < SIZE; j++) expected += Number(A.at(i, j)) * Number(A.at(j, i));
      }
      expect(trace / expected).toBeCloseTo(1, dtype === 'float32' ? 4 : 10);
    }
  });

  cell(['In 6', 'In 7'], 'runs on the CPU where a program asks for it', (notebook) => {
    for (const dtype of ['float32', 'float64'] as const) {
      notebook.reset();
      const { A, squared } = squareOn(notebook, '/cpu:0', dtype);
      expect(squared.op.device).toBe('/device:CPU:0');
      const [matrix, product] = notebook.tf.withSession((session) => session.run([A, squared]));
      expect(errorOf(notebook, matrix, product)).toBeLessThan(dtype === 'float32' ? 1e-4 : 1e-12);
    }
  });

  cell(['In 8', 'In 9'], 'says so where the GPU that a program asks for is missing', () => {
    const { error } = runProgram(
      `const A = tf.constant([[1, 2], [3, 4]], { dtype: tf.float32, name: 'A' });
const squared = tf.device('/gpu:0', () =>
  tf.matmul(A, A, 'A2'));
new tf.Session().run(squared);`,
    );
    const message =
      "Cannot assign a device for operation 'A2': Operation was explicitly assigned to /device:GPU:0 but " +
      'available devices are [ /job:localhost/replica:0/task:0/cpu:0 ]. ' +
      'Make sure the device specification refers to a valid device.\n' +
      '\t [[Node: A2 = MatMul[T=DT_FLOAT, transpose_a=false, transpose_b=false, _device="/device:GPU:0"](A, A)]]';
    expect(error?.name).toBe('InvalidArgumentError');
    expect(error?.message).toBe(
      `${message}

Caused by op 'A2', defined at:
  File "lecture.ts", line 3
    tf.matmul(A, A, 'A2'));

InvalidArgumentError (see above for traceback): ${message}`,
    );
  });

  cell(['In 8', 'In 9'], 'runs elsewhere when the session may place softly', (notebook) => {
    for (const dtype of ['float32', 'float64'] as const) {
      notebook.reset();
      const { tf } = notebook;
      const { A, squared } = squareOn(notebook, '/gpu:0', dtype);
      expect(squared.op.device).toBe('/device:GPU:0');
      const config = new tf.ConfigProto({ allowSoftPlacement: true });
      const [matrix, product] = tf.withSession((session) => session.run([A, squared]), { config });
      expect(errorOf(notebook, matrix, product)).toBeLessThan(dtype === 'float32' ? 1e-4 : 1e-12);
    }
  });
});

describe('a run that tells of itself', () => {
  cell(326, 'shows where each node ran and what went from device to device', () => {
    const task = '/job:localhost/replica:0/task:0';
    const target = new LocalTarget({ devices: [`${task}/cpu:0`, `${task}/gpu:0`] });
    const tf = createTensorFlow({ target });
    const a = tf.constant([1, 2, 3, 4, 5, 6], { dtype: tf.float32, shape: [2, 3], name: 'a' });
    const session = new tf.Session();
    const options = new tf.RunOptions({ outputPartitionGraphs: true });
    const metadata = new tf.RunMetadata();
    session.run(a, [], { options, runMetadata: metadata });
    session.close();
    const nodes = metadata.partitionGraphs.map(({ node }) =>
      node.map(({ name, op, device }) => [name, op, device]),
    );
    expect(nodes).toEqual([
      [
        ['a', 'Const', `${task}/gpu:0`],
        ['a/_0', '_Send', `${task}/gpu:0`],
      ],
      [
        ['a/_1', '_Recv', `${task}/cpu:0`],
        ['_retval_a_0_0', '_Retval', `${task}/cpu:0`],
      ],
    ]);
  });
});
