// The edges of the graph as lines of the drawing: at each level of scopes, from one part to another.
import { CONTROL, shapeLabel, type NodeInfo } from './node-info.ts';
import type { Part } from './scopes.ts';
import type { LineKind } from './scene.ts';

/** At one level: from a part, or from outside, to a part, or to outside. */
export interface Flow {
  /** Name of a part; null is the upper edge of the scope that the level is in. */
  readonly from: string | null;
  /** Name of a part; null is the lower edge. */
  readonly to: string | null;
  /** What it carries: the node's name and output. Lines that cross an edge do so apart. */
  readonly key: string;
  readonly kind: LineKind;
  readonly label: string | null;
  /** Values that flow, where known. */
  readonly size: number;
}

/** Flows by the name of the scope whose level they are at; '' is the outermost. */
export type Flows = ReadonlyMap<string, readonly Flow[]>;

export function flowsOf(infos: ReadonlyMap<string, NodeInfo>, parts: readonly Part[]): Flows {
  const paths = new Map<string, readonly Part[]>();
  const follow = (level: readonly Part[], above: readonly Part[]): void => {
    for (const part of level) {
      const path = [...above, part];
      if (part.kind === 'open') follow(part.parts, path);
      else for (const { def } of part.members) paths.set(def.name, path);
    }
  };
  follow(parts, []);
  const open = new Set(
    [...paths.values()].flat().flatMap(({ kind, name }) => (kind === 'open' ? [name] : [])),
  );
  /** Whether the line crosses the edge of a scope: then it must be found again on the other side. */
  const crosses = ({ from, to }: Flow): boolean =>
    from === null || to === null || open.has(from) || open.has(to);
  const flows = new Map<string, Map<string, Flow>>();
  const add = (level: string, flow: Flow): void => {
    const known = flows.get(level) ?? new Map<string, Flow>();
    flows.set(level, known);
    const id = `${flow.from} ${flow.to} ${crosses(flow) ? flow.key : ''} ${flow.kind === 'control'}`;
    const before = known.get(id);
    known.set(id, before === undefined ? flow : merged(before, flow));
  };
  for (const { def, inputs } of infos.values()) {
    const to = paths.get(def.name);
    if (to === undefined) continue;
    for (const { from: source, output } of inputs) {
      const from = paths.get(source);
      if (from === undefined || from.at(-1) === to.at(-1)) continue;
      addFlow(infos.get(source)!, output, from, to, add);
    }
  }
  return new Map(
    [...flows].map(([level, known]) => [level, withoutIdleControl([...known.values()], crosses)]),
  );
}

function addFlow(
  source: NodeInfo,
  output: number,
  from: readonly Part[],
  to: readonly Part[],
  add: (level: string, flow: Flow) => void,
): void {
  const info = source.outputs[output];
  const known = info?.shape?.every((d) => d >= 0) ? info.shape.reduce((n, d) => n * d, 1) : 1;
  const carried = {
    key: `${source.def.name}:${output}`,
    kind: output === CONTROL ? 'control' : info?.ref ? 'reference' : 'data',
    label: output === CONTROL ? null : shapeLabel(info?.shape),
    size: known,
  } as const;
  let common = 0;
  while (from[common] === to[common]) common++;
  const level = (path: readonly Part[], depth: number): string => path[depth - 1]?.name ?? '';
  for (let depth = from.length - 1; depth > common; depth--)
    add(level(from, depth), { ...carried, from: from[depth].name, to: null });
  add(level(from, common), { ...carried, from: from[common].name, to: to[common].name });
  for (let depth = common + 1; depth < to.length; depth++)
    add(level(to, depth), { ...carried, from: null, to: to[depth].name });
}

/** One line for both. */
const merged = (a: Flow, b: Flow): Flow => ({
  ...a,
  kind: a.kind === 'reference' || b.kind === 'reference' ? 'reference' : a.kind,
  label: a.label === b.label ? a.label : null,
  size: Math.max(a.size, b.size),
});

/** What gets a value from there waits for it anyway. */
function withoutIdleControl(flows: readonly Flow[], crosses: (flow: Flow) => boolean): Flow[] {
  const data = new Set(flows.filter(({ kind }) => kind !== 'control').map(({ from, to }) => `${from} ${to}`));
  return flows.filter(
    (flow) => flow.kind !== 'control' || crosses(flow) || !data.has(`${flow.from} ${flow.to}`),
  );
}
