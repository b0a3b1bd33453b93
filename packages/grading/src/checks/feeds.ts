import type { Rows } from '@residual/assignments';
import type { RunFailure } from '@residual/graph';
import type { RunInputs, StudentGraph } from '../student-graph.ts';

/** Feeds rows over the student's tensors X and Y, whatever nodes these are. */
export const feedRows = ({ inputs, labels, n, dim }: Rows): NonNullable<RunInputs['feeds']> => ({
  X: { data: inputs, shape: [n, dim] },
  Y: { data: labels, shape: [n, 1] },
});

/** In the student's own terms: what the grader did and what TensorFlow has to say about it. */
export const describeFailure = (node: string, { kind, message }: RunFailure): string =>
  `Running \`${node}\` with rows of data fed over \`X\` and \`Y\` and a value put into \`w\` ends with ` +
  `${kind}: ${message.split('\n')[0]}. It may depend on nothing else that has to be fed.`;

/**
 * The same for a run at rows or weights of the grader's choosing. What the runtime says may quote numbers that they
 * determine, so it is quoted only if the same happens with what everybody knows: the training rows and w = 0.
 */
export function describeChosenFailure(
  graph: StudentGraph,
  training: Rows,
  ask: { fetch?: readonly string[]; target?: string },
  failure: RunFailure,
): string {
  const node = ask.target ?? ask.fetch?.[0] ?? '';
  const known = graph.run(ask, { feeds: feedRows(training), w: new Float64Array(training.dim) });
  if (!known.ok) return describeFailure(node, known.failure);
  return (
    `Running \`${node}\` ends with ${failure.kind} at some rows and weights of the grader’s choosing, ` +
    `though not with the training rows at w = 0: it has to work for any.`
  );
}
