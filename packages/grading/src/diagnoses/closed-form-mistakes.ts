// Mistakes in the closed form, found by the equations that the assigned w satisfies instead of XᵀXw = Xᵀy.
import type { Rows } from '@residual/assignments';
import type { Evidence } from '../evidence.ts';
import { formatNumber } from '../figures.ts';
import { predict } from '../reference/loss.ts';
import { dot, norm } from '../reference/vector.ts';
import type { Diagnose } from './diagnosis.ts';

/** XᵀXw and Xᵀy lose digits to the condition of X, which is squared here. */
const GOOD_FIT = 1e-3;

/** Xᵀv, [dim]. */
function transposed({ inputs, n, dim }: Rows, v: ArrayLike<number>): Float64Array {
  const product = new Float64Array(dim);
  for (let row = 0; row < n; row += 1)
    for (let j = 0; j < dim; j += 1) product[j] += inputs[row * dim + j] * v[row];
  return product;
}

interface Solved {
  readonly w: Float64Array;
  /** XᵀXw */
  readonly gram: Float64Array;
  /** Xᵀy */
  readonly moment: Float64Array;
  readonly rows: Rows;
}

const solutionsOf = ({ task, steps }: Evidence): Solved[] =>
  task.reference.method === 'closed-form' && steps.length > 0
    ? steps.map(({ rows, after }) => ({
        rows,
        w: after,
        gram: transposed(rows, predict(rows, after)),
        moment: transposed(rows, rows.labels),
      }))
    : [];

/** XᵀXw = c·Xᵀy with one c for all probes; null where there is none. */
function factorOf(solutions: readonly Solved[]): number | null {
  if (solutions.length === 0) return null;
  const factor =
    solutions.reduce((sum, { gram, moment }) => sum + dot(gram, moment), 0) /
    solutions.reduce((sum, { moment }) => sum + dot(moment, moment), 0);
  const explains = solutions.every(
    ({ gram, moment }) =>
      norm(gram.map((g, j) => g - factor * moment[j])) <= GOOD_FIT * Math.abs(factor) * norm(moment),
  );
  return explains ? factor : null;
}

export const closedFormNegated: Diagnose = (evidence) => {
  const factor = factorOf(solutionsOf(evidence));
  if (factor === null || Math.abs(factor + 1) > GOOD_FIT) return null;
  return {
    title: 'the sign of the closed form is flipped',
    evidence: 'what `train` assigns is −(XᵀX)⁻¹XᵀY',
    remedy: 'Remove the minus sign.',
    certainty: 'certain',
  };
};

export const closedFormFactor: Diagnose = (evidence) => {
  const factor = factorOf(solutionsOf(evidence));
  if (factor === null || Math.abs(Math.abs(factor) - 1) <= GOOD_FIT || factor === 0) return null;
  return {
    title: 'a factor too many in the closed form',
    evidence: `what \`train\` assigns is ${formatNumber(factor)} times (XᵀX)⁻¹XᵀY`,
    remedy: 'Leave the factor out: the 2 of the gradient and the 1/n of the mean cancel.',
    certainty: 'certain',
  };
};

/** Xᵀy − XᵀXw = λw with one λ > 0 for all probes. */
export const ridge: Diagnose = (evidence) => {
  const solutions = solutionsOf(evidence);
  if (solutions.length === 0 || factorOf(solutions) === 1) return null;
  const rests = solutions.map(({ w, gram, moment }) => ({
    w,
    rest: moment.map((m, j) => m - gram[j]),
    moment,
  }));
  const lambda =
    rests.reduce((sum, { w, rest }) => sum + dot(w, rest), 0) /
    rests.reduce((sum, { w }) => sum + dot(w, w), 0);
  const explains = rests.every(
    ({ w, rest, moment }) =>
      norm(rest) > 1e-7 * norm(moment) &&
      norm(rest.map((r, j) => r - lambda * w[j])) <= GOOD_FIT * norm(rest),
  );
  if (!explains || !(lambda > 0)) return null;
  return {
    title: 'a ridge is added to XᵀX',
    evidence: `what \`train\` assigns solves (XᵀX + λI)w = XᵀY with λ = ${formatNumber(lambda)}`,
    remedy: 'Leave the ridge out: this task asks for the w with the smallest loss on the training rows.',
    certainty: 'certain',
  };
};

/** w = XᵀX·XᵀY */
export const notInverted: Diagnose = (evidence) => {
  const solutions = solutionsOf(evidence);
  const explains =
    solutions.length > 0 &&
    solutions.every(({ w, moment, rows }) => {
      const product = transposed(rows, predict(rows, moment));
      return norm(w.map((x, j) => x - product[j])) <= GOOD_FIT * norm(product);
    });
  if (!explains) return null;
  return {
    title: 'XᵀX is not inverted',
    evidence: 'what `train` assigns is XᵀX·XᵀY',
    remedy: 'Multiply XᵀY by the inverse, tf.matrixInverse(XᵀX), or solve with tf.matrixSolve.',
    certainty: 'certain',
  };
};
