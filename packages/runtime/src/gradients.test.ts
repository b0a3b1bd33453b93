// Every gradient rule against central differences in float64, on random shapes and values.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createTensorFlow,
  GRADIENTS,
  NDArray,
  type OpType,
  type Tensor,
  type TensorFlow,
} from '@residual/graph';
import { FUNCTIONS, type DifferentiableFunction, type Operands } from './testing/differentiable.ts';
import { LocalTarget } from './local-target.ts';

const STEP = 1e-5;

/** Shapes and values for one check. No two values are equal, so that a maximum is one. */
interface Sample {
  readonly x: NDArray;
  readonly y: NDArray;
  /** What the placeholders say of their shapes. */
  readonly known: boolean;
}

const dims = (min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 3 }), { minLength: min, maxLength: max });

/** A shape of the kind that the function takes, and one for its second operand. */
const SHAPES: { readonly [K in Operands]: fc.Arbitrary<readonly [number[], number[]]> } = {
  // y has some of x's last axes, a few of length 1.
  anything: fc
    .tuple(dims(0, 3), fc.nat(3), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }))
    .map(([x, drop, ones]) => [x, x.slice(Math.min(drop, x.length)).map((d, i) => (ones[i] ? 1 : d))]),
  vectors: dims(1, 3).map((x) => [x, x]),
  matrices: dims(2, 2).map((x) => [x, x]),
  tallMatrices: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(2)).map(([n, more]) => [
    [n + more, n],
    [n + more, 2],
  ]),
  squares: fc.tuple(dims(0, 1), fc.integer({ min: 1, max: 3 })).map(([batch, n]) => [
    [...batch, n, n],
    [...batch, n, 2],
  ]),
  triples: dims(0, 2).map((outer) => [
    [...outer, 3],
    [...outer, 3],
  ]),
};

/** Distinct values spread over [low, high], in a random order. */
const valuesIn = (
  shape: readonly number[],
  [low, high]: readonly [number, number],
): fc.Arbitrary<NDArray> => {
  const count = shape.reduce((n, d) => n * d, 1);
  const places = Array.from({ length: count }, (_, i) => i);
  return fc.shuffledSubarray(places, { minLength: count, maxLength: count }).map((order) =>
    NDArray.from(
      order.map((k) => low + ((high - low) * (k + 0.37)) / count),
      'float64',
    ).reshape(...shape),
  );
};

const samples = ({ operands, range, knownShapes }: DifferentiableFunction): fc.Arbitrary<Sample> =>
  SHAPES[operands].chain(([shapeX, shapeY]) =>
    fc.record({
      x: valuesIn(shapeX, range),
      y: valuesIn(shapeY, range),
      known: knownShapes ? fc.constant(true) : fc.boolean(),
    }),
  );

function moved(value: NDArray, i: number, by: number): NDArray {
  const copy = value.astype('float64');
  copy.data[i] += by;
  return copy;
}

/** Σ value · cos(place): no two places count the same, so that none can be mistaken for another. */
function weighted(tf: TensorFlow, value: Tensor): Tensor {
  const places = tf.cast(tf.range(0, tf.size(value)), 'float64');
  return tf.reduceSum(tf.multiply(value, tf.reshape(tf.cos(places), tf.shape(value))));
}

function checkGradients({ build }: DifferentiableFunction, { x: x0, y: y0, known }: Sample): void {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const shapeOf = (value: NDArray): (number | null)[] => value.shape.map((d) => (known ? d : null));
  const x = tf.placeholder(tf.float64, { shape: shapeOf(x0), name: 'x' });
  const y = tf.placeholder(tf.float64, { shape: shapeOf(y0), name: 'y' });
  const z = tf.addN([build(tf, x, y)].flat().map((value) => weighted(tf, value)));
  const grads = tf.gradients(z, [x, y]);
  using session = new tf.Session();
  const at = (vx: NDArray, vy: NDArray): number => {
    const feeds = [
      [x, vx],
      [y, vy],
    ] as const;
    return Number(session.run(z, feeds));
  };
  [x0, y0].forEach((value, k) => {
    const grad = grads[k];
    const feeds = [
      [x, x0],
      [y, y0],
    ] as const;
    const computed = grad === null ? NDArray.zeros(value.shape, 'float64') : session.run(grad, feeds);
    expect([...computed.shape]).toEqual([...value.shape]);
    value.data.forEach((_v: number, i: number) => {
      const [up, down] = [STEP, -STEP].map((by) => moved(value, i, by));
      const difference = k === 0 ? at(up, y0) - at(down, y0) : at(x0, up) - at(x0, down);
      const expected = difference / (2 * STEP);
      const error = Math.abs(computed.data[i] - expected);
      if (!(error < 1e-6 * Math.max(1, Math.abs(expected)))) expect(computed.data[i]).toBe(expected);
    });
  });
}

describe.each(Object.entries(FUNCTIONS))('the gradient of %s', (_, entry) => {
  test('agrees with finite differences', () => {
    fc.assert(
      fc.property(samples(entry), (sample) => checkGradients(entry, sample)),
      { numRuns: 12, seed: 7 },
    );
  });
});

/** Rules that are functions and cannot be checked so. */
const EXEMPT: Partial<Readonly<Record<OpType, string>>> = {
  Sign: 'its derivative is 0 wherever there is one',
  PlaceholderWithDefault: 'no function of the library makes one; it hands its gradient on as Identity does',
  MatrixSolveLs: 'the library composes it of other ops, but for fast: false, which has no gradient',
};

test('every rule that is a function is checked here, but for those exempted', () => {
  const rules = Object.entries(GRADIENTS).filter(([, rule]) => typeof rule === 'function');
  const checked = new Set([...Object.keys(FUNCTIONS), ...Object.keys(EXEMPT)]);
  expect(rules.map(([op]) => op).filter((op) => !checked.has(op))).toEqual([]);
});

test('ops without a gradient are named', () => {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const x = tf.placeholder(tf.float64, [3]);
  const slope = tf.gradients(tf.nn.softsign(x), [x])[0]!;
  expect(() => tf.gradients(tf.square(slope), [x])).toThrow(
    "No gradient defined for operation 'gradients/Softsign_grad/SoftsignGrad' (op type: SoftsignGrad)",
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
