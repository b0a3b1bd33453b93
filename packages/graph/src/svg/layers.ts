// The layers of a layered drawing: every edge leads from an upper layer to a lower one.

export interface LayerEdge {
  readonly from: number;
  readonly to: number;
}

/**
 * The layer of each node, from 0. An edge that would close a cycle is turned round for this. Nodes without inputs
 * stand right above what uses them; those that feed more than they use go down where they can.
 */
export function assignLayers(count: number, edges: readonly LayerEdge[]): number[] {
  const forward = withoutCycles(count, edges);
  const above: number[][] = Array.from({ length: count }, () => []);
  const below: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of forward) {
    above[to].push(from);
    below[from].push(to);
  }
  const order = topological(count, above, below);
  const layers = new Array<number>(count).fill(0);
  for (const node of order)
    for (const before of above[node]) layers[node] = Math.max(layers[node], layers[before] + 1);
  for (let pass = 0; pass < 3; pass++)
    for (const node of order.toReversed()) {
      if (below[node].length === 0 || above[node].length > below[node].length) continue;
      layers[node] = Math.max(layers[node], Math.min(...below[node].map((next) => layers[next])) - 1);
    }
  const highest = Math.min(...layers);
  return layers.map((layer) => layer - highest);
}

function withoutCycles(count: number, edges: readonly LayerEdge[]): LayerEdge[] {
  const below: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) if (from !== to) below[from].push(to);
  // 0 not seen, 1 on the way down, 2 done.
  const state = new Uint8Array(count);
  const backward = new Set<string>();
  for (let root = 0; root < count; root++) {
    if (state[root] !== 0) continue;
    const stack: [node: number, next: number][] = [[root, 0]];
    state[root] = 1;
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const next = below[top[0]][top[1]++];
      if (next === undefined) {
        state[top[0]] = 2;
        stack.pop();
      } else if (state[next] === 1) backward.add(`${top[0]} ${next}`);
      else if (state[next] === 0) {
        state[next] = 1;
        stack.push([next, 0]);
      }
    }
  }
  return edges
    .filter(({ from, to }) => from !== to)
    .map((edge) => (backward.has(`${edge.from} ${edge.to}`) ? { from: edge.to, to: edge.from } : edge));
}

function topological(count: number, above: readonly number[][], below: readonly number[][]): number[] {
  const missing = above.map((list) => list.length);
  const ready = [...Array(count).keys()].filter((node) => missing[node] === 0);
  for (let i = 0; i < ready.length; i++)
    for (const next of below[ready[i]]) if (--missing[next] === 0) ready.push(next);
  return ready;
}
