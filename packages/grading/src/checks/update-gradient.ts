// One run of `train` from chosen weights must move them by −η∇L(w), with one η > 0 for all weights and rows.
import type { Rows } from '@residual/assignments';
import type { StepProbe } from '../evidence.ts';
import { formatSmall, formatNumber } from '../figures.ts';
import { drawHiddenRows, drawPublicRows, fitRows, randomWeights } from '../probes.ts';
import { gradientAt } from '../reference/loss.ts';
import { dot, norm, subtract } from '../reference/vector.ts';
import type { Check, CheckContext, CheckOutcome } from './check.ts';
import { describeChosenFailure, feedRows } from './feeds.ts';
import { describeGradients } from './gradient-evidence.ts';
import {
  deviationOfGiven,
  gradientGiven,
  isDownhill,
  shareAgainstSlope,
  slotsOf,
} from './optimizer-evidence.ts';

type Measured = { ok: true; probe: StepProbe } | { ok: false; message: string };

export function measureStep({ graph, data }: CheckContext, rows: Rows, before: Float64Array): Measured {
  const outcome = graph.run({ target: 'train' }, { feeds: feedRows(rows), w: before });
  if (!outcome.ok)
    return {
      ok: false,
      message: describeChosenFailure(graph, data.training, { target: 'train' }, outcome.failure),
    };
  const { w } = outcome.value;
  if (w?.data.length !== rows.dim)
    return { ok: false, message: `After \`train\`, \`w\` does not hold ${rows.dim} numbers any more.` };
  return { ok: true, probe: { rows, before, after: Float64Array.from(w.data) } };
}

export interface FittedStep {
  /** The η that explains the moves best, least squares over all probes. */
  readonly eta: number;
  /** Largest ‖Δw + ηg‖ / ‖ηg‖. */
  readonly deviation: number;
  /** How much of that the rounding of w itself explains, at most. */
  readonly rounding: number;
}

const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 } as const;

export function fitStep(
  probes: readonly StepProbe[],
  gradientOf: (probe: StepProbe) => Float64Array,
  dtype: 'float32' | 'float64',
): FittedStep {
  const moves = probes.map((probe) => {
    const gradient = gradientOf(probe);
    const move = subtract(probe.before, probe.after);
    return { gradient, move, size: norm(probe.before) };
  });
  const eta =
    moves.reduce((sum, { gradient, move }) => sum + dot(gradient, move), 0) /
    moves.reduce((sum, { gradient }) => sum + dot(gradient, gradient), 0);
  let deviation = 0;
  let rounding = 0;
  for (const { gradient, move, size } of moves) {
    const expected = gradient.map((g) => eta * g);
    const length = norm(expected);
    const off = norm(subtract(move, expected)) / length;
    deviation = off <= deviation ? deviation : off; // keeps NaN
    rounding = Math.max(rounding, (EPSILON[dtype] * (size + length)) / length);
  }
  return { eta, deviation, rounding };
}

/** Nearly every weight; the others may be at rest in a corner of the optimizer's rounding. */
const MOST_WEIGHTS = 0.99;

/** Whether an optimizer that remembers takes the step; null if `train` is none. @param probes the last is of hidden rows */
function judgeOptimizer(
  { graph, calibration }: CheckContext,
  probes: readonly StepProbe[],
  gradientOf: (probe: StepProbe) => Float64Array,
): CheckOutcome | null {
  const given = gradientGiven(graph);
  const slots = slotsOf(graph);
  if (slots.length === 0 || !isDownhill(probes, gradientOf)) return null;
  if (given) {
    const dtype = graph.dtypeOf('w') === 'float64' ? 'float64' : 'float32';
    const allowed = calibration.gradient[dtype];
    const deviation = deviationOfGiven(graph, given.gradient, probes.slice(0, 2), gradientOf);
    if (deviation === null || !(deviation <= allowed)) return null;
    const figure =
      `${given.op} is given ∇L, off by ${formatSmall(deviation)} (allowed ${formatSmall(allowed)}), ` +
      `and moves w downhill`;
    const everywhere = deviationOfGiven(graph, given.gradient, probes, gradientOf);
    return everywhere !== null && everywhere <= allowed
      ? { passed: true, figure }
      : { passed: false, message: WRONG_UNSEEN };
  }
  if (shareAgainstSlope(probes.slice(0, 2), gradientOf) < MOST_WEIGHTS) return null;
  const names = slots.map((name) => `\`${name}\``).join(' and ');
  return shareAgainstSlope(probes, gradientOf) >= MOST_WEIGHTS
    ? {
        passed: true,
        figure: `\`train\` remembers ${names} from step to step and moves every weight against its slope`,
      }
    : { passed: false, message: WRONG_UNSEEN };
}

const WRONG_UNSEEN =
  '`train` is right on rows you have and wrong on rows you do not: does it use only `X`, `Y` and `w`?';
const FAILS_UNSEEN =
  '`train` runs on rows you have and fails on rows you do not: does it use only `X`, `Y` and `w`?';

export const updateGradient: Check<'update-gradient'> = {
  model: true,
  title: 'one run of `train` takes a step down the gradient',
  needs: ['X', 'Y', 'w', 'train'],
  run(context) {
    const { random, shown, data, task, calibration, graph } = context;
    const n = graph.rowsOf(data.training.n);
    const publicRows = drawPublicRows(shown, data, n);
    const hiddenRows = drawHiddenRows(random, data, n);
    const probes: StepProbe[] = [];
    const points: { rows: Rows; w: Float64Array }[] = [
      ...(
        [
          [fitRows(shown, data.training, n), 0.5],
          [publicRows, 2],
        ] as const
      ).map(([rows, margin]) => ({ rows, w: randomWeights(shown, rows, margin) })),
      ...(hiddenRows ? [{ rows: hiddenRows, w: randomWeights(random, hiddenRows, 1) }] : []),
    ];
    for (const { rows, w } of points) {
      const measured = measureStep(context, rows, w);
      if (!measured.ok)
        return {
          passed: false,
          // What the runtime says may quote values it computed from the rows.
          message: rows === hiddenRows ? FAILS_UNSEEN : measured.message,
        };
      probes.push(measured.probe);
    }
    const steps = probes.slice(0, 2);
    if (probes.every(({ before, after }) => norm(subtract(before, after)) === 0))
      return {
        passed: false,
        figure: '`w` is the same before and after a run of `train`',
        message: 'Running `train` does not change `w`: it must assign the new weights, as w.assign(…) does.',
        steps,
      };
    const dtype = graph.dtypeOf('w') === 'float64' ? 'float64' : 'float32';
    const gradientOf = ({ rows, before }: StepProbe) => gradientAt(task.loss, rows, before);
    const { eta, deviation, rounding } = fitStep(steps, gradientOf, dtype);
    const allowed = calibration.gradient[dtype] + 2 * rounding;
    const figure =
      `w moves by −η∇L with η = ${formatNumber(eta)}, off by ${formatSmall(deviation)} ` +
      `(allowed ${formatSmall(allowed)})${describeGradients(context, steps[1], gradientOf)}`;
    if (rounding > 0.1)
      return {
        passed: false,
        figure,
        steps,
        message: `The step of \`train\` is so small that it is lost in the rounding of \`w\`: is η too small?`,
      };
    if (eta < 0 && deviation <= allowed)
      return {
        passed: false,
        figure,
        steps,
        message: '`train` walks up the gradient: the sign of the step is wrong.',
      };
    if (!(eta > 0 && deviation <= allowed)) {
      const judged = judgeOptimizer(context, probes, gradientOf);
      return judged
        ? { ...judged, steps }
        : { passed: false, figure, steps, message: 'The step that `train` takes is no multiple of −∇L(w).' };
    }
    const all = fitStep(probes, gradientOf, dtype);
    if (!(all.deviation <= calibration.gradient[dtype] + 2 * all.rounding)) {
      // An optimizer's step may come close to a multiple of the gradient in some places only.
      const judged = judgeOptimizer(context, probes, gradientOf);
      return { ...(judged ?? { passed: false, message: WRONG_UNSEEN }), steps };
    }
    return { passed: true, figure, steps };
  },
};
