// What no line connects: found, laid out apart, and packed side by side.
import type { Flow } from './flows.ts';
import type { Point, Scene } from './scene.ts';
import type { Part } from './scopes.ts';

const COMPONENT_GAP = 36;
const ROW_WIDTH = 1100;

/** Parts that lines connect, in the order of their first ones. */
export function componentsOf(parts: readonly Part[], flows: readonly Flow[]): Part[][] {
  // What crosses the scope's edge must find it: nothing is moved apart then.
  if (flows.some(({ from, to }) => from === null || to === null)) return [[...parts]];
  const leader = new Map(parts.map(({ name }) => [name, name]));
  const find = (name: string): string => {
    let at = name;
    while (leader.get(at) !== at) at = leader.get(at)!;
    leader.set(name, at);
    return at;
  };
  for (const { from, to } of flows) leader.set(find(to!), find(from!));
  return [...Map.groupBy(parts, ({ name }) => find(name)).values()];
}

/** Side by side, and in rows where they are many; the largest first. */
export function packScenes(scenes: readonly Scene[]): Scene {
  if (scenes.length === 1) return scenes[0];
  const limit = Math.max(ROW_WIDTH, ...scenes.map(({ width }) => width));
  const all: Scene & { entries: Map<string, number>; exits: Map<string, number> } = {
    width: 0,
    height: 0,
    boxes: [],
    lines: [],
    captions: [],
    entries: new Map(),
    exits: new Map(),
  };
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const scene of scenes.toSorted((a, b) => b.boxes.length - a.boxes.length)) {
    if (x > 0 && x + scene.width > limit) {
      [x, y, rowHeight] = [0, y + rowHeight + COMPONENT_GAP, 0];
    }
    const moved = moveScene(scene, x, y);
    all.boxes.push(...moved.boxes);
    all.lines.push(...moved.lines);
    all.captions.push(...moved.captions);
    x += scene.width + COMPONENT_GAP;
    width = Math.max(width, x - COMPONENT_GAP);
    rowHeight = Math.max(rowHeight, scene.height);
  }
  return { ...all, width, height: y + rowHeight };
}

function moveScene(
  { boxes, lines, captions }: Scene,
  dx: number,
  dy: number,
): Pick<Scene, 'boxes' | 'lines' | 'captions'> {
  const moved = ({ x, y }: Point): Point => ({ x: x + dx, y: y + dy });
  return {
    boxes: boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy })),
    lines: lines.map((line) => ({ ...line, points: line.points.map(moved) })),
    captions: captions.map((caption) => ({ ...caption, at: moved(caption.at) })),
  };
}
