// Which nodes tf.gradients has made. It names them after the op whose derivative they are part of: the derivative of
// `loss/square` lies below `…/loss/square_grad/`, and what arrives at the top is `grad_ys_0`.
import type { StudentGraph } from './student-graph.ts';

const PART = /([^/]+)_grad\//g;
const ARRIVING = /(^|\/)grad_ys_\d+$/;

/** The first such node that `name` is computed from, or null. */
export function findAutodiff(graph: StudentGraph, name: string): string | null {
  for (const ancestor of graph.ancestors(name)) if (isAutodiff(graph, ancestor)) return ancestor;
  return null;
}

export function isAutodiff(graph: StudentGraph, name: string): boolean {
  if (ARRIVING.test(name)) return true;
  for (const match of name.matchAll(PART)) {
    // `gradients/loss/square_grad/Shape`: some end of `gradients/loss/square` names an op of the graph.
    const path = (name.slice(0, match.index) + match[1]).split('/');
    for (let start = 0; start < path.length; start += 1)
      if (graph.find(path.slice(start).join('/'))) return true;
  }
  return false;
}
