// Mistakes that can be read off the graph.
import { agrees } from '../checks/loss-value.ts';
import { feedRows } from '../checks/feeds.ts';
import { norm, subtract } from '../reference/vector.ts';
import { lossAt } from '../reference/loss.ts';
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

/** The right loss is computed, maybe printed, but it is another node that bears the name. */
export const lossUnderAnotherName: Diagnose = ({ graph, losses, task }) => {
  const probe = losses.find((candidate) => !agrees(candidate));
  if (!probe || !graph.find('loss')) return null;
  const names = graph
    .nodesOf(CANDIDATES)
    .filter((name) => name !== 'loss')
    .slice(-MOST_CANDIDATES);
  const right = names.find((name) => {
    // Two more points than one: a coincidence is no diagnosis.
    return losses.every(({ rows, w, tolerance }) => {
      const outcome = graph.run({ fetch: [name] }, { feeds: feedRows(rows), w });
      const value = outcome.ok ? outcome.value.values[0] : null;
      if (value?.data.length !== 1) return false;
      const reference = lossAt(task.loss, rows, w);
      return Math.abs(value.data[0] - reference) <= 10 * tolerance * Math.abs(reference);
    });
  });
  if (right === undefined) return null;
  return {
    title: 'the right loss bears another name',
    evidence: `\`${right}\` computes the loss of the task, the node named \`loss\` does not`,
    remedy: `Give the name to the node \`${right}\`: names are what is graded, not what is printed.`,
    certainty: 'certain',
  };
};
