// The order of nodes within each layer: sweeps by barycentre, keeping the order with the fewest crossings.

export interface Layered {
  /** Nodes of each layer from left to right. */
  readonly layers: readonly (readonly number[])[];
  /** Neighbours of each node in the layer above, and below. */
  readonly above: readonly (readonly number[])[];
  readonly below: readonly (readonly number[])[];
}

/** A better order of the same layers. */
export function orderLayers({ layers, above, below }: Layered): number[][] {
  let current = layers.map((layer) => [...layer]);
  let best = current;
  let fewest = crossings(current, below);
  const edges = below.reduce((sum, list) => sum + list.length, 0);
  const sweeps = edges > 4000 ? 6 : 24;
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    current = current.map((layer) => [...layer]);
    const places = placesOf(current, above.length);
    for (let i = 1; i < current.length; i++) {
      const at = down ? i : current.length - 1 - i;
      sortByBarycentre(current[at], down ? above : below, places);
      current[at].forEach((node, place) => (places[node] = place));
    }
    if (edges < 1500)
      for (let i = 1; i < current.length; i++) swapNeighbours(current[i], above, below, places);
    const count = crossings(current, below);
    if (count < fewest) {
      fewest = count;
      best = current;
    }
  }
  return best.map((layer) => [...layer]);
}

function placesOf(layers: readonly (readonly number[])[], count: number): Float64Array {
  const places = new Float64Array(count);
  for (const layer of layers) layer.forEach((node, place) => (places[node] = place));
  return places;
}

/** A node without neighbours on that side keeps its place. */
function sortByBarycentre(
  layer: number[],
  neighbours: readonly (readonly number[])[],
  places: Float64Array,
): void {
  const keys = new Map(
    layer.map((node, place) => {
      const near = neighbours[node];
      const sum = near.reduce((total, other) => total + places[other], 0);
      return [node, near.length === 0 ? place : sum / near.length];
    }),
  );
  layer.sort((a, b) => keys.get(a)! - keys.get(b)! || places[a] - places[b]);
}

function swapNeighbours(
  layer: number[],
  above: readonly (readonly number[])[],
  below: readonly (readonly number[])[],
  places: Float64Array,
): void {
  const pairCrossings = (left: number, right: number): number =>
    countPairs(above[left], above[right], places) + countPairs(below[left], below[right], places);
  for (let i = 0; i + 1 < layer.length; i++) {
    const [left, right] = [layer[i], layer[i + 1]];
    if (pairCrossings(right, left) >= pairCrossings(left, right)) continue;
    layer[i] = right;
    layer[i + 1] = left;
    places[right] = i;
    places[left] = i + 1;
  }
}

/** Crossings between the edges of two nodes of which the first stands left. */
function countPairs(left: readonly number[], right: readonly number[], places: Float64Array): number {
  let count = 0;
  for (const a of left) for (const b of right) if (places[a] > places[b]) count++;
  return count;
}

/** All crossings, counted with a tree of sums. */
function crossings(layers: readonly (readonly number[])[], below: readonly (readonly number[])[]): number {
  let total = 0;
  const places = placesOf(layers, below.length);
  for (let i = 0; i + 1 < layers.length; i++) {
    const width = layers[i + 1].length;
    const tree = new Int32Array(width + 1);
    let seen = 0;
    for (const node of layers[i]) {
      const ends = below[node].map((next) => places[next]).toSorted((a, b) => a - b);
      for (const end of ends) {
        let notAfter = 0;
        for (let at = end + 1; at > 0; at -= at & -at) notAfter += tree[at];
        total += seen - notAfter;
      }
      for (const end of ends) {
        seen++;
        for (let at = end + 1; at <= width; at += at & -at) tree[at]++;
      }
    }
  }
  return total;
}
