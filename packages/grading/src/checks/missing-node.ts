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
