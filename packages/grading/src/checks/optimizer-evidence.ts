// Steps of optimizers that remember (Adam, RMSProp, …) are no multiple of the gradient, not even from fresh slots.
// They are judged by the gradient that the optimizer's op is given; one that is written by hand, by whether every
// weight moves against its slope.
import { OP_DEFS } from '@residual/graph';
import type { StepProbe } from '../evidence.ts';
import { dot, norm, subtract } from '../reference/vector.ts';
import type { StudentGraph } from '../student-graph.ts';
import { feedRows } from './feeds.ts';

const WRITES = /^(Assign|AssignAdd|AssignSub|Apply.*|Scatter.*)$/;

/** Variables as large as `w` that `train` writes beside it: what an optimizer remembers. */
export function slotsOf(graph: StudentGraph): string[] {
  const shapeOf = (name: string): string => {
    const attr = graph.find(name)?.attr['shape'];
    return attr && 'shape' in attr ? String(attr.shape) : '';
  };
  const written = [...graph.ancestors('train')].flatMap((name) => {
    const node = graph.find(name)!;
    return WRITES.test(node.op) ? node.input.filter((input) => graph.isVariable(input)) : [];
  });
  return [...new Set(written)].filter((name) => name !== 'w' && shapeOf(name) === shapeOf('w'));
}

/** The node whose value the optimizer's op takes for the gradient of `w`, or null. */
export function gradientGiven(graph: StudentGraph): { op: string; gradient: string } | null {
  for (const name of graph.ancestors('train')) {
    const { op, input } = graph.find(name)!;
    if (!op.startsWith('Apply') || input[0] !== 'w') continue;
    const names = Object.keys(OP_DEFS[op as keyof typeof OP_DEFS]?.inputs ?? {});
    const at = names.findIndex((each) => each === 'grad' || each === 'delta');
    if (at >= 0 && !input[at].includes(':')) return { op, gradient: input[at] };
  }
  return null;
}

/** Largest ‖g − s∇L‖ / ‖s∇L‖ with one s > 0 for all probes; null where `node` cannot be evaluated. */
export function deviationOfGiven(
  graph: StudentGraph,
  node: string,
  probes: readonly StepProbe[],
  gradientOf: (probe: StepProbe) => Float64Array,
): number | null {
  const pairs: { given: Float64Array; right: Float64Array }[] = [];
  for (const probe of probes) {
    const outcome = graph.run({ fetch: [node] }, { feeds: feedRows(probe.rows), w: probe.before });
    if (!outcome.ok || outcome.value.values[0].data.length !== probe.before.length) return null;
    pairs.push({ given: Float64Array.from(outcome.value.values[0].data), right: gradientOf(probe) });
  }
  const scale =
    pairs.reduce((sum, { given, right }) => sum + dot(given, right), 0) /
    pairs.reduce((sum, { right }) => sum + dot(right, right), 0);
  if (!(scale > 0)) return Infinity;
  return Math.max(
    ...pairs.map(({ given, right }) => {
      const scaled = right.map((g) => scale * g);
      return norm(subtract(given, scaled)) / norm(scaled);
    }),
  );
}

/** Slopes below this part of the steepest may be rounding. */
const CLEAR_SLOPE = 1e-3;

/** The share of clear slopes that their weight moves against, over all probes. */
export function shareAgainstSlope(
  probes: readonly StepProbe[],
  gradientOf: (probe: StepProbe) => Float64Array,
): number {
  let clear = 0;
  let against = 0;
  for (const probe of probes) {
    const gradient = gradientOf(probe);
    const steepest = gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    gradient.forEach((g, j) => {
      if (Math.abs(g) < CLEAR_SLOPE * steepest) return;
      clear += 1;
      if ((probe.before[j] - probe.after[j]) * g > 0) against += 1;
    });
  }
  return clear === 0 ? 0 : against / clear;
}

/** Whether w goes downhill in every probe. */
export const isDownhill = (
  probes: readonly StepProbe[],
  gradientOf: (probe: StepProbe) => Float64Array,
): boolean => probes.every((probe) => dot(subtract(probe.before, probe.after), gradientOf(probe)) > 0);
