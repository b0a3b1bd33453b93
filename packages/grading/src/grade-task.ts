// Grades one finished program: every check of the task in its order, then what the figures say about the cause.
import { createRandom, type DataSet, type Rows, type TaskCalibration } from '@residual/assignments';
import {
  type CheckResult,
  type CheckSpec,
  type Diagnosis,
  type Evaluation,
  isModelTask,
  type ModelTask,
  nameOfCheck,
  type TaskSpec,
} from '@residual/contracts';
import type { Check, CheckOutcome, GraphCheck, GraphContext } from './checks/check.ts';
import { CHECKS } from './checks/index.ts';
import { describeMissing } from './contract-names.ts';
import type { CustomChecks } from './custom/custom-check.ts';
import { runCustomCheck } from './custom/run.ts';
import { diagnose } from './diagnoses/index.ts';
import { type Evidence, findFinalWeights } from './evidence.ts';
import { reportCurve, traceLoss } from './loss-curve.ts';
import type { GradedProgram } from './program.ts';
import { factorLeastSquares, type LeastSquares } from './reference/least-squares.ts';
import { addPoints, pointsOfCheck, scoreChecks } from './score.ts';
import { type GradingTarget, StudentGraph } from './student-graph.ts';

export interface GradeTaskOptions {
  readonly task: TaskSpec;
  /** Of a task in which a model is trained. */
  readonly calibration?: TaskCalibration;
  readonly data: DataSet;
  readonly program: GradedProgram;
  /** Where the student's graph is run: the runtime's LocalTarget. Its sessions are closed afterwards. */
  readonly target: GradingTarget;
  /** Base of all weights and rows that the grader chooses; the same seed gives the same evaluation. */
  readonly seed: number;
  /** The assignment's own checks, by file. */
  readonly customChecks?: CustomChecks;
  /** Milliseconds, for figures of speed, which never count; without it there are none. */
  readonly clock?: () => number;
}

/** Factoring takes most of a second; the training rows of an assignment version are one object for its lifetime. */
const factored = new WeakMap<Rows, LeastSquares>();
function leastSquaresOf(training: Rows): LeastSquares {
  let found = factored.get(training);
  if (!found) {
    found = factorLeastSquares(training.inputs, training.n, training.dim);
    factored.set(training, found);
  }
  return found;
}

/** Of the numbers that everybody may know. */
const SHOWN_SEED = 1;

/** Another sequence of numbers for each check, so that adding a check does not change what the others see. */
const seedOf = (seed: number, check: string): number =>
  [...check].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619), seed | 0);

const titleOf = (spec: CheckSpec, custom: CustomChecks): string =>
  spec.title ??
  (spec.check === 'custom' ? (custom.get(spec.file)?.title ?? spec.file) : CHECKS[spec.check].title);

const skipped = (spec: CheckSpec, custom: CustomChecks): CheckResult => ({
  name: nameOfCheck(spec),
  title: titleOf(spec, custom),
  status: 'skipped',
  points: '0',
  maxPoints: spec.points,
  hidden: spec.hidden,
});

interface Grading extends GradeTaskOptions {
  readonly graph: StudentGraph;
  readonly customChecks: CustomChecks;
}

function answer(spec: CheckSpec, grading: Grading): CheckOutcome {
  const { task, calibration, data, program, graph, seed, customChecks, clock } = grading;
  const [random, shown] = [seed, SHOWN_SEED].map((base) => createRandom(seedOf(base, nameOfCheck(spec))));
  const context: GraphContext = { task, data, program, graph, random, shown, ...(clock ? { clock } : {}) };
  if (spec.check === 'custom') return runCustomCheck(customChecks, spec, context, calibration ?? null);
  // The table has for each name the check that takes that name's options.
  const check = CHECKS[spec.check] as Check | GraphCheck;
  if (!check.model) return check.run(context, spec);
  if (!isModelTask(task) || !calibration) throw new Error(`${spec.check} needs a task with a reference`);
  const missing = check.needs
    .map((name) => describeMissing(graph, name, data.training.dim))
    .find((text) => text !== null);
  if (missing !== undefined) return { passed: false, message: missing, hiddenMessage: missing };
  const leastSquares = () => leastSquaresOf(data.training);
  return check.run({ ...context, task, calibration, leastSquares }, spec);
}

const HIDDEN = 'This check is hidden: it tells whether it passed, and no more.';

function resultOf(spec: CheckSpec, outcome: CheckOutcome, custom: CustomChecks): CheckResult {
  const { passed, figure, message, hiddenMessage = HIDDEN } = outcome;
  const said = spec.hidden ? hiddenMessage : message;
  return {
    ...skipped(spec, custom),
    status: passed ? 'passed' : 'failed',
    points: pointsOfCheck(spec, outcome),
    ...(figure === undefined || spec.hidden ? {} : { figure }),
    ...(said === undefined || passed ? {} : { message: said }),
  };
}

function summarise(checks: readonly CheckResult[]): string {
  const passed = checks.filter(({ status }) => status === 'passed').length;
  if (passed === checks.length) return `All ${checks.length} checks passed.`;
  const failed = checks.filter(({ status }) => status === 'failed').map(({ title }) => title);
  const stopped = checks.some(({ status }) => status === 'skipped')
    ? ' The checks after it were skipped.'
    : '';
  return `${passed} of ${checks.length} checks passed. Failed: ${failed.join('; ')}.${stopped}`;
}

/** For a program that ended with an error: nothing is checked, no points. */
function runtimeError({ task, program, customChecks = new Map() }: GradeTaskOptions): Evaluation {
  const error = program.error!;
  return {
    verdict: 'runtime error',
    points: '0',
    maxPoints: addPoints(task.checks.map(({ points }) => points)),
    summary: `The program ended with ${error.kind}.`,
    checks: task.checks.map((spec) => skipped(spec, customChecks)),
    diagnoses: [],
    error,
  };
}

interface Answered {
  readonly spec: CheckSpec;
  readonly outcome: CheckOutcome;
}

function gatherEvidence(
  { program, data, graph }: Grading,
  { task, calibration }: { task: ModelTask; calibration: TaskCalibration },
  answers: readonly Answered[],
): Evidence {
  const failed = (name: string) =>
    answers.some(({ spec, outcome }) => spec.check === name && !outcome.passed);
  return {
    task,
    training: data.training,
    validation: data.validation,
    graph,
    trainRuns: program.trainRuns,
    growths: program.growths,
    trajectory: program.trajectory,
    bar: calibration.training.value,
    generalisationGap: calibration.generalisationGap,
    losses: answers.flatMap(({ outcome: { losses = [] } }) => losses),
    lossFailed: failed('loss-value'),
    steps: answers.flatMap(({ outcome: { steps = [] } }) => steps),
    stepFailed: failed('update-gradient') || failed('closed-form-update') || failed('analytic-gradient'),
    finalWeights: findFinalWeights(program, data),
    curve: traceLoss(task, data, program),
  };
}

/** What the figures say, and after it what the checks themselves have seen. */
function diagnosesOf(evidence: Evidence | null, answers: readonly Answered[]): Diagnosis[] {
  const seen = answers.flatMap(({ outcome: { passed, diagnosis } }) =>
    diagnosis && !passed ? [diagnosis] : [],
  );
  const drawn = evidence ? diagnose(evidence) : [];
  const known = new Set<string>();
  return [...drawn, ...seen].filter(({ name }) => !known.has(name) && known.add(name));
}

/**
 * Pure: the same options give the same evaluation (a clock's figures excepted).
 * @throws AssignmentError if a check of the assignment's own is broken
 * @throws Error if our own runtime fails (not the student's doing: not graded)
 */
export function gradeTask(options: GradeTaskOptions): Evaluation {
  const { task, calibration, program, target, customChecks = new Map() } = options;
  if (program.error) return runtimeError(options);
  const graph = new StudentGraph(program.nodes, target, task.dtype ?? 'float32');
  const grading = { ...options, graph, customChecks };
  try {
    const answers: Answered[] = [];
    const checks: CheckResult[] = [];
    let stopped = false;
    for (const spec of task.checks) {
      if (stopped) {
        checks.push(skipped(spec, customChecks));
        continue;
      }
      const outcome = answer(spec, grading);
      checks.push(resultOf(spec, outcome, customChecks));
      answers.push({ spec, outcome });
      stopped = spec.required && !outcome.passed;
    }
    if (stopped) for (const check of checks) check.points = '0';
    const evidence =
      isModelTask(task) && calibration ? gatherEvidence(grading, { task, calibration }, answers) : null;
    const score = scoreChecks(checks);
    const curve = evidence && calibration ? reportCurve(evidence.curve, calibration) : undefined;
    const board = answers.find(({ spec, outcome }) => !spec.hidden && outcome.board)?.outcome.board;
    const revealed = answers.flatMap(({ spec, outcome: { figure } }) =>
      spec.hidden && spec.reveal === 'after-deadline' && figure !== undefined
        ? [{ check: nameOfCheck(spec), figure }]
        : [],
    );
    return {
      ...score,
      summary: summarise(checks),
      checks,
      diagnoses: score.verdict === 'correct' ? [] : diagnosesOf(evidence, answers),
      ...(revealed.length > 0 ? { afterDeadline: revealed } : {}),
      ...(curve ? { curve } : {}),
      ...(board ? { board } : {}),
    };
  } finally {
    graph.close();
  }
}
