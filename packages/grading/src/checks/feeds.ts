import type { Rows } from '@residual/assignments';
import type { RunFailure } from '@residual/graph';
import type { RunInputs } from '../student-graph.ts';

/** Feeds rows over the student's tensors X and Y, whatever nodes these are. */
export const feedRows = ({ inputs, labels, n, dim }: Rows): NonNullable<RunInputs['feeds']> => ({
  X: { data: inputs, shape: [n, dim] },
  Y: { data: labels, shape: [n, 1] },
});

/** In the student's own terms: what the grader did and what TensorFlow has to say about it. */
export const describeFailure = (node: string, { kind, message }: RunFailure): string =>
  `Running \`${node}\` with rows of data fed over \`X\` and \`Y\` and a value put into \`w\` ends with ` +
  `${kind}: ${message.split('\n')[0]}. It may depend on nothing else that has to be fed.`;
