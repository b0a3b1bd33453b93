// One run of `train` must assign (XᵀX)⁻¹XᵀY, computed from what X and Y hold, whatever w was before.
import { formatSmall } from '../figures.ts';
import { randomWeights } from '../probes.ts';
import { relativeDistance } from '../reference/vector.ts';
import type { Check } from './check.ts';
import { measureStep } from './update-gradient.ts';

export const closedFormUpdate: Check<'closed-form-update'> = {
  model: true,
  title: '`train` assigns the closed form',
  needs: ['X', 'Y', 'w', 'train'],
  run(context) {
    const { random, shown, data, calibration, leastSquares } = context;
    const { training } = data;
    const allowed = calibration.weights;
    const distances: number[] = [];
    const steps = [];
    // Other labels over the same images have another closed form, found from the same factorisation.
    const relabelled = {
      ...training,
      labels: training.labels.map(() => (random.uniform() < 0.5 ? 1 : -1)),
    };
    for (const rows of [training, relabelled]) {
      const measured = measureStep(context, rows, randomWeights(shown, rows, 1));
      if (!measured.ok) return { passed: false, message: measured.message, steps };
      steps.push(measured.probe);
      distances.push(relativeDistance(measured.probe.after, leastSquares().solve(rows.labels)));
    }
    const [own, other] = distances;
    const figure = `w is off by ${formatSmall(own)} of its length (allowed ${formatSmall(allowed)})`;
    if (!(own <= allowed))
      return {
        passed: false,
        figure,
        steps,
        message: 'After a run of `train` on the training data, `w` is not (XᵀX)⁻¹XᵀY.',
      };
    if (!(other <= allowed))
      return {
        passed: false,
        figure: `with other labels fed over \`Y\`, w is off by ${formatSmall(other)} of its length`,
        steps,
        message: '`train` does not compute `w` from what `X` and `Y` hold.',
      };
    return { passed: true, figure, steps };
  },
};
