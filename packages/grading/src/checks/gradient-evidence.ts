// The same gradient found in two other ways, from the student's own `loss`: by autodiff and by finite differences.
import type { StepProbe } from '../evidence.ts';
import { formatSmall } from '../figures.ts';
import { norm, relativeDistance } from '../reference/vector.ts';
import type { CheckContext } from './check.ts';
import { feedRows } from './feeds.ts';

/** How far w is moved for a difference, relative to ‖w‖: 3 of float32's 7 digits remain, the curvature's share is small. */
const STEP = 3e-3;

/** (L(w + hd) − L(w − hd)) / 2h along d = ∇L/‖∇L‖, relative to the slope ‖∇L‖ there; null if `loss` cannot be run. */
function finiteDifference(context: CheckContext, { rows, before }: StepProbe, gradient: Float64Array) {
  const slope = norm(gradient);
  const h = STEP * norm(before);
  const lossAt = (by: number): number => {
    const w = before.map((value, j) => value + (by * gradient[j]) / slope);
    const outcome = context.graph.run({ fetch: ['loss'] }, { feeds: feedRows(rows), w });
    return outcome.ok && outcome.value.values[0].data.length === 1 ? outcome.value.values[0].data[0] : NaN;
  };
  const found = (lossAt(h) - lossAt(-h)) / (2 * h);
  return Number.isFinite(found) ? Math.abs(found - slope) / slope : null;
}

function autodiff({ graph }: CheckContext, { rows, before }: StepProbe, gradient: Float64Array) {
  const derived = graph.differentiate('loss', 'w');
  if (!derived) return null;
  try {
    const outcome = derived.graph.run({ fetch: [derived.gradient] }, { feeds: feedRows(rows), w: before });
    if (!outcome.ok || outcome.value.values[0].data.length !== gradient.length) return null;
    return relativeDistance(outcome.value.values[0].data, gradient);
  } finally {
    derived.graph.close();
  }
}

/** `; ∇L by autodiff of your loss differs by 2e-7, by finite differences by 1e-4`; nothing without a loss. */
export function describeGradients(
  context: CheckContext,
  probe: StepProbe,
  gradientOf: (probe: StepProbe) => Float64Array,
): string {
  if (!context.graph.find('loss')) return '';
  const gradient = gradientOf(probe);
  const [derived, differences] = [
    autodiff(context, probe, gradient),
    finiteDifference(context, probe, gradient),
  ];
  const parts = [
    ...(derived === null ? [] : [`by autodiff of your loss ${formatSmall(derived)}`]),
    ...(differences === null ? [] : [`by its finite differences ${formatSmall(differences)}`]),
  ];
  return parts.length === 0 ? '' : `; ∇L ${parts.join(', ')} off`;
}
