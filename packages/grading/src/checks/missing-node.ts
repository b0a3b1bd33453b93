import type { Diagnosis } from '@residual/contracts';
import type { StudentGraph } from '../student-graph.ts';

/** What to say when a node is not there; null if it is. */
export function describeMissingNode(graph: StudentGraph, name: string): string | null {
  if (graph.find(name)) return null;
  const similar = graph.similar(name).slice(0, 3);
  const hint = similar.length > 0 ? ` (there is ${similar.map((other) => `\`${other}\``).join(', ')})` : '';
  return (
    `No node is named \`${name}\`${hint}. Give a node its name with a last argument, as in ` +
    `tf.add(a, b, '${name}'), or { name: '${name}' } where there are other options.`
  );
}

export const nameMissing = (name: string): Diagnosis => ({
  name: 'name-missing',
  title: `no node is named \`${name}\``,
  evidence: 'a variable of the program is no name in the graph: the node has one of its own',
  remedy: `Give the node its name: a last argument '${name}', or { name: '${name}' }.`,
  certainty: 'certain',
});
