// Whether `train` follows a gradient that the library has derived.
import type { Diagnosis } from '@residual/contracts';
import { findAutodiff } from '../autodiff-nodes.ts';
import { describeMissingNode } from './missing-node.ts';
import type { GraphCheck } from './check.ts';

export const autodiffUsed = (node: string): Diagnosis => ({
  name: 'autodiff-used',
  title: 'the gradient comes from tf.gradients',
  evidence: `\`${node}\` is one of the nodes that automatic differentiation adds`,
  remedy: 'Derive the gradient on paper and write it with matmul and the like.',
  certainty: 'certain',
});

export const usesAutodiff: GraphCheck<'uses-autodiff'> = {
  model: false,
  title: '`train` uses automatic differentiation',
  run({ graph }) {
    const missing = describeMissingNode(graph, 'train');
    if (missing !== null) return { passed: false, message: missing };
    const found = findAutodiff(graph, 'train');
    return found === null
      ? {
          passed: false,
          message:
            '`train` depends on no node that tf.gradients has made: let the graph derive the gradient.',
          diagnosis: {
            name: 'autodiff-not-used',
            title: 'the gradient is not derived by the graph',
            evidence: 'no node that `train` depends on is one of tf.gradients’',
            remedy: 'const [gradient] = tf.gradients(loss, [w]);',
            certainty: 'certain',
          },
        }
      : { passed: true, figure: `\`train\` depends on \`${found}\`` };
  },
};

export const avoidsAutodiff: GraphCheck<'avoids-autodiff'> = {
  model: false,
  title: '`train` does without automatic differentiation',
  run({ graph }) {
    const missing = describeMissingNode(graph, 'train');
    if (missing !== null) return { passed: false, message: missing };
    const found = findAutodiff(graph, 'train');
    return found === null
      ? { passed: true, figure: '`train` depends on no node that tf.gradients has made' }
      : {
          passed: false,
          figure: `\`train\` depends on \`${found}\``,
          message: '`train` follows a gradient that tf.gradients has derived: write the formula yourself.',
          diagnosis: autodiffUsed(found),
        };
  },
};
