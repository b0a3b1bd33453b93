// Homework 4: the gradient derived by hand, the same as autodiff's and as the definition's, and not autodiff itself.
import type { Rows } from '@residual/assignments';
import { findAutodiff } from '../autodiff-nodes.ts';
import type { Diagnosis } from '@residual/contracts';
import { formatNumber, formatSmall } from '../figures.ts';
import { drawHiddenRows, drawPublicRows, fitRows, randomWeights } from '../probes.ts';
import { gradientAt } from '../reference/loss.ts';
import { dot, relativeDistance } from '../reference/vector.ts';
import type { StudentGraph } from '../student-graph.ts';
import { autodiffUsed } from './autodiff.ts';
import type { Check, CheckContext } from './check.ts';
import { describeChosenFailure, feedRows } from './feeds.ts';
import type { StepProbe } from '../evidence.ts';
import { measureStep } from './update-gradient.ts';
import { describeMissingNode } from './missing-node.ts';

type Measured = { ok: true; value: Float64Array } | { ok: false; message: string };

function evaluate(
  { graph, training }: { graph: StudentGraph; training: Rows },
  node: string,
  rows: Rows,
  w: Float64Array,
): Measured {
  const outcome = graph.run({ fetch: [node] }, { feeds: feedRows(rows), w });
  if (!outcome.ok)
    return { ok: false, message: describeChosenFailure(graph, training, { fetch: [node] }, outcome.failure) };
  const [{ data, shape }] = outcome.value.values;
  if (data.length !== rows.dim)
    return {
      ok: false,
      message: `\`${node}\` has shape [${shape.join(', ')}]; one slope for each of the ${rows.dim} weights is needed.`,
    };
  return { ok: true, value: Float64Array.from(data) };
}

/** What `train` makes of the gradient, for the diagnoses. */
function measureSteps(context: CheckContext, rows: readonly Rows[]): StepProbe[] {
  return rows.flatMap((each) => {
    const measured = measureStep(context, each, randomWeights(context.random, each, 1));
    return measured.ok ? [measured.probe] : [];
  });
}

/** Whether it is the gradient but for one number. */
function factorOf(
  pairs: readonly { own: Float64Array; right: Float64Array }[],
  node: string,
  allowed: number,
): { diagnosis?: Diagnosis } {
  const factor =
    pairs.reduce((sum, { own, right }) => sum + dot(own, right), 0) /
    pairs.reduce((sum, { right }) => sum + dot(right, right), 0);
  const scaled = (right: Float64Array) => right.map((g) => factor * g);
  if (!pairs.every(({ own, right }) => relativeDistance(own, scaled(right)) <= 10 * allowed)) return {};
  return {
    diagnosis: {
      name: 'gradient-factor',
      title: 'a factor too many or too few in the gradient',
      evidence: `\`${node}\` is ${formatNumber(factor)} times the gradient of the loss`,
      remedy:
        'Derive the factor again: the mean divides by the number of rows, and the sign comes from −y·wᵀx.',
      certainty: 'certain',
    },
  };
}

const TIMINGS = 7;

/** Milliseconds of one evaluation, sorted. */
function time(
  context: CheckContext,
  clock: () => number,
  { graph, node }: { graph: StudentGraph; node: string },
): number[] {
  const { training } = context.data;
  const runner = graph.prepare(
    { fetch: [node] },
    { feeds: feedRows(training), w: new Float64Array(training.dim) },
  );
  if (!runner.ok) return [];
  runner.value.run();
  return Array.from({ length: TIMINGS }, () => {
    const before = clock();
    runner.value.run();
    return clock() - before;
  }).toSorted((a, b) => a - b);
}

const describeTimes = (times: readonly number[]): string =>
  `${formatSmall(times[Math.floor(times.length / 2)])} ms (${formatSmall(times[0])} to ${formatSmall(times.at(-1)!)})`;

export const analyticGradient: Check<'analytic-gradient'> = {
  model: true,
  title: 'the gradient derived by hand is that of the loss',
  needs: ['X', 'Y', 'w', 'loss', 'train'],
  run(context, { node }) {
    const { graph, data, random, shown, calibration, task, clock } = context;
    const missing = describeMissingNode(graph, node);
    if (missing !== null) return { passed: false, message: missing };
    const found = findAutodiff(graph, node);
    if (found !== null)
      return {
        passed: false,
        figure: `\`${node}\` depends on \`${found}\``,
        message: `\`${node}\` comes from tf.gradients: write the formula yourself.`,
        diagnosis: autodiffUsed(found),
      };
    if (!graph.ancestors('train').has(node))
      return {
        passed: false,
        message: `\`train\` does not use \`${node}\`.`,
        diagnosis: {
          name: 'gradient-not-used',
          title: `\`${node}\` is computed and not used`,
          evidence: `\`train\` does not depend on \`${node}\``,
          remedy: `Take the step with \`${node}\` itself.`,
          certainty: 'certain',
        },
      };
    const n = graph.rowsOf(data.training.n);
    const publicRows = drawPublicRows(shown, data, n);
    const hiddenRows = drawHiddenRows(random, data, n);
    const dtype = graph.dtypeOf('w') === 'float64' ? 'float64' : 'float32';
    const allowed = calibration.gradient[dtype];
    const derived = graph.differentiate('loss', 'w');
    try {
      let worst = 0;
      let fromAutodiff = 0;
      const pairs: { own: Float64Array; right: Float64Array }[] = [];
      const points = [
        { rows: fitRows(shown, data.training, n), margin: 0.5 },
        { rows: publicRows, margin: 2 },
        ...(hiddenRows ? [{ rows: hiddenRows, margin: 1 }] : []),
      ];
      for (const { rows, margin } of points) {
        const hidden = rows === hiddenRows;
        const w = randomWeights(hidden ? random : shown, rows, margin);
        const own = evaluate({ graph, training: data.training }, node, rows, w);
        if (!own.ok) return { passed: false, message: hidden ? FAILS_UNSEEN : own.message };
        const right = gradientAt(task.loss, rows, w);
        const off = relativeDistance(own.value, right);
        // Wrong on rows that the student has is said with figures, below.
        if (hidden && worst <= allowed && !(off <= allowed)) return { passed: false, message: FAILS_UNSEEN };
        if (hidden) continue;
        pairs.push({ own: own.value, right });
        worst = off <= worst ? worst : off; // keeps NaN
        const automatic =
          derived && evaluate({ graph: derived.graph, training: data.training }, derived.gradient, rows, w);
        if (automatic?.ok)
          fromAutodiff = Math.max(fromAutodiff, relativeDistance(own.value, automatic.value));
      }
      const comparison = derived ? `, ${formatSmall(fromAutodiff)} from autodiff of your loss` : '';
      const measured = `\`${node}\` is ${formatSmall(worst)} of its length off${comparison} (allowed ${formatSmall(allowed)})`;
      if (!(worst <= allowed))
        return {
          passed: false,
          figure: measured,
          message: `\`${node}\` is not the gradient of the loss.`,
          ...factorOf(pairs, node, allowed),
          steps: measureSteps(context, [publicRows, fitRows(shown, data.training, n)]),
        };
      const speed =
        clock && derived
          ? `; by hand ${describeTimes(time(context, clock, { graph, node }))}, ` +
            `autodiff ${describeTimes(time(context, clock, { graph: derived.graph, node: derived.gradient }))}`
          : '';
      return { passed: true, figure: measured + speed };
    } finally {
      derived?.graph.close();
    }
  },
};

const FAILS_UNSEEN =
  'The gradient is right on rows you have and wrong on rows you do not: does it use only `X`, `Y` and `w`?';
