// What to say when the graph lacks a node of the contract.
import type { ContractName, StudentGraph } from './student-graph.ts';

const MEANING: Readonly<Record<ContractName, string>> = {
  X: "the inputs: name them with { name: 'X' }",
  Y: "the labels: name them with { name: 'Y' }",
  w: "the weights: new tf.Variable(…, { name: 'w' })",
  loss: "the loss: give its node the name with a last argument, as in tf.reduceMean(…, 'loss')",
  train: "the update of w: give it the name with a last argument, as in w.assign(…, 'train')",
};

/** Null if the node is there and of the right kind. */
export function describeMissing(graph: StudentGraph, name: ContractName, dim: number): string | null {
  const node = graph.find(name);
  if (!node) {
    const similar = graph.similar(name).slice(0, 3);
    const hint = similar.length > 0 ? ` (there is ${similar.map((other) => `\`${other}\``).join(', ')})` : '';
    return `No node is named \`${name}\`${hint}. It is to be ${MEANING[name]}.`;
  }
  if (name === 'w' && !graph.isVariable('w'))
    return `\`w\` is a ${node.op}, not a variable: only a variable keeps its value between runs. Make it ${MEANING.w}.`;
  if (name === 'w') {
    const { shape } = node.attr['shape'] as { shape: readonly number[] };
    if (shape.reduce((size, d) => size * d, 1) !== dim)
      return `\`w\` has shape [${shape.join(', ')}]; one weight for each of the ${dim} columns is needed: [${dim}, 1].`;
    const dtype = graph.dtypeOf('w');
    if (dtype !== 'float32' && dtype !== 'float64')
      return `\`w\` is of type ${dtype}; make it tf.float32 or tf.float64.`;
  }
  return null;
}
