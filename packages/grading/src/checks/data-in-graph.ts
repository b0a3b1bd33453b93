// How the data comes into the graph: as constants, or through placeholders.
import type { Diagnosis } from '@residual/contracts';
import type { ContractName } from '../student-graph.ts';
import type { Check, CheckContext, CheckOutcome } from './check.ts';

/** Names that `node` should depend on and does not. */
function missingDependencies({ graph }: CheckContext, node: ContractName): string[] {
  const ancestors = graph.ancestors(node);
  return ['X', 'Y']
    .filter((name) => !ancestors.has(name))
    .map((name) => `\`${node}\` does not use \`${name}\``);
}

const failed = (message: string, diagnosis?: Diagnosis): CheckOutcome => ({
  passed: false,
  message,
  ...(diagnosis ? { diagnosis } : {}),
});

const notFixed = (name: string, evidence: string): Diagnosis => ({
  name: 'data-not-fixed',
  title: 'the data is not in the graph',
  evidence,
  remedy: `Make the data part of the graph: tf.constant(…, { name: '${name}' }).`,
  certainty: 'certain',
});

const sameValues = (found: ArrayLike<number>, wanted: Float64Array, round: (x: number) => number): boolean =>
  found.length === wanted.length && wanted.every((value, i) => found[i] === round(value));

export const fixedAsConstants: Check<'fixed-as-constants'> = {
  model: true,
  title: '`X` and `Y` are constants that hold the training data',
  needs: ['X', 'Y', 'loss'],
  run(context) {
    const { graph, data } = context;
    for (const [name, wanted] of [
      ['X', data.training.inputs],
      ['Y', data.training.labels],
    ] as const) {
      const ancestors = [...graph.ancestors(name)];
      const placeholder = ancestors.find(graph.isPlaceholder);
      if (placeholder !== undefined)
        return failed(
          `\`${name}\` ${placeholder === name ? 'is' : `is computed from`} a placeholder; this task wants the data in the graph: tf.constant(…, { name: '${name}' }).`,
          notFixed(name, `\`${name}\` is computed from the placeholder \`${placeholder}\``),
        );
      const variable = ancestors.find(graph.isVariable);
      if (variable !== undefined)
        return failed(
          `\`${name}\` depends on the variable \`${variable}\`; make it a constant: tf.constant(…, { name: '${name}' }).`,
          notFixed(name, `\`${name}\` is computed from the variable \`${variable}\``),
        );
      const outcome = graph.run({ fetch: [name] });
      if (!outcome.ok) return failed(`\`${name}\` cannot be evaluated by itself: ${outcome.failure.message}`);
      const [value] = outcome.value.values;
      const round = value.dtype === 'float32' ? Math.fround : (x: number) => x;
      if (!sameValues(value.data, wanted, round)) return failed(describeOther(context, name, value.data));
    }
    const missing = missingDependencies(context, 'loss');
    if (missing.length > 0)
      return failed(`${missing.join(' and ')}: the constants must be what it is computed from.`);
    return {
      passed: true,
      figure: `X [${data.training.n}, ${data.training.dim}] and Y [${data.training.n}, 1] hold the training data`,
    };
  },
};

function describeOther({ data }: CheckContext, name: 'X' | 'Y', found: ArrayLike<number>): string {
  const { validation, training } = data;
  const other = name === 'X' ? validation.inputs : validation.labels;
  if (sameValues(found, other, Math.fround) || sameValues(found, other, (x) => x))
    return `\`${name}\` holds the validation data; it must hold ${name}trn.`;
  if (
    name === 'Y' &&
    found.length === training.n &&
    training.labels.every((y, i) => found[i] === (y > 0 ? 1 : 0))
  )
    return '`Y` holds the labels as 0 and 1; the loss of this task is written for −1 and +1, as Ytrn has them.';
  return `\`${name}\` does not hold the values of ${name}trn, unchanged and in their order.`;
}

export const fedByPlaceholders: Check<'fed-by-placeholders'> = {
  model: true,
  title: '`X` and `Y` are placeholders that `loss` and `train` use',
  needs: ['X', 'Y', 'loss', 'train'],
  run(context) {
    const { graph } = context;
    for (const name of ['X', 'Y'] as const)
      if (!graph.isPlaceholder(name))
        return failed(
          `\`${name}\` is a ${graph.find(name)?.op}; make it a placeholder and feed the data with each run: ` +
            `tf.placeholder(tf.float32, { name: '${name}' }).`,
          {
            name: 'data-not-fed',
            title: 'the data is fixed in the graph',
            evidence: `\`${name}\` is a ${graph.find(name)?.op}, which is the same in every run`,
            remedy: 'Make X and Y placeholders and feed the rows with each sess.run.',
            certainty: 'certain',
          },
        );
    const missing = (['loss', 'train'] as const).flatMap((node) => missingDependencies(context, node));
    if (missing.length > 0) return failed(`${missing.join(' and ')}: what is fed has no effect there.`);
    return { passed: true, figure: 'X and Y are placeholders; loss and train depend on both' };
  },
};
