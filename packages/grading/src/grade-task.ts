// Grades one finished program: every check of the task in its order, then what the figures say about the cause.
import { createRandom, type DataSet, type Rows, type TaskCalibration } from '@residual/assignments';
import type { CheckResult, CheckSpec, Evaluation, TaskSpec } from '@residual/contracts';
import type { CheckContext, CheckOutcome } from './checks/check.ts';
import { CHECKS } from './checks/index.ts';
import { describeMissing } from './contract-names.ts';
import { diagnose } from './diagnoses/index.ts';
import { type Evidence, findFinalWeights } from './evidence.ts';
import { reportCurve, traceLoss } from './loss-curve.ts';
import type { GradedProgram } from './program.ts';
import { factorLeastSquares, type LeastSquares } from './reference/least-squares.ts';
import { addPoints, scoreChecks } from './score.ts';
import { type GradingTarget, StudentGraph } from './student-graph.ts';

export interface GradeTaskOptions {
  readonly task: TaskSpec;
  readonly calibration: TaskCalibration;
  readonly data: DataSet;
  readonly program: GradedProgram;
  /** Where the student's graph is run: the runtime's LocalTarget. Its sessions are closed afterwards. */
  readonly target: GradingTarget;
  /** Base of all weights and rows that the grader chooses; the same seed gives the same evaluation. */
  readonly seed: number;
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

/** Another sequence of numbers for each check, so that adding a check does not change what the others see. */
const seedOf = (seed: number, check: string): number =>
  [...check].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619), seed | 0);

const skipped = ({ check, points, hidden }: CheckSpec): CheckResult => ({
  name: check,
  title: CHECKS[check].title,
  status: 'skipped',
  points: '0',
  maxPoints: points,
  hidden,
});

function answer(spec: CheckSpec, context: CheckContext): { result: CheckResult; outcome: CheckOutcome } {
  const check = CHECKS[spec.check];
  const { graph, data } = context;
  const missing = check.needs
    .map((name) => describeMissing(graph, name, data.training.dim))
    .find((text) => text !== null);
  const outcome = missing === undefined ? check.run(context) : { passed: false, message: missing };
  const { passed, figure, message } = outcome;
  const result: CheckResult = {
    ...skipped(spec),
    status: passed ? 'passed' : 'failed',
    points: passed ? spec.points : '0',
    ...(figure === undefined || spec.hidden ? {} : { figure }),
    ...(message === undefined || passed ? {} : { message }),
  };
  return { result, outcome };
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
function runtimeError({ task, program }: GradeTaskOptions): Evaluation {
  const error = program.error!;
  return {
    verdict: 'runtime error',
    points: '0',
    maxPoints: addPoints(task.checks.map(({ points }) => points)),
    summary: `The program ended with ${error.kind}.`,
    checks: task.checks.map(skipped),
    diagnoses: [],
    error,
  };
}

/**
 * Pure: the same options give the same evaluation.
 * @throws Error if our own runtime fails (not the student's doing: not graded)
 */
export function gradeTask(options: GradeTaskOptions): Evaluation {
  const { task, calibration, data, program, target, seed } = options;
  if (program.error) return runtimeError(options);
  const graph = new StudentGraph(program.nodes, target, task.dtype);
  try {
    const outcomes: CheckOutcome[] = [];
    const checks: CheckResult[] = [];
    let stopped = false;
    for (const spec of task.checks) {
      if (stopped) {
        checks.push(skipped(spec));
        continue;
      }
      const random = createRandom(seedOf(seed, spec.check));
      const leastSquares = () => leastSquaresOf(data.training);
      const context = { task, calibration, data, program, graph, random, leastSquares };
      const { result, outcome } = answer(spec, context);
      checks.push(result);
      outcomes.push(outcome);
      stopped = spec.required && !outcome.passed;
    }
    if (stopped) for (const check of checks) check.points = '0';
    const curve = traceLoss(task, data, program);
    const evidence: Evidence = {
      task,
      training: data.training,
      validation: data.validation,
      graph,
      trainRuns: program.trainRuns,
      bar: calibration.training.value,
      generalisationGap: calibration.generalisationGap,
      losses: outcomes.flatMap(({ losses = [] }) => losses),
      lossFailed: checks.some(({ name, status }) => name === 'loss-value' && status === 'failed'),
      steps: outcomes.flatMap(({ steps = [] }) => steps),
      finalWeights: findFinalWeights(program, data),
      curve,
    };
    const score = scoreChecks(checks);
    const reported = reportCurve(curve, calibration);
    return {
      ...score,
      summary: summarise(checks),
      checks,
      diagnoses: score.verdict === 'correct' ? [] : diagnose(evidence),
      ...(reported ? { curve: reported } : {}),
    };
  } finally {
    graph.close();
  }
}
