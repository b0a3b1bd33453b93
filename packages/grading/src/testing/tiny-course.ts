// A course small enough to grade in milliseconds: 30 rows of 4 numbers, for the tests of checks and diagnoses.
import {
  createRandom,
  type DataSet,
  learningRateCheck,
  type Rows,
  type TaskCalibration,
} from '@residual/assignments';
import { type CheckName, type Evaluation, type ModelTask, taskSpecSchema } from '@residual/contracts';
import { LocalTarget } from '@residual/runtime';
import { calibrateTask } from '../calibration/calibrate-task.ts';
import { gradeTask } from '../grade-task.ts';
import type { GradedProgram } from '../program.ts';
import { runInProcess } from './run-in-process.ts';

const DIM = 4;

function drawRows(seed: number, n: number): Rows {
  const random = createRandom(seed);
  const inputs = Float64Array.from({ length: n * DIM }, () => Math.fround(random.between(-1, 1)));
  const labels = Float64Array.from({ length: n }, (_, i) =>
    inputs[i * DIM] - 0.5 * inputs[i * DIM + 1] + 0.3 * random.bell() > 0 ? 1 : -1,
  );
  return { inputs, labels, n, dim: DIM };
}

export const DATA: DataSet = {
  training: drawRows(1, 30),
  validation: drawRows(2, 29),
  hidden: drawRows(3, 40),
};

export type TinyTask = 'closed-form' | 'descent' | 'logistic';

const TASKS: Readonly<Record<TinyTask, Pick<ModelTask, 'dtype' | 'loss' | 'reference'>>> = {
  'closed-form': { dtype: 'float64', loss: 'squared-error', reference: { method: 'closed-form' } },
  descent: {
    dtype: 'float32',
    loss: 'squared-error',
    reference: { method: 'gradient-descent', learningRate: 0.1, steps: 50 },
  },
  logistic: {
    dtype: 'float32',
    loss: 'logistic',
    reference: { method: 'gradient-descent', learningRate: 0.5, steps: 50 },
  },
};

const calibrations = new Map<string, TaskCalibration>();

export function tinyTask(kind: TinyTask, checks: readonly (CheckName | object)[]): ModelTask {
  const task = taskSpecSchema.parse({
    name: kind,
    title: kind,
    points: checks.length,
    checks: checks.map((check) => ({ points: 1, ...(typeof check === 'string' ? { check } : check) })),
  });
  return { ...task, ...TASKS[kind] };
}

export interface Grading {
  readonly kind: TinyTask;
  readonly checks: readonly (CheckName | object)[];
  readonly seed?: number;
  /** What the grader has, where it differs from what the program was given. */
  readonly data?: DataSet;
}

export function gradeProgram(
  program: GradedProgram,
  { kind, checks, seed = 1, data = DATA }: Grading,
): Evaluation {
  const task = tinyTask(kind, checks);
  const key = `${kind} ${JSON.stringify(learningRateCheck(task))}`;
  let calibration = calibrations.get(key);
  if (!calibration) {
    calibration = calibrateTask(task, DATA);
    calibrations.set(key, calibration);
  }
  return gradeTask({ task, calibration, data, program, target: new LocalTarget(), seed });
}

export const gradeSource = (source: string, grading: Grading): Evaluation =>
  gradeProgram(runInProcess(source, DATA), grading);

export interface Parts {
  readonly x?: string;
  readonly y?: string;
  readonly w?: string;
  readonly loss?: string;
  readonly train?: string;
  readonly steps?: number;
  readonly eta?: number;
  /** A statement that runs one step. */
  readonly run?: string;
}

const LOSS = {
  'closed-form': "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'loss')",
  descent: "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'loss')",
  logistic: "tf.reduceMean(tf.softplus(Y.mul(tf.matmul(X, w)).neg()), 'loss')",
} as const;

/** A right program for `kind` by placeholders, with some of its parts replaced. */
export function programOf(kind: TinyTask, parts: Parts = {}): string {
  const dtype = TASKS[kind].dtype;
  const {
    x = `tf.placeholder(tf.${dtype}, { name: 'X' })`,
    y = `tf.placeholder(tf.${dtype}, { name: 'Y' })`,
    w = `new tf.Variable(tf.zeros([dim, 1], { dtype: tf.${dtype} }), { name: 'w' })`,
    loss = LOSS[kind],
    train = kind === 'closed-form'
      ? "w.assign(tf.matmul(tf.matrixInverse(tf.matmul(tf.transpose(X), X)), tf.matmul(tf.transpose(X), Y)), 'train')"
      : "w.assign(w.sub(tf.gradients(loss, [w])[0].mul(eta)), 'train')",
    steps = kind === 'closed-form' ? 1 : 80,
    eta = kind === 'logistic' ? 0.5 : 0.1,
    run = 'sess.run(train, onTraining)',
  } = parts;
  return `
    import tf from 'tensorflow';
    import { Xtrn, Ytrn, Xval, Yval, ntrn, dim } from 'data';
    const eta = ${eta};
    const X = ${x};
    const Y = ${y};
    const w = ${w};
    const loss = ${loss};
    const train = ${train};
    const onTraining = [[X, Xtrn], [Y, Ytrn]];
    const onValidation = [[X, Xval], [Y, Yval]];
    const sess = new tf.Session();
    sess.run(tf.globalVariablesInitializer());
    for (let step = 0; step < ${steps}; step++) ${run};
    sess.close();
  `;
}
