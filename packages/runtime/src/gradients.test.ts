// Every gradient rule against central differences in float64, on random shapes and values.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createTensorFlow,
  GRADIENTS,
  NDArray,
  OP_DEFS,
  OP_TYPES,
  parseArg,
  type OpType,
  type Tensor,
  type TensorFlow,
} from '@residual/graph';
import { FUNCTIONS, TWICE, type DifferentiableFunction, type Operands } from './testing/differentiable.ts';
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

/** What is differentiated: the function's values as one number, or what its gradients are, as one number. */
type Order = (tf: TensorFlow, z: Tensor, inputs: readonly Tensor[]) => Tensor;

const first: Order = (_, z) => z;

const second: Order = (tf, z, inputs) =>
  tf.addN(
    tf
      .gradients(z, inputs)
      .filter((grad) => grad !== null)
      .map((grad) => weighted(tf, grad)),
  );

function checkGradients(
  { build }: DifferentiableFunction,
  { x: x0, y: y0, known }: Sample,
  order: Order,
): void {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const shapeOf = (value: NDArray): (number | null)[] => value.shape.map((d) => (known ? d : null));
  const x = tf.placeholder(tf.float64, { shape: shapeOf(x0), name: 'x' });
  const y = tf.placeholder(tf.float64, { shape: shapeOf(y0), name: 'y' });
  const values = tf.addN([build(tf, x, y)].flat().map((value) => weighted(tf, value)));
  const z = order(tf, values, [x, y]);
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
      fc.property(samples(entry), (sample) => checkGradients(entry, sample, first)),
      { numRuns: 12, seed: 7 },
    );
  });
});

/** Rules whose nodes cannot be differentiated again. */
const ONCE: Partial<Readonly<Record<OpType, string>>> = {
  Softsign: 'SoftsignGrad has no gradient in TensorFlow either',
};

describe.each(Object.entries({ ...FUNCTIONS, ...TWICE }).filter(([op]) => !Object.hasOwn(ONCE, op)))(
  'the second derivative of %s',
  (_, entry) => {
    test('agrees with finite differences of the first', () => {
      fc.assert(
        fc.property(samples(entry), (sample) => checkGradients(entry, sample, second)),
        { numRuns: 4, seed: 11 },
      );
    });
  },
);

/** Rules that are functions and cannot be checked so. */
const EXEMPT: Partial<Readonly<Record<OpType, string>>> = {
  Sign: 'its derivative is 0 wherever there is one',
};

/** Floats in, floats out, and no gradient back. */
const WITHOUT: Partial<Readonly<Record<OpType, string>>> = {
  StopGradient: 'that is what it is for',
  Assign: 'it hands on the variable, not a function of it',
  AssignAdd: 'it hands on the variable, not a function of it',
  AssignSub: 'it hands on the variable, not a function of it',
  ApplyGradientDescent: 'an error in TensorFlow too',
  ApplyMomentum: 'an error in TensorFlow too',
  ApplyAdam: 'an error in TensorFlow too',
  ApplyAdagrad: 'an error in TensorFlow too',
  ApplyRMSProp: 'an error in TensorFlow too',
  ApplyCenteredRMSProp: 'an error in TensorFlow too',
  ApplyAdadelta: 'an error in TensorFlow too',
  ApplyFtrl: 'an error in TensorFlow too',
  TruncateMod: 'an error in TensorFlow too',
  SoftsignGrad: 'an error in TensorFlow too',
  RandomShuffle: 'TensorFlow lets none through',
  ListDiff: 'TensorFlow lets none through',
  Range: 'TensorFlow lets none through',
  LinSpace: 'TensorFlow lets none through',
  OneHot: 'TensorFlow lets none through',
  ZerosLike: 'its value never changes',
  Floor: 'its derivative is 0 wherever there is one',
  Ceil: 'its derivative is 0 wherever there is one',
  Round: 'its derivative is 0 wherever there is one',
  Rint: 'its derivative is 0 wherever there is one',
  FloorDiv: 'its derivative is 0 wherever there is one',
  TruncateDiv: 'its derivative is 0 wherever there is one',
};

function hasFloat(op: OpType, args: readonly string[]): boolean {
  return args.some((arg) => {
    const { type } = parseArg(arg);
    const dtypes: readonly string[] = OP_DEFS[op].types?.[type] ?? [type];
    return dtypes.includes('float64');
  });
}

test('every rule is checked here or has a reason not to be', () => {
  const named = new Set([...Object.keys(FUNCTIONS), ...Object.keys(EXEMPT), ...Object.keys(WITHOUT)]);
  const unchecked = OP_TYPES.filter((op) => {
    const { inputs, outputs } = OP_DEFS[op];
    const couldDiffer = hasFloat(op, Object.values(inputs)) && hasFloat(op, outputs);
    return (couldDiffer || typeof GRADIENTS[op] === 'function') && !named.has(op);
  });
  expect(unchecked).toEqual([]);
});

test('no rule that is a function is said to have none', () => {
  const functions = Object.entries(GRADIENTS).filter(([, rule]) => typeof rule === 'function');
  expect(functions.map(([op]) => op).filter((op) => Object.hasOwn(WITHOUT, op))).toEqual([]);
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
