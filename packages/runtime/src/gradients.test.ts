// Every gradient rule against central differences in float64.
import { describe, expect, test } from '@jest/globals';
import { createTensorFlow, GRADIENTS, NDArray, type Tensor, type TensorFlow } from '@residual/graph';
import { LocalTarget } from './local-target.ts';

type Build = (tf: TensorFlow, x: Tensor, y: Tensor) => Tensor;

/** Per op a function of x (2×3, positive) and y (3, positive) that is made of it. */
const functions: Readonly<Record<string, Build>> = {
  Add: (_, x, y) => x.add(y),
  Sub: (_, x, y) => x.sub(y).mul(x),
  Mul: (_, x, y) => x.mul(y),
  RealDiv: (_, x, y) => x.div(y),
  Pow: (_, x, y) => x.pow(y),
  Maximum: (tf, x, y) => tf.maximum(x, y).mul(x),
  Minimum: (tf, x, y) => tf.minimum(x, y).mul(x),
  SquaredDifference: (tf, x, y) => tf.squaredDifference(x, y),
  FloorMod: (_, x, y) => x.mul(3).mod(y).mul(x),
  Select: (tf, x) => tf.where(x.greater(1), tf.exp(x), tf.square(x)),
  Neg: (_, x) => x.neg().mul(x),
  Square: (tf, x) => tf.square(x),
  Sqrt: (tf, x) => tf.sqrt(x),
  Rsqrt: (tf, x) => tf.rsqrt(x),
  Reciprocal: (tf, x) => tf.reciprocal(x),
  Exp: (tf, x) => tf.exp(x),
  Expm1: (tf, x) => tf.expm1(x),
  Log: (tf, x) => tf.log(x),
  Log1p: (tf, x) => tf.log1p(x),
  Sin: (tf, x) => tf.sin(x),
  Cos: (tf, x) => tf.cos(x),
  Tan: (tf, x) => tf.tan(x.mul(0.3)),
  Tanh: (tf, x) => tf.tanh(x),
  Sigmoid: (tf, x) => tf.sigmoid(x),
  Softplus: (tf, x) => tf.softplus(x),
  Relu: (tf, x) => tf.relu(x.sub(1)),
  Abs: (tf, x) => tf.abs(x.sub(1)),
  Sum: (tf, x) => tf.square(tf.reduceSum(x, { axis: 1 })),
  Mean: (tf, x) => tf.square(tf.reduceMean(x, { axis: 0, keepDims: true })),
  Max: (tf, x) => tf.square(tf.reduceMax(x, { axis: 1 })),
  Min: (tf, x) => tf.square(tf.reduceMin(x)),
  AddN: (tf, x) => tf.addN([x, tf.square(x), x]),
  Fill: (tf, x) => tf.fill([2, 2], tf.reduceSum(tf.square(x))),
  Reshape: (tf, x) => tf.square(tf.reshape(x, [3, 2])),
  ExpandDims: (tf, x) => tf.square(tf.expandDims(x, 1)),
  Squeeze: (tf, x) => tf.square(tf.squeeze(tf.expandDims(x, 0))),
  Transpose: (tf, x) =>
    tf.transpose(x).mul(
      tf.constant(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        'float64',
      ),
    ),
  Tile: (tf, x) => tf.tile(x, [2, 1]).mul(tf.constant([[1], [2], [3], [4]], 'float64')),
  Cast: (tf, x) => tf.cast(tf.cast(x, 'float64'), 'float64').mul(x),
  Identity: (tf, x) => tf.identity(x).mul(x),
  MatMul: (tf, x) => tf.matmul(x, x, { transposeA: true }),
  MatrixInverse: (tf, x) => tf.matrixInverse(tf.matmul(x, x, { transposeB: true })),
  MatrixSolve: (tf, x) => tf.matrixSolve(tf.matmul(x, x, { transposeB: true }), x),
  // Second derivatives go through the ops that only gradients use.
  SqrtGrad: (tf, x) => tf.gradients(tf.sqrt(x), [x])[0]!,
  ReciprocalGrad: (tf, x) => tf.gradients(tf.reciprocal(x), [x])[0]!,
  TanhGrad: (tf, x) => tf.gradients(tf.tanh(x), [x])[0]!,
  SigmoidGrad: (tf, x) => tf.gradients(tf.sigmoid(x), [x])[0]!,
  ReluGrad: (tf, x) => tf.gradients(tf.square(tf.relu(x.sub(1))), [x])[0]!,
};

const X0 = NDArray.from(
  [
    [0.5, 1.3, 2.1],
    [1.7, 0.4, 0.9],
  ],
  'float64',
);
const Y0 = NDArray.from([0.7, 1.9, 1.2], 'float64');
const STEP = 1e-5;

function moved(value: NDArray, i: number, by: number): NDArray {
  const copy = value.astype('float64');
  copy.data[i] += by;
  return copy;
}

describe.each(Object.entries(functions))('the gradient of %s', (_, build) => {
  test.each([
    ['known shapes', [2, 3], [3]],
    ['unknown dimensions', [null, 3], [null]],
  ] as const)('agrees with finite differences (%s)', (_shapes, shapeX, shapeY) => {
    const tf = createTensorFlow({ target: new LocalTarget() });
    const x = tf.placeholder(tf.float64, [...shapeX]);
    const y = tf.placeholder(tf.float64, [...shapeY]);
    if (_ === 'Tile' && shapeX[0] === null) return;
    const z = tf.reduceSum(build(tf, x, y));
    const grads = tf.gradients(z, [x, y]);
    using session = new tf.Session();
    const at = (vx: NDArray, vy: NDArray): number =>
      Number(
        session.run(z, [
          [x, vx],
          [y, vy],
        ]),
      );
    [X0, Y0].forEach((value, k) => {
      const grad = grads[k];
      const computed =
        grad === null
          ? null
          : session.run(grad, [
              [x, X0],
              [y, Y0],
            ]);
      if (computed !== null) expect([...computed.shape]).toEqual([...value.shape]);
      value.data.forEach((_v: number, i: number) => {
        const up = moved(value, i, STEP);
        const down = moved(value, i, -STEP);
        const difference = k === 0 ? at(up, Y0) - at(down, Y0) : at(X0, up) - at(X0, down);
        const expected = difference / (2 * STEP);
        expect(Math.abs((computed?.data[i] ?? 0) - expected)).toBeLessThan(
          1e-6 * Math.max(1, Math.abs(expected)),
        );
      });
    });
  });
});

test('every rule that is a function is checked here or hands its gradient straight on', () => {
  const straight = [
    'PlaceholderWithDefault',
    'StopGradient',
    'Sign',
    'BroadcastTo',
    'BatchMatMul',
    'SoftplusGrad',
  ];
  const rules = Object.entries(GRADIENTS).filter(([, rule]) => typeof rule === 'function');
  expect(
    rules
      .map(([op]) => op)
      .filter((op) => !(op in functions))
      .toSorted(),
  ).toEqual(straight.toSorted());
});

test('ops without a gradient are named', () => {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const x = tf.placeholder(tf.float64, [3]);
  expect(() => tf.gradients(tf.reduceProd(x), [x])).toThrow(
    "No gradient defined for operation 'Prod' (op type: Prod)",
  );
});

test('gradients stop where asked, and are null where nothing depends', () => {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const x = tf.constant(3, 'float64');
  const other = tf.constant(1, 'float64');
  const y = tf.square(x);
  const [full, none] = tf.gradients(y.mul(x), [x, other]);
  const [stopped] = tf.gradients(y.mul(x), [x], { stopGradients: [y] });
  const [viaOp] = tf.gradients(tf.stopGradient(y).mul(x), [x]);
  expect(none).toBeNull();
  using session = new tf.Session();
  expect(session.run([full!, stopped!, viaOp!]).map(Number)).toEqual([27, 9, 9]);
});
