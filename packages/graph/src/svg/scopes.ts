// Which nodes are drawn as they are, and which name scopes are folded into one box.
import type { NodeInfo } from './node-info.ts';

/** A part of the drawing: a node, a folded scope, or an open scope with parts of its own. */
export interface Part {
  /** Full name of the node or scope. */
  readonly name: string;
  readonly kind: 'node' | 'folded' | 'open';
  /** The node itself; of a scope, the node that has the scope's name, if there is one. */
  readonly node: NodeInfo | null;
  /** All nodes within, for a node itself. */
  readonly members: readonly NodeInfo[];
  /** Of an open scope. */
  readonly parts: readonly Part[];
}

export type Expand = 'auto' | 'all' | 'none' | readonly string[];

/** A level of names: what stands between slashes. */
interface Level {
  readonly name: string;
  node: NodeInfo | null;
  readonly below: Map<string, Level>;
  /** Nodes here and below. */
  size: number;
}

/** Numbered nodes of one level are folded together when there are more visible parts than this. */
const MOST_PARTS = 400;
const SHORTEST_SERIES = 6;
/** A drawing of fewer parts than this says too little: its scopes are opened. */
const FEWEST_PARTS = 4;

/**
 * @param hidden nodes that are drawn with others (small constants)
 * @param expand scopes to open by their names; 'auto' opens some when there would be little to see
 */
export function partsOf(
  infos: ReadonlyMap<string, NodeInfo>,
  hidden: ReadonlySet<string>,
  expand: Expand,
): Part[] {
  const root: Level = { name: '', node: null, below: new Map(), size: 0 };
  for (const info of infos.values()) {
    if (hidden.has(info.def.name)) continue;
    let level = root;
    let name = '';
    level.size++;
    for (const word of info.def.name.split('/')) {
      name = name === '' ? word : `${name}/${word}`;
      const next: Level = level.below.get(word) ?? { name, node: null, below: new Map(), size: 0 };
      level.below.set(word, next);
      level = next;
      level.size++;
    }
    level.node = info;
  }
  const isOpen = (level: Level): boolean =>
    expand === 'all' ? !isVariable(level) : Array.isArray(expand) && expand.includes(level.name);
  let parts = partsBelow(root, isOpen);
  if (expand === 'auto') parts = openedWhereFew(root, parts);
  return countParts(parts) > MOST_PARTS ? foldSeries(parts) : parts;
}

const isVariable = ({ node }: Level): boolean => node?.def.op === 'VariableV2';

function partsBelow(level: Level, isOpen: (level: Level) => boolean): Part[] {
  return [...level.below.values()].map((child): Part => {
    const { name, node } = child;
    if (child.below.size === 0)
      return { name, kind: 'node', node, members: node === null ? [] : [node], parts: [] };
    const members = nodesOf(child);
    if (!isOpen(child)) return { name, kind: 'folded', node, members, parts: [] };
    const own: Part[] = node === null ? [] : [{ name, kind: 'node', node, members: [node], parts: [] }];
    return { name, kind: 'open', node, members, parts: [...own, ...partsBelow(child, isOpen)] };
  });
}

function nodesOf({ node, below }: Level): NodeInfo[] {
  return [...(node === null ? [] : [node]), ...[...below.values()].flatMap(nodesOf)];
}

/** Opens the smallest scopes, outer ones first, until there is enough to see. */
function openedWhereFew(root: Level, folded: Part[]): Part[] {
  const open = new Set<Level>();
  let parts = folded;
  let candidates = [...root.below.values()];
  while (countParts(parts) < FEWEST_PARTS) {
    const scopes = candidates.filter((level) => level.below.size > 0 && !isVariable(level));
    const [smallest] = scopes.toSorted((a, b) => a.size - b.size);
    if (smallest === undefined) break;
    open.add(smallest);
    candidates = [...candidates.filter((level) => level !== smallest), ...smallest.below.values()];
    parts = partsBelow(root, (level) => open.has(level));
  }
  return parts;
}

const countParts = (parts: readonly Part[]): number =>
  parts.reduce((sum, part) => sum + (part.kind === 'open' ? countParts(part.parts) : 1), 0);

/** `mul`, `mul_1`, `mul_2`, … become one part, called `mul_*`. */
function foldSeries(parts: readonly Part[]): Part[] {
  const series = Map.groupBy(parts, ({ name }) => name.replace(/_\d+$/, ''));
  const done = new Set<string>();
  return parts.flatMap((part): Part[] => {
    if (part.kind === 'open') return [{ ...part, parts: foldSeries(part.parts) }];
    const base = part.name.replace(/_\d+$/, '');
    const alike = series.get(base)!.filter(({ kind }) => kind !== 'open');
    if (alike.length < SHORTEST_SERIES) return [part];
    if (done.has(base)) return [];
    done.add(base);
    const members = alike.flatMap((other) => other.members);
    return [{ name: `${base}_*`, kind: 'folded', node: null, members, parts: [] }];
  });
}
