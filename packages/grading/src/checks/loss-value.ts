// The student's `loss`, at weights and rows of the grader's choosing, against the definition in float64.
import type { Rows } from '@residual/assignments';
import { formatNumber, formatSmall } from '../figures.ts';
import { drawHiddenRows, drawPublicRows, fitRows, randomWeights } from '../probes.ts';
import { lossAt } from '../reference/loss.ts';
import type { LossProbe } from '../evidence.ts';
import type { Check, CheckContext } from './check.ts';
import { describeChosenFailure, feedRows } from './feeds.ts';

type Measured = { ok: true; probe: LossProbe } | { ok: false; message: string };

function measure({ task, calibration, graph, data }: CheckContext, rows: Rows, w: Float64Array): Measured {
  const outcome = graph.run({ fetch: ['loss'] }, { feeds: feedRows(rows), w });
  if (!outcome.ok)
    return {
      ok: false,
      message: describeChosenFailure(graph, data.training, { fetch: ['loss'] }, outcome.failure),
    };
  const [value] = outcome.value.values;
  if (value.dtype !== 'float32' && value.dtype !== 'float64')
    return { ok: false, message: `\`loss\` is of type ${value.dtype}; it must be ${task.dtype}.` };
  if (value.data.length !== 1)
    return {
      ok: false,
      message:
        `\`loss\` must be a single number, but it has shape [${value.shape.join(', ')}]: ` +
        `take the mean over all rows (tf.reduceMean without an axis).`,
    };
  const tolerance = calibration.lossValue[value.dtype];
  const probe = { rows, w, measured: value.data[0], reference: lossAt(task.loss, rows, w), tolerance };
  return { ok: true, probe };
}

/** Relative to the reference's size; NaN and Infinity are never within. */
const deviation = ({ measured, reference }: LossProbe): number =>
  Math.abs(measured - reference) / Math.abs(reference);
export const agrees = (probe: LossProbe): boolean => deviation(probe) <= probe.tolerance;

const describeDeviation = ({ length }: readonly LossProbe[], worst: LossProbe): string =>
  `at ${length} choices of weights and rows: worst is ${formatNumber(worst.measured)} where ` +
  `${formatNumber(worst.reference)} is right (relative deviation ${formatSmall(deviation(worst))}, ` +
  `allowed ${formatSmall(worst.tolerance)})`;

/** The last choice is the example: the loss at w = 0, the first, says little. */
function describeAgreement(probes: readonly LossProbe[], worst: LossProbe): string {
  const { measured, reference } = probes.at(-1)!;
  const how = deviation(worst) === 0 ? 'exactly' : `to ${formatSmall(deviation(worst))}`;
  return (
    `agrees ${how} (allowed ${formatSmall(worst.tolerance)}); ` +
    `e.g. ${formatNumber(measured)}, right is ${formatNumber(reference)}`
  );
}

export const lossValue: Check<'loss-value'> = {
  model: true,
  title: '`loss` is the loss of the task, at any weights',
  needs: ['X', 'Y', 'w', 'loss'],
  run(context) {
    const { random, shown, data, graph } = context;
    const n = graph.rowsOf(data.training.n);
    const training = fitRows(shown, data.training, n);
    const publicRows = drawPublicRows(shown, data, n);
    const points: { rows: Rows; w: Float64Array }[] = [
      { rows: training, w: new Float64Array(training.dim) },
      { rows: training, w: randomWeights(shown, training, 1) },
      { rows: publicRows, w: randomWeights(shown, publicRows, 5) },
    ];
    const probes: LossProbe[] = [];
    for (const { rows, w } of points) {
      const measured = measure(context, rows, w);
      if (!measured.ok) return { passed: false, message: measured.message, losses: probes };
      probes.push(measured.probe);
    }
    const worst = probes.reduce((a, b) => (deviation(b) <= deviation(a) ? a : b));
    const right = probes.every(agrees);
    const figure = right ? describeAgreement(probes, worst) : describeDeviation(probes, worst);
    if (!right)
      return {
        passed: false,
        figure,
        losses: probes,
        message: 'The value of `loss` is not the loss of the task at the weights it was given.',
      };
    const hiddenRows = drawHiddenRows(random, data, n);
    if (!hiddenRows) return { passed: true, figure, losses: probes };
    const unseen = measure(context, hiddenRows, randomWeights(random, hiddenRows, 2));
    if (!unseen.ok || !agrees(unseen.probe))
      return {
        passed: false,
        losses: probes,
        message:
          '`loss` is right on rows you have and wrong on rows you do not: does it use only `X`, `Y` and `w`?',
      };
    return { passed: true, figure, losses: probes };
  },
};
