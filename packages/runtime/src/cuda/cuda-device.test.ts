// What the backend asks of the driver, and what it does when the driver refuses; on the mock (testing/mock-cuda.c).
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createTensorFlow, NDArray, type TensorFlow } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { LocalTarget } from '../local-target.ts';
import { BackendFailure } from '../run-error.ts';
import { describeCuda, openCudaBackend, type CudaOptions } from './open-cuda-backend.ts';
import { buildMockCuda, whyNoMock } from './testing/mock-cuda.ts';

const ILLEGAL_ADDRESS = 700;
const OUT_OF_MEMORY = 2;
const MEGABYTE = 1 << 20;

describe('without a driver', () => {
  test('says what is missing instead of opening', () => {
    const environment = { RESIDUAL_CUDA_LIBRARIES: '/nonexistent', PATH: '' };
    const { active, reason, device } = describeCuda({ environment });
    // On a machine with a GPU this cannot be seen.
    if (active) return;
    expect(device).toBeNull();
    expect(reason).toMatch(/no NVIDIA driver: libcuda\.so\.1 not found|RESIDUAL_CUDA_LIBRARIES/);
    expect(openCudaBackend({ environment })).toEqual({ reason });
  });
});

const missing = whyNoMock();
const mock = missing === null ? buildMockCuda() : null;
afterAll(() => mock?.remove());

const describeIf = missing === null ? describe : describe.skip;
describeIf(`cuda on a mock driver${missing === null ? '' : `: ${missing}`}`, () => {
  let backend: Backend | null = null;

  afterEach(() => {
    backend?.close?.();
    backend = null;
    mock!.reset();
  });

  const open = (options: Omit<CudaOptions, 'environment'> = {}): TensorFlow => {
    mock!.reset();
    const opened = openCudaBackend({ environment: mock!.environment, ...options });
    if ('reason' in opened) throw new Error(opened.reason);
    backend = opened;
    return createTensorFlow({ target: new LocalTarget({ backend }) });
  };
  const ones = (...shape: number[]): NDArray =>
    NDArray.from(new Float32Array(shape.reduce((n, d) => n * d, 1)).fill(1)).reshape(...shape);

  /** w ← w + k·x each step; the loss is the sum of w. */
  const counting = (tf: TensorFlow, size = 4) => {
    const x = tf.placeholder(tf.float32, [size]);
    const k = tf.placeholder(tf.float32, []);
    const w = new tf.Variable(NDArray.zeros([size]));
    const update = tf.assign(w, w.add(x.mul(k)));
    const session = new tf.Session();
    session.run(tf.globalVariablesInitializer());
    return { x, k, w, update, session };
  };
  const sum = (array: unknown): number => Array.from((array as NDArray).data).reduce((a, b) => a + b, 0);

  test('is described by its device and the versions of its libraries', () => {
    mock!.reset();
    const { active, reason, device, versions } = describeCuda({ environment: mock!.environment });
    expect({ active, reason, device, versions }).toEqual({
      active: true,
      reason: '',
      device: 'Mock 0',
      versions: { driver: '13.0', nvrtc: '13.0', cublas: '13.0.0', cusolver: '12.0.0' },
    });
  });

  test('replays a step as one launch once it has been enqueued', () => {
    const { x, k, w, update, session } = counting(open());
    const feed = ones(4);
    for (let i = 0; i < 10; i++)
      session.run(update, [
        [x, feed],
        [k, i],
      ]);
    // 4 · (0 + 1 + … + 9)
    expect(sum(session.run(w))).toBe(180);
    expect(mock!.calls('cuGraphLaunch')).toBe(9);
    expect(mock!.calls('cuLaunchKernel')).toBe(2);
    session.close();
  });

  test('does not wait for the device before a value is looked at', () => {
    const { x, k, update, session } = counting(open());
    const feed = ones(4);
    const waited = mock!.calls('cuStreamSynchronize');
    const values = Array.from({ length: 50 }, (_, i) =>
      session.run(update, [
        [x, feed],
        [k, i],
      ]),
    );
    expect(mock!.calls('cuStreamSynchronize')).toBe(waited);
    // Each kept the value of its own run: 4 · (0 + … + i).
    expect(values.map(sum)).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i * (i + 1)));
    // They all came with the first.
    expect(mock!.calls('cuStreamSynchronize')).toBe(waited + 1);
    session.close();
  });

  test('uploads an array once for as long as nobody writes to it', () => {
    const { x, k, update, session } = counting(open(), 1_000);
    const feed = ones(1_000);
    const rate = NDArray.from(1, 'float32');
    const run = (): unknown =>
      session.run(update, [
        [x, feed],
        [k, rate],
      ]);
    run();
    const uploads = mock!.calls('cuMemcpyHtoDAsync_v2');
    for (let i = 0; i < 5; i++) run();
    expect(mock!.calls('cuMemcpyHtoDAsync_v2')).toBe(uploads);
    feed.data[0] = 11;
    expect(sum(run())).toBe(7 * 1_000 + 10);
    feed.data[0] = 1;
    expect(sum(run())).toBe(8 * 1_000 + 10);
    session.close();
  });

  test('keeps no batch that is fed once, and takes no more memory the longer a loop runs', () => {
    const { x, k, update, session } = counting(open(), 1_000);
    const bytes = Array.from({ length: 60 }, () => {
      session.run(update, [
        [x, ones(1_000)],
        [k, 1],
      ]);
      return mock!.deviceBytes();
    });
    expect(bytes[59]).toBe(bytes[9]);
    session.close();
  });

  test('keeps large fetched values through later runs and the end of the session', () => {
    const tf = open();
    const size = 100_000;
    const { x, k, update, session } = counting(tf, size);
    const feed = ones(size);
    const values = [1, 2, 3].map((rate) =>
      session.run(update, [
        [x, feed],
        [k, rate],
      ]),
    );
    expect(sum(values[0])).toBe(size);
    session.close();
    expect(values.map(sum)).toEqual([size, 3 * size, 6 * size]);
  });

  test('gives back all it took', () => {
    const before = mock!.live();
    const { x, k, update, session } = counting(open(), 100_000);
    for (let i = 0; i < 4; i++)
      session.run(update, [
        [x, ones(100_000)],
        [k, 1],
      ]);
    session.close();
    backend!.close!();
    expect(mock!.live()).toBe(before);
    expect(mock!.deviceBytes()).toBe(0);
  });

  test("tells the program that a tensor of its own is larger than the budget, in TensorFlow's words", () => {
    const tf = open({ memoryBudget: 16 * MEGABYTE });
    const x = tf.placeholder(tf.float32, [3_000, 1]);
    const square = tf.matmul(x, x, { transposeB: true, name: 'square' });
    using session = new tf.Session();
    const run = (): unknown => session.run(tf.reduceSum(square), [[x, ones(3_000, 1)]]);
    expect(run).toThrow(/OOM when allocating tensor with shape\[3000,3000\] and type float on .*GPU:0/);
    expect(run).toThrow(/square/);
    // The session is none the worse for it.
    expect(sum(session.run(tf.reduceSum(x), [[x, ones(3_000, 1)]]))).toBe(3_000);
  });

  test('makes room when the device has less memory than the budget', () => {
    const { x, k, update, session } = counting(open(), 1_000_000);
    mock!.failAt('cuMemAlloc_v2', 2, OUT_OF_MEMORY);
    expect(
      sum(
        session.run(update, [
          [x, ones(1_000_000)],
          [k, 2],
        ]),
      ),
    ).toBe(2_000_000);
    session.close();
  });

  test("takes a device without memory for the device's fault", () => {
    const { x, k, update, session } = counting(open(), 1_000_000);
    mock!.setTotalBytes(mock!.deviceBytes());
    const run = (): unknown =>
      session.run(update, [
        [x, ones(1_000_000)],
        [k, 2],
      ]);
    expect(run).toThrow(BackendFailure);
    expect(run).toThrow('CUDA_ERROR_OUT_OF_MEMORY');
    mock!.setTotalBytes(1 << 30);
    expect(sum(run())).toBe(2_000_000);
    session.close();
  });

  test.each(['cuLaunchKernel', 'cuStreamSynchronize', 'cuMemcpyHtoDAsync_v2', 'cuModuleLoadData'])(
    'asks nothing more of a device that was lost in %s',
    (entry) => {
      const before = mock!.live();
      const { x, k, update, session } = counting(open());
      const run = (): number =>
        sum(
          session.run(update, [
            [x, ones(4)],
            [k, 1],
          ]),
        );
      mock!.failAt(entry, 1, ILLEGAL_ADDRESS);
      expect(run).toThrow(BackendFailure);
      expect(run).toThrow('CUDA_ERROR_ILLEGAL_ADDRESS');
      const asked = mock!.calls('cuMemcpyHtoDAsync_v2');
      expect(run).toThrow(BackendFailure);
      expect(mock!.calls('cuMemcpyHtoDAsync_v2')).toBe(asked);
      session.close();
      backend!.close!();
      // Only the end of the process gives back what a lost device held.
      expect(mock!.live()).toBeGreaterThan(before);
    },
  );

  test('leaves linear systems to the libraries', () => {
    const tf = open();
    const a = tf.placeholder(tf.float64, [2, 3, 3]);
    const stack = NDArray.from([4, 1, 0, 1, 5, 2, 0, 2, 6, 7, 1, 0, 1, 8, 2, 0, 2, 9], 'float64').reshape(
      2,
      3,
      3,
    );
    using session = new tf.Session();
    const factor = tf.cholesky(a);
    session.run(
      [tf.matrixInverse(a), tf.matrixSolve(a, a), tf.matrixTriangularSolve(factor, a)],
      [[a, stack]],
    );
    const calls = (name: string): number => mock!.calls(name);
    expect([calls('cusolverDnDgetrs'), calls('cusolverDnDpotrf'), calls('cublasDtrsm_v2')]).toEqual([
      4, 2, 2,
    ]);
  });

  test('reads what a variable holds, whoever wrote it last', () => {
    const tf = open();
    const w = new tf.Variable(NDArray.zeros([3]));
    const optimizer = new tf.train.AdamOptimizer(0.5);
    const train = optimizer.minimize(tf.reduceSum(tf.square(w.sub([1, 2, 3]))));
    const shift = tf.assignAdd(w, [1, 1, 1]);
    using session = new tf.Session();
    expect(() => session.run(w)).toThrow(/Attempting to use uninitialized value Variable/);
    session.run(tf.globalVariablesInitializer());
    session.run(shift);
    session.run(train);
    // Adam's first step is the rate, against the sign of the gradient: 2·(w − target) at w = 1 is 0, −2, −4.
    const [first, second, third] = (session.run(w) as NDArray).data;
    expect(first).toBe(1);
    expect(second).toBeCloseTo(1.5, 5);
    expect(third).toBeCloseTo(1.5, 5);
  });
});
