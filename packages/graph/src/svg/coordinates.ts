// Where nodes stand from left to right: as near to their neighbours as their order and sizes allow.

export interface Extent {
  /** From the node's axis to its left and right ends. */
  readonly left: number;
  readonly right: number;
  /** Nothing is there but an edge that passes. */
  readonly passing: boolean;
}

/** A line from one node to another, each end beside the node's axis by so much. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly fromOffset: number;
  readonly toOffset: number;
}

const GAP = 22;
const PASSING_GAP = 12;
const SWEEPS = 16;

/** The axis of each node; the leftmost end is at 0. */
export function assignX(
  layers: readonly (readonly number[])[],
  extents: readonly Extent[],
  links: readonly Link[],
): number[] {
  const x = new Array<number>(extents.length).fill(0);
  const above: Link[][] = extents.map(() => []);
  const below: Link[][] = extents.map(() => []);
  for (const link of links) {
    above[link.to].push(link);
    below[link.from].push(link);
  }
  for (const layer of layers) {
    let at = 0;
    layer.forEach((node, i) => {
      at += i === 0 ? extents[node].left : distance(extents[layer[i - 1]], extents[node]);
      x[node] = at;
    });
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    // The last sweeps listen to both sides.
    const both = sweep >= SWEEPS - 4;
    for (let i = 0; i < layers.length; i++) {
      const layer = layers[sweep % 2 === 0 ? i : layers.length - 1 - i];
      place(layer, extents, x, (node) => {
        const up = above[node].map((link): Wish => [
          x[link.from] + link.fromOffset - link.toOffset,
          strength(link, extents),
        ]);
        const down = below[node].map((link): Wish => [
          x[link.to] + link.toOffset - link.fromOffset,
          strength(link, extents),
        ]);
        if (both) return [...up, ...down];
        const [first, second] = sweep % 2 === 0 ? [up, down] : [down, up];
        return first.length > 0 ? first : second;
      });
    }
  }
  for (let pass = 0; pass < 3; pass++) straighten(layers, extents, above, below, x);
  const leftmost = Math.min(...x.map((axis, node) => axis - extents[node].left));
  return x.map((axis) => Math.ceil(axis - leftmost));
}

/** From where to where the axis can be. */
type Room = readonly [least: number, most: number];

/** The places that a line passes one after the other, cut where they have no room in common. */
function runsFrom(
  first: number,
  extents: readonly Extent[],
  below: readonly (readonly Link[])[],
  roomOf: (node: number) => Room,
): { readonly nodes: readonly number[]; readonly room: Room }[] {
  const runs: { nodes: number[]; room: Room }[] = [];
  for (let node: number | undefined = first; node !== undefined;) {
    const [least, most] = roomOf(node);
    const run = runs.at(-1);
    const common: Room =
      run === undefined ? [0, -1] : [Math.max(least, run.room[0]), Math.min(most, run.room[1])];
    if (run !== undefined && common[0] <= common[1]) {
      run.nodes.push(node);
      run.room = common;
    } else runs.push({ nodes: [node], room: [least, most] });
    const next: readonly Link[] = below[node];
    node = next.length === 1 && extents[next[0].to].passing ? next[0].to : undefined;
  }
  return runs;
}

/** Differences that look like mistakes. */
const CROOKED = 14;

/**
 * Puts runs of places where one line passes one under the other, and so a node under the only one it is nearly
 * under, where what stands beside them leaves room.
 */
function straighten(
  layers: readonly (readonly number[])[],
  extents: readonly Extent[],
  above: readonly (readonly Link[])[],
  below: readonly (readonly Link[])[],
  x: number[],
): void {
  const beside = new Map<number, readonly [number | undefined, number | undefined]>();
  for (const layer of layers) layer.forEach((node, i) => beside.set(node, [layer[i - 1], layer[i + 1]]));
  const roomOf = (node: number): Room => {
    const [left, right] = beside.get(node)!;
    return [
      left === undefined ? -Infinity : x[left] + distance(extents[left], extents[node]),
      right === undefined ? Infinity : x[right] - distance(extents[node], extents[right]),
    ];
  };
  const move = (nodes: readonly number[], [least, most]: Room, wished: number): void => {
    if (least > most) return;
    for (const node of nodes) x[node] = Math.min(Math.max(wished, least), most);
  };
  for (const layer of layers)
    for (const first of layer) {
      if (!extents[first].passing || above[first].some(({ from }) => extents[from].passing)) continue;
      for (const { nodes, room } of runsFrom(first, extents, below, roomOf)) {
        const current = nodes.map((node) => x[node]).toSorted((a, b) => a - b)[nodes.length >> 1];
        const begin = above[nodes[0]].map((link) => x[link.from] + link.fromOffset);
        const ends = below[nodes[nodes.length - 1]].map((link) => x[link.to] + link.toOffset);
        // Right under where it comes from, or right above where it goes, if it is nearly there; else where it is.
        move(
          nodes,
          room,
          [...begin, ...ends].find((wish) => Math.abs(wish - current) < 2 * CROOKED) ?? current,
        );
      }
    }
  for (const layer of layers)
    for (const node of layer) {
      if (extents[node].passing || above[node].length !== 1) continue;
      const [{ from, fromOffset, toOffset }] = above[node];
      const wished = x[from] + fromOffset - toOffset;
      if (Math.abs(wished - x[node]) < CROOKED) move([node], roomOf(node), wished);
    }
}

type Wish = readonly [where: number, strength: number];

/** Edges that pass are kept straight before others. */
const strength = ({ from, to }: Link, extents: readonly Extent[]): number =>
  extents[from].passing && extents[to].passing ? 8 : extents[from].passing || extents[to].passing ? 2 : 1;

const distance = (a: Extent, b: Extent): number =>
  a.right + b.left + (a.passing || b.passing ? PASSING_GAP : GAP);

/**
 * Least squares under "each at least so far right of the one before": pool adjacent violators. What would collide
 * moves as one block.
 */
function place(
  layer: readonly number[],
  extents: readonly Extent[],
  x: number[],
  wishes: (node: number) => readonly Wish[],
): void {
  interface Block {
    sum: number;
    weight: number;
    readonly nodes: number[];
  }
  const blocks: Block[] = [];
  const offsets: number[] = [];
  layer.forEach((node, i) => {
    offsets.push(i === 0 ? 0 : offsets[i - 1] + distance(extents[layer[i - 1]], extents[node]));
    const list = wishes(node);
    // Without a wish, it stays where it is, but gives way.
    const weight = list.length === 0 ? 0.01 : list.reduce((sum, wish) => sum + wish[1], 0);
    const mean =
      list.length === 0 ? x[node] : list.reduce((sum, wish) => sum + wish[0] * wish[1], 0) / weight;
    blocks.push({ sum: (mean - offsets[i]) * weight, weight, nodes: [i] });
    while (blocks.length > 1) {
      const [before, last] = [blocks[blocks.length - 2], blocks[blocks.length - 1]];
      if (before.sum / before.weight <= last.sum / last.weight) break;
      before.sum += last.sum;
      before.weight += last.weight;
      before.nodes.push(...last.nodes);
      blocks.pop();
    }
  });
  for (const { sum, weight, nodes } of blocks) for (const i of nodes) x[layer[i]] = sum / weight + offsets[i];
}
