// Runs the reference in every arithmetic there is here and measures how far the results lie apart.
import {
  type Band,
  CALIBRATION_METHOD,
  calibrationInputs,
  createRandom,
  type DataSet,
  learningRateCheck,
  type TaskCalibration,
} from '@residual/assignments';
import type { ModelTask } from '@residual/contracts';
import type { Backend } from '@residual/runtime';
import { drawPublicRows, randomWeights } from '../probes.ts';
import { descend } from '../reference/descent.ts';
import { raceLearningRates } from '../reference/learning-rates.ts';
import { factorLeastSquares } from '../reference/least-squares.ts';
import { gradientAt, lossAt } from '../reference/loss.ts';
import { norm, relativeDistance } from '../reference/vector.ts';
import {
  applyOrder,
  type Arithmetic,
  describeArithmetic,
  reorder,
  restoreOrder,
  roundedDescent,
  roundedPass,
} from './arithmetic.ts';
import { evaluateOnBackend, precisionsOf, runReference } from './on-backend.ts';
import { CLOSED_FORMS } from './normal-equations.ts';

const { safety: SAFETY, floor: FLOOR, orders: ORDERS, longerTraining: LONGER } = CALIBRATION_METHOD;
const ARITHMETICS: readonly Arithmetic[] = (['float64', 'float32'] as const).flatMap((dtype) =>
  ORDERS.map((order) => ({ dtype, order })),
);
const CURVE_SAMPLES = 50;
const LATER_SAMPLES = 20;

interface Run {
  readonly run: string;
  readonly dtype: 'float32' | 'float64';
  /** Where it ran; absent for the reference's own arithmetic. */
  readonly backend?: string;
  readonly w: Float64Array;
}

function descentRuns(
  task: ModelTask,
  data: DataSet,
  options: { learningRate: number; steps: number },
): Run[] {
  return ARITHMETICS.map((arithmetic) => {
    const { rows, columns } = reorder(data.training, arithmetic.order);
    const w =
      arithmetic.dtype === 'float32'
        ? roundedDescent(task.loss, rows, options)
        : descend(task.loss, rows, options).w;
    return { run: describeArithmetic(arithmetic), dtype: arithmetic.dtype, w: restoreOrder(w, columns) };
  });
}

function closedFormRuns(data: DataSet): Run[] {
  return Object.entries(CLOSED_FORMS).flatMap(([name, solve]) =>
    ORDERS.map((order): Run => {
      const arithmetic = { dtype: 'float64', order } as const;
      const { rows, columns } = reorder(data.training, order);
      return {
        run: `${name}, ${describeArithmetic(arithmetic)}`,
        dtype: 'float64',
        w: restoreOrder(solve(rows), columns),
      };
    }),
  );
}

const backendRuns = (task: ModelTask, data: DataSet, backends: readonly Backend[]): Run[] =>
  backends.flatMap((backend) =>
    precisionsOf(task, backend).map((dtype) => ({
      run: `graph, ${dtype}`,
      dtype,
      backend: backend.name,
      w: runReference(backend, task, data.training, dtype),
    })),
  );

/** The worst relative deviations of loss and gradient at given weights, by dtype. */
function pointwiseDeviations(task: ModelTask, data: DataSet, backends: readonly Backend[]) {
  const random = createRandom(20171126);
  const loss = { float32: 0, float64: 0 };
  const gradient = { float32: 0, float64: 0 };
  for (const margin of [0.5, 2, 6]) {
    const probe = drawPublicRows(random, data, data.training.n);
    const w = randomWeights(random, probe, margin);
    const trueLoss = lossAt(task.loss, probe, w);
    const trueGradient = gradientAt(task.loss, probe, w);
    for (const backend of backends)
      for (const dtype of (['float32', 'float64'] as const).filter((each) => backend.dtypes.includes(each))) {
        const found = evaluateOnBackend(backend, task.loss, probe, { w, dtype });
        loss[dtype] = Math.max(loss[dtype], Math.abs(found.loss - trueLoss) / trueLoss);
        gradient[dtype] = Math.max(gradient[dtype], relativeDistance(found.gradient, trueGradient));
      }
    for (const { dtype, order } of ARITHMETICS) {
      const { rows, columns } = reorder(probe, order);
      const moved = applyOrder(w, columns);
      const found =
        dtype === 'float32'
          ? roundedPass(task.loss, rows, new Float32Array(rows.inputs), new Float32Array(moved))
          : { loss: lossAt(task.loss, rows, moved), gradient: gradientAt(task.loss, rows, moved) };
      loss[dtype] = Math.max(loss[dtype], Math.abs(found.loss - trueLoss) / trueLoss);
      gradient[dtype] = Math.max(
        gradient[dtype],
        relativeDistance(restoreOrder(found.gradient, columns), trueGradient),
      );
    }
  }
  return { loss, gradient };
}

/** Where a figure of the reference lies and how far the runs' figures lie from it. */
function bandOf(value: number, figures: readonly number[], floor: number): Band {
  const worst = Math.max(...figures.map((figure) => Math.abs(figure - value)));
  return { value, band: Math.max(SAFETY * worst, floor * Math.abs(value)) };
}

/** Weights along the reference's way on, from its last step to {@link LONGER} times as many. */
function laterWeights({ reference, loss }: ModelTask, { training }: DataSet, last: Float64Array) {
  if (reference.method === 'closed-form') return [];
  const { learningRate } = reference;
  const steps = Math.ceil(((LONGER - 1) * reference.steps) / LATER_SAMPLES);
  const found: Float64Array[] = [];
  for (let from = last; found.length < LATER_SAMPLES; found.push(from))
    from = descend(loss, training, { learningRate, steps, from }).w;
  return found;
}

/** The band, up to the largest of the figures. */
const reachingTo = ({ value, band }: Band, figures: readonly number[]): Band => ({
  value,
  band: band + Math.max(0, ...figures.map((figure) => figure - value)),
});

const byDType = (
  deviations: { float32: number; float64: number },
  floors: { float32: number; float64: number },
) => ({
  float32: Math.max(SAFETY * deviations.float32, floors.float32),
  float64: Math.max(SAFETY * deviations.float64, floors.float64),
});

/**
 * @param backends to run the reference on, beside its own arithmetic
 * @throws RangeError if the data has no closed form where the task asks for one
 */
export function calibrateTask(
  task: ModelTask,
  data: DataSet,
  backends: readonly Backend[] = [],
): TaskCalibration {
  const { reference, loss } = task;
  const { training, validation, hidden } = data;
  const solve = (rows: typeof training) =>
    reference.method === 'closed-form'
      ? {
          w: factorLeastSquares(rows.inputs, rows.n, rows.dim).solve(rows.labels),
          curve: { steps: [], training: [] },
        }
      : descend(loss, rows, { ...reference, sampleEvery: Math.ceil(reference.steps / CURVE_SAMPLES) });
  const truth = solve(training);
  const swapped = solve(validation);
  const runs = [
    ...(reference.method === 'closed-form' ? closedFormRuns(data) : descentRuns(task, data, reference)),
    ...backendRuns(task, data, backends),
  ];
  const floor = reference.method === 'closed-form' ? FLOOR.closedForm : FLOOR.descent;
  const band = (figure: (w: Float64Array) => number): Band =>
    bandOf(
      figure(truth.w),
      runs.map(({ w }) => figure(w)),
      floor,
    );
  const gap = (w: Float64Array): number => lossAt(loss, validation, w) - lossAt(loss, training, w);
  const race = learningRateCheck(task);
  const { loss: lossDeviation, gradient } = pointwiseDeviations(task, data, backends);
  return {
    inputs: calibrationInputs(task, data),
    training: band((w) => lossAt(loss, training, w)),
    validation: band((w) => lossAt(loss, validation, w)),
    hidden: reachingTo(
      band((w) => lossAt(loss, hidden, w)),
      laterWeights(task, data, truth.w).map((w) => lossAt(loss, hidden, w)),
    ),
    weightNorm: band(norm),
    weights: Math.max(SAFETY * Math.max(...runs.map(({ w }) => relativeDistance(w, truth.w))), floor),
    lossValue: byDType(lossDeviation, FLOOR.lossValue),
    gradient: byDType(gradient, FLOOR.gradient),
    generalisationGap: (gap(truth.w) + gap(swapped.w)) / 2,
    curve: truth.curve,
    ...(race ? { learningRates: raceLearningRates(loss, training, race) } : {}),
    provenance: runs.map(({ run, dtype, backend, w }) => ({
      run,
      dtype,
      ...(backend ? { backend } : {}),
      training: lossAt(loss, training, w),
      hidden: lossAt(loss, hidden, w),
      weights: relativeDistance(w, truth.w),
    })),
  };
}
