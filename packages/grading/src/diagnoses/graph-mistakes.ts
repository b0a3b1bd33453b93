// Mistakes that can be read off the graph.
import { agrees } from '../checks/loss-value.ts';
import { feedRows } from '../checks/feeds.ts';
import { norm, subtract } from '../reference/vector.ts';
import { lossAt } from '../reference/loss.ts';
import { isAutodiff } from '../autodiff-nodes.ts';
import { isGrowing } from '../growth.ts';
import type { Evidence } from '../evidence.ts';
import type { Diagnose } from './diagnosis.ts';

const WRITES = new Set(['Assign', 'AssignAdd', 'AssignSub']);
const writes = (op: string): boolean => WRITES.has(op) || op.startsWith('Apply') || op.startsWith('Scatter');

export const untouchedStarter: Diagnose = ({ graph }) => {
  if (!graph.find('loss')) return null;
  const ancestors = graph.ancestors('loss');
  if (['X', 'Y', 'w'].some((name) => ancestors.has(name))) return null;
  return {
    title: '`loss` is still the placeholder of the starter',
    evidence: '`loss` depends on none of `X`, `Y` and `w`: it is the same number whatever they are',
    remedy: 'Fill in the lines marked TODO: first `loss`, then `train`.',
    certainty: 'likely',
  };
};

export const lossIgnoresData: Diagnose = ({ graph }) => {
  if (!graph.find('loss')) return null;
  const ancestors = graph.ancestors('loss');
  const unused = ['X', 'Y'].filter((name) => graph.find(name) && !ancestors.has(name));
  if (unused.length === 0 || !ancestors.has('w')) return null;
  return {
    title: `\`loss\` does not use ${unused.map((name) => `\`${name}\``).join(' and ')}`,
    evidence: 'other rows there leave `loss` as it was: it is computed from something else',
    remedy: 'Compute `loss` from the nodes `X` and `Y` themselves, not from a second copy of the data.',
    certainty: 'certain',
  };
};

/** `train` computes new weights and leaves them where they are. */
export const missingAssign: Diagnose = ({ graph, steps, trainRuns }) => {
  if (!graph.find('train') || !graph.isVariable('w')) return null;
  const moved = steps.some(({ before, after }) => norm(subtract(before, after)) !== 0);
  if (moved) return null;
  const assigns = [...graph.ancestors('train')].some((name) => {
    const node = graph.find(name)!;
    return writes(node.op) && node.input.some((input) => input.replace(/:\d+$/, '') === 'w');
  });
  if (assigns) return null;
  return {
    title: '`train` never assigns anything to `w`',
    evidence: `\`train\` is a ${graph.find('train')!.op} and reaches no assignment${trainRuns > 0 ? `; it was run ${trainRuns} times and \`w\` is what it was` : ''}`,
    remedy:
      'Assign the new value: `const train = w.assign(…, "train")`. An expression alone changes nothing.',
    certainty: 'certain',
  };
};

export const trainNeverRun: Diagnose = ({ graph, trainRuns }) =>
  graph.find('train') && trainRuns === 0
    ? {
        title: '`train` is never run',
        evidence: 'no session of the program ran the op `train`',
        remedy: 'Call sess.run(train, …) for each step: building the graph does not run it.',
        certainty: 'certain',
      }
    : null;

export const float32ClosedForm: Diagnose = ({ graph, task }) => {
  if (task.reference.method !== 'closed-form' || task.dtype !== 'float64' || !graph.find('train'))
    return null;
  const narrow = [...graph.ancestors('train')].find(
    (name) =>
      graph.dtypeOf(name) === 'float32' && /Inverse|Solve|Cholesky|Qr|Svd|MatMul/.test(graph.find(name)!.op),
  );
  if (narrow === undefined) return null;
  return {
    title: 'the closed form in float32',
    evidence: `\`${narrow}\` (${graph.find(narrow)!.op}) computes in float32, with 7 digits; inverting XᵀX loses more than that`,
    remedy: 'Keep X, Y and w in float64: do not ask for tf.float32, and make w from zeros of tf.float64.',
    certainty: 'certain',
  };
};

const CANDIDATES = new Set(['Mean', 'RealDiv', 'Div', 'Mul', 'Sum', 'Neg', 'Add', 'Identity']);
const MOST_CANDIDATES = 20;

/** A node that computes the right loss at every probe, other than `loss`; one that `loss` is not made of first. */
function findRightLoss({ graph, losses, task }: Evidence): string | null {
  if (!graph.find('loss') || losses.every(agrees)) return null;
  const ancestors = graph.ancestors('loss');
  const names = graph
    .nodesOf(CANDIDATES)
    // Derivatives hold copies of what they are derived from.
    .filter((name) => name !== 'loss' && !isAutodiff(graph, name))
    .slice(-MOST_CANDIDATES)
    .toSorted((a, b) => Number(ancestors.has(a)) - Number(ancestors.has(b)));
  const isRight = (name: string): boolean =>
    // At several points: a coincidence is no diagnosis.
    losses.every(({ rows, w, tolerance }) => {
      const outcome = graph.run({ fetch: [name] }, { feeds: feedRows(rows), w });
      const value = outcome.ok ? outcome.value.values[0] : null;
      if (value?.data.length !== 1) return false;
      const reference = lossAt(task.loss, rows, w);
      return Math.abs(value.data[0] - reference) <= 10 * tolerance * Math.abs(reference);
    });
  return names.find(isRight) ?? null;
}

const otherName = (name: string): ReturnType<Diagnose> => ({
  title: 'the right loss bears another name',
  evidence: `\`${name}\` computes the loss of the task, the node named \`loss\` does not`,
  remedy: `Give the name to the node \`${name}\`: names are what is graded, not what is printed.`,
  certainty: 'certain',
});

/** The right loss is computed, maybe printed, and the node that bears the name has nothing to do with it. */
export const lossElsewhere: Diagnose = (evidence) => {
  const right = findRightLoss(evidence);
  return right === null || evidence.graph.ancestors('loss').has(right) ? null : otherName(right);
};

/** `loss` is made of the right loss, in a way that nothing else explains. */
export const lossUnderAnotherName: Diagnose = (evidence) => {
  const right = findRightLoss(evidence);
  return right === null ? null : otherName(right);
};

export const nameMissing: Diagnose = ({ graph }) => {
  const missing = (['X', 'Y', 'w', 'loss', 'train'] as const).find((name) => !graph.find(name));
  if (missing === undefined) return null;
  const [similar] = graph.similar(missing);
  return {
    title: `no node is named \`${missing}\``,
    evidence: similar
      ? `the nearest name in the graph is \`${similar}\``
      : 'a variable of the program is no name in the graph: the node has one of its own',
    remedy: `Give the node its name: a last argument '${missing}', or { name: '${missing}' }.`,
    certainty: 'certain',
  };
};

/** w is computed from the data with every run, so it is another one for other rows. */
export const recomputedWeights: Diagnose = ({ graph }) => {
  const node = graph.find('w');
  if (!node || graph.isVariable('w')) return null;
  const ancestors = graph.ancestors('w');
  if (!ancestors.has('X') && !ancestors.has('Y')) return null;
  return {
    title: '`w` is computed anew from whatever rows are looked at',
    evidence: `\`w\` is a ${node.op} that depends on \`X\` and \`Y\`: for validation rows it is the best w of the validation rows`,
    remedy: 'Keep w in a variable and assign the solution to it once, from the training rows.',
    certainty: 'certain',
  };
};

/** A loss for each row, or for each pair of something. */
export const wrongAxis: Diagnose = ({ graph, training }) => {
  if (!graph.find('loss') || !graph.isVariable('w')) return null;
  const outcome = graph.run(
    { fetch: ['loss'] },
    { feeds: feedRows(training), w: new Float64Array(training.dim) },
  );
  const shape = outcome.ok ? outcome.value.values[0].shape : [];
  if (shape.reduce((size, d) => size * d, 1) <= 1) return null;
  return {
    title: 'the mean is taken along one axis only, or not at all',
    evidence: `\`loss\` has shape [${shape.join(', ')}]: ${shape[0] === training.n ? 'a number for each row' : 'more than one number'}`,
    remedy: 'Take the mean over everything: tf.reduceMean(x) without an axis.',
    certainty: 'certain',
  };
};

/** `train` writes w, and what is fed does not matter to it. */
export const trainIgnoresData: Diagnose = ({ graph, steps }) => {
  if (!graph.find('train') || steps.length === 0) return null;
  const ancestors = graph.ancestors('train');
  const unused = ['X', 'Y'].filter((name) => graph.find(name) && !ancestors.has(name));
  if (unused.length === 0 || isConstant(steps)) return null;
  return {
    title: `\`train\` does not use ${unused.map((name) => `\`${name}\``).join(' and ')}`,
    evidence: 'other rows there change nothing in the step: it is computed from a copy of the data',
    remedy: 'Compute the gradient from the nodes `X` and `Y` themselves.',
    certainty: 'certain',
  };
};

/** `train` leaves the same w, whatever it was and whatever the rows are. */
export const isConstant = (steps: readonly { after: Float64Array }[]): boolean =>
  steps.length >= 2 && steps.every(({ after }) => norm(subtract(after, steps[0].after)) === 0);

/** The same numbers are assigned whatever w and the rows are. */
export const constantWeights: Diagnose = ({ graph, steps }) => {
  if (!graph.find('train') || !isConstant(steps)) return null;
  const ancestors = graph.ancestors('train');
  if (ancestors.has('X') && ancestors.has('Y')) return null;
  return {
    title: '`train` assigns numbers that were computed before',
    evidence: 'after a run of `train`, `w` is the same whatever it was and whatever the rows are',
    remedy:
      'Let the graph compute the new weights from `X`, `Y` and `w`: numbers written into it are no training.',
    certainty: 'certain',
  };
};

export const growing: Diagnose = ({ growths, trainRuns, graph }) =>
  isGrowing({ growths })
    ? {
        title: 'the graph grows while it is run',
        evidence: `${growths} runs found new nodes in the graph; \`train\` was run ${trainRuns} times, and ${graph.nodes.length} nodes are there at the end`,
        remedy:
          'Build every node before the loop; tf.getDefaultGraph().finalize() names the line that makes another.',
        certainty: 'certain',
      }
    : null;
