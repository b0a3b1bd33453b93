// Lays one level of a drawing out in layers, open scopes first.
import { assignX, type Extent, type Link } from './coordinates.ts';
import { faceOf, morePill, PILL_HEIGHT, referencePill, type Face, type Pill } from './faces.ts';
import type { Flow, Flows } from './flows.ts';
import { assignLayers } from './layers.ts';
import { orderLayers } from './ordering.ts';
import { componentsOf, packScenes } from './packing.ts';
import type { Box, Caption, Line, Point, Scene } from './scene.ts';
import type { Part } from './scopes.ts';

export interface Contents {
  readonly flows: Flows;
  /** Small constants by the name of the part that uses them. */
  readonly pills: ReadonlyMap<string, readonly Pill[]>;
  /** How many nodes a scope has. */
  readonly sizeOf: (part: Part) => number;
}

const LAYER_GAP = 40;
/** To where lines cross the scope's edge. */
const GATE_GAP = 24;
const SCOPE_PADDING = { x: 16, top: 34, bottom: 16 } as const;
const MOST_PILLS = 5;
export const PILL_PITCH = PILL_HEIGHT + 4;
export const PILL_GAP = 12;
/** A part that so many use, over so many layers, is referred to by pills. */
const HUB_USES = 5;
const HUB_SPAN = 2;
/** Lines longer than this become pills in a large drawing. */
const LONGEST_SPAN = 10;
const LARGE = 120;

/** One thing that stands in a layer: a box, or a place where lines cross the scope's edge. */
interface Item {
  readonly part: Part | null;
  readonly face: Face | null;
  readonly inner: Scene | null;
  readonly pills: Pill[];
  unshown: number;
}

export function layOut(parts: readonly Part[], level: string, contents: Contents): Scene {
  const flows = contents.flows.get(level) ?? [];
  const scenes = componentsOf(parts, flows).map((component) => {
    const names = new Set(component.map(({ name }) => name));
    const own = flows.filter(
      ({ from, to }) => (from !== null && names.has(from)) || (to !== null && names.has(to)),
    );
    return layOutConnected(component, own, contents);
  });
  return packScenes(scenes);
}

function makeItem(part: Part, { pills, sizeOf, ...rest }: Contents): Item {
  const inner = part.kind === 'open' ? layOut(part.parts, part.name, { pills, sizeOf, ...rest }) : null;
  return {
    part,
    face: faceOf(part, sizeOf(part)),
    inner,
    pills: [...(pills.get(part.name) ?? [])],
    unshown: 0,
  };
}

function layOutConnected(parts: readonly Part[], flows: readonly Flow[], contents: Contents): Scene {
  const items: Item[] = parts.map((part) => makeItem(part, contents));
  const indexOf = new Map(parts.map(({ name }, i) => [name, i]));
  const entries = new Map<string, number>();
  const exits = new Map<string, number>();
  const gate = (known: Map<string, number>, key: string): number => {
    let index = known.get(key);
    if (index === undefined) {
      index = items.push({ part: null, face: null, inner: null, pills: [], unshown: 0 }) - 1;
      known.set(key, index);
    }
    return index;
  };
  const edges = flows.map((flow) => ({
    flow,
    from: flow.from === null ? gate(entries, flow.key) : indexOf.get(flow.from)!,
    to: flow.to === null ? gate(exits, flow.key) : indexOf.get(flow.to)!,
  }));
  let layerOf = assignLayers(items.length, edges);
  if (entries.size > 0) layerOf = layerOf.map((layer) => layer + 1);
  for (const index of entries.values()) layerOf[index] = 0;
  const last = Math.max(...layerOf) + (exits.size > 0 ? 1 : 0);
  for (const index of exits.values()) layerOf[index] = last;
  const shown = referToHubs(items, edges, layerOf);
  return drawLayers(items, shown, layerOf, entries, exits);
}

interface FlowEdge {
  readonly flow: Flow;
  readonly from: number;
  readonly to: number;
}

/** Replaces lines that would run all over the drawing by pills, and by a count where a scope uses half of it. */
function referToHubs(
  items: readonly Item[],
  edges: readonly FlowEdge[],
  layerOf: readonly number[],
): FlowEdge[] {
  const uses = Map.groupBy(edges, ({ from }) => from);
  const used = Map.groupBy(edges, ({ to }) => to);
  const large = items.length > LARGE;
  return edges.filter(({ from, to, flow }) => {
    const [source, target] = [items[from], items[to]];
    if (source.face === null || target.face === null || target.inner !== null) return true;
    const span = layerOf[to] - layerOf[from];
    if (target.part!.kind === 'folded' && used.get(to)!.length > 8 && span > HUB_SPAN) {
      target.unshown++;
      return false;
    }
    const isHub = uses.get(from)!.length >= HUB_USES && span > HUB_SPAN;
    if (!isHub && !(large && span > LONGEST_SPAN)) return true;
    if (flow.kind === 'control') return !large;
    target.pills.push(referencePill(source.face, source.part!.name));
    return false;
  });
}

/** A piece of a line, between two layers. */
interface DrawnLink extends Link {
  readonly flow: Flow;
  readonly source: number;
  readonly target: number;
  readonly starts: boolean;
  readonly ends: boolean;
}

/** Half the width of a place where lines pass. */
const PASSING = 3;

function drawLayers(
  items: readonly Item[],
  edges: readonly FlowEdge[],
  layerOf: readonly number[],
  entries: ReadonlyMap<string, number>,
  exits: ReadonlyMap<string, number>,
): Scene {
  const boxes = items.map(boxOf);
  const extents: Extent[] = boxes.map((box) =>
    box === null
      ? { left: PASSING, right: PASSING, passing: true }
      : { left: box.width / 2 + pillsWidth(box.pills), right: box.width / 2, passing: false },
  );
  const count = Math.max(...layerOf) + 1;
  const layers: number[][] = Array.from({ length: count }, () => []);
  layerOf.forEach((layer, item) => layers[layer].push(item));

  // Lines of one source share their way: places where they pass, by source and layer.
  const passing = new Map<string, number>();
  const links = new Map<string, DrawnLink>();
  for (const { flow, from, to } of edges) {
    const upward = layerOf[from] > layerOf[to];
    const [top, bottom] = upward ? [to, from] : [from, to];
    const way = `${from} ${boxes[from]?.inner ? flow.key : ''} ${flow.kind === 'control'} ${upward ? to : ''}`;
    let before = top;
    for (let layer = layerOf[top] + 1; layer <= layerOf[bottom]; layer++) {
      let next = bottom;
      if (layer < layerOf[bottom]) {
        const id = `${way} ${layer}`;
        next = passing.get(id) ?? extents.push({ left: PASSING, right: PASSING, passing: true }) - 1;
        if (!passing.has(id)) {
          passing.set(id, next);
          layers[layer].push(next);
        }
      }
      links.set(`${before} ${next} ${way} ${next === bottom ? flow.key : ''}`, {
        from: before,
        to: next,
        fromOffset: before === top ? offsetIn(boxes[top], flow.key, upward ? 'entries' : 'exits') : 0,
        toOffset: next === bottom ? offsetIn(boxes[bottom], flow.key, upward ? 'exits' : 'entries') : 0,
        flow,
        source: from,
        target: to,
        ends: upward ? before === top : next === bottom,
        starts: upward ? next === bottom : before === top,
      });
      before = next;
    }
  }
  const all = [...links.values()];
  const above: number[][] = extents.map(() => []);
  const below: number[][] = extents.map(() => []);
  for (const { from, to } of all) {
    above[to].push(from);
    below[from].push(to);
  }
  const ordered = orderLayers({ layers, above, below });
  const x = assignX(ordered, extents, all);

  const heights = ordered.map((layer) => Math.max(0, ...layer.map((item) => boxHeight(boxes[item]))));
  const tops: number[] = [];
  heights.reduce((y, height, i) => {
    tops.push(y);
    const isGate = height === 0 || heights[i + 1] === 0;
    return y + height + (i + 1 < heights.length ? (isGate ? GATE_GAP : LAYER_GAP) : 0);
  }, 0);
  const bottom = tops[tops.length - 1] + heights[heights.length - 1];
  ordered.forEach((layer, i) => {
    for (const item of layer) {
      const box = boxes[item];
      if (!box) continue;
      box.x = x[item] - box.width / 2;
      box.y = tops[i] + (heights[i] - box.height) / 2;
    }
  });
  const layerAt = new Map(ordered.flatMap((layer, i) => layer.map((item) => [item, i] as const)));
  const inOffsets = spreadEntries(all, boxes, x);
  const [entryItems, exitItems] = [new Set(entries.values()), new Set(exits.values())];
  /** Where a line leaves what it comes from, and where it meets what it goes to. */
  const leaves = (item: number, layer: number): number => {
    if (entryItems.has(item)) return -SCOPE_PADDING.top;
    const box = boxes[item];
    return box ? box.y + box.height : tops[layer] + heights[layer];
  };
  const meets = (item: number, layer: number): number => {
    if (exitItems.has(item)) return bottom + SCOPE_PADDING.bottom;
    const box = boxes[item];
    if (box) return isStack(box) ? box.y - STACK : box.y;
    // Where a line only passes it goes straight through the layer.
    return tops[layer] + heights[layer];
  };
  const lines: Line[] = [];
  const sides = captionSides(all, x);
  const captions: Caption[] = [];
  const captioned = new Set<string>();
  for (const link of all) {
    const [upper, lower] = [layerAt.get(link.from)!, layerAt.get(link.to)!];
    const start = x[link.from] + link.fromOffset;
    const end = x[link.to] + link.toOffset + (inOffsets.get(link) ?? 0);
    const points: Point[] = [
      { x: start, y: leaves(link.from, upper) },
      { x: start, y: tops[upper] + heights[upper] },
      { x: end, y: Math.min(tops[lower], meets(link.to, lower)) },
      { x: end, y: meets(link.to, lower) },
    ];
    const upward = layerOf[link.source] > layerOf[link.target];
    const target = boxes[upward ? link.from : link.to];
    lines.push({
      kind: link.flow.kind,
      points: upward ? points.toReversed() : points,
      ends: link.ends && target !== null && target.inner === null,
      weight: Math.log10(Math.max(1, link.flow.size)),
    });
    const { label } = link.flow;
    const id = `${link.from} ${link.fromOffset} ${label}`;
    if (label !== null && link.starts && boxes[link.from] && !captioned.has(id)) {
      captioned.add(id);
      const side = sides.get(link.from) ?? 'right';
      captions.push({
        text: label,
        at: { x: side === 'right' ? start + 6 : start - 6, y: points[1].y + 13 },
        side,
      });
    }
  }
  const width = Math.max(...extents.map(({ right }, item) => x[item] + right));
  const gates = (known: ReadonlyMap<string, number>): Map<string, number> =>
    new Map([...known].map(([key, item]) => [key, x[item]]));
  return {
    width,
    height: bottom,
    boxes: boxes.filter((box) => box !== null),
    lines,
    captions,
    entries: gates(entries),
    exits: gates(exits),
  };
}

/** Captions stand on the side that fewer lines turn to. */
function captionSides(links: readonly Link[], x: readonly number[]): Map<number, 'left' | 'right'> {
  const turns = new Map<number, [number, number]>();
  for (const { from, to, fromOffset, toOffset } of links) {
    const turn = x[to] + toOffset - x[from] - fromOffset;
    const [least, most] = turns.get(from) ?? [0, 0];
    turns.set(from, [Math.min(least, turn), Math.max(most, turn)]);
  }
  return new Map([...turns].map(([from, [least, most]]) => [from, most > -least + 4 ? 'left' : 'right']));
}

/** A folded scope looks like a stack of boxes, so much higher than itself. */
export const STACK = 5;
const isStack = ({ part, face }: Box): boolean => part.kind === 'folded' && face.category === 'scope';

const boxHeight = (box: Box | null | undefined): number =>
  box ? Math.max(box.height, box.pills.length * PILL_PITCH) : 0;

const pillsWidth = (pills: readonly Pill[]): number =>
  pills.length === 0 ? 0 : Math.max(...pills.map(({ width }) => width)) + PILL_GAP;

/** Room for "uses 99 more above". */
const UNSHOWN_WIDTH = 140;
export const UNSHOWN_HEIGHT = 14;

function boxOf({ part, face, inner, pills, unshown }: Item): Box | null {
  if (part === null || face === null) return null;
  const shown =
    pills.length > MOST_PILLS
      ? [...pills.slice(0, MOST_PILLS - 1), morePill(pills.length - MOST_PILLS + 1)]
      : pills;
  const { width, height } =
    inner === null
      ? { width: Math.max(face.width, unshown > 0 ? UNSHOWN_WIDTH : 0), height: face.height }
      : {
          width: Math.max(inner.width + 2 * SCOPE_PADDING.x, face.width),
          height: inner.height + SCOPE_PADDING.top + SCOPE_PADDING.bottom,
        };
  const extra = unshown > 0 ? UNSHOWN_HEIGHT : 0;
  return { part, face, x: 0, y: 0, width, height: height + extra, pills: shown, inner, unshown };
}

/** Where the inside of an open scope begins. */
export const innerOrigin = ({ x, y, width, inner }: Box): Point => ({
  x: x + (width - (inner?.width ?? 0)) / 2,
  y: y + SCOPE_PADDING.top,
});

/** From the axis of an open scope to where a line crosses its edge. */
function offsetIn(box: Box | null | undefined, key: string, side: 'entries' | 'exits'): number {
  const at = box?.inner?.[side].get(key);
  return at === undefined ? 0 : at - box!.inner!.width / 2;
}

/** Lines that come to one box arrive side by side, in the order of where they come from. */
function spreadEntries<L extends Link>(
  links: readonly L[],
  boxes: readonly (Box | null)[],
  x: readonly number[],
): Map<L, number> {
  const offsets = new Map<L, number>();
  for (const [to, list] of Map.groupBy(links, (link) => link.to)) {
    const box = boxes[to];
    if (!box || box.inner !== null || list.length < 2) continue;
    const step = Math.min(16, (box.width - 18) / (list.length - 1));
    list
      .toSorted((a, b) => x[a.from] + a.fromOffset - x[b.from] - b.fromOffset)
      .forEach((link, i) => offsets.set(link, (i - (list.length - 1) / 2) * step));
  }
  return offsets;
}
