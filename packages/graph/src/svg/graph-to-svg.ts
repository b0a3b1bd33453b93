// A graph as a self-contained SVG drawing: layers from what is given to what comes out, name scopes folded.
import type { NodeDef } from '../graphdef.ts';
import { constantPill, faceOf, isSmallConstant, type Category, type Pill } from './faces.ts';
import { flowsOf } from './flows.ts';
import { layOut } from './layout.ts';
import { describeNodes, type NodeInfo } from './node-info.ts';
import { escapeText, renderScene } from './render.ts';
import type { Box } from './scene.ts';
import { partsOf, type Expand, type Part } from './scopes.ts';
import { HUES, styleSheet } from './style.ts';

export interface SvgOptions {
  /** Name scopes to open: by their names, all, none, or some where there would be little to see ('auto'). */
  readonly expand?: Expand;
  /** 'structure' shows kinds of nodes, and scopes that are alike in one colour; 'device' shows who runs what. */
  readonly colorBy?: 'structure' | 'device';
  /** Said to those who cannot see it. */
  readonly title?: string;
  /** Of the svg element; several drawings in one page need different ones. */
  readonly id?: string;
  /** What the colours and lines mean, below the drawing. */
  readonly legend?: boolean;
}

const MARGIN = 20;

/** The same nodes and options give the same text. */
export function graphToSvg(nodes: readonly NodeDef[], options: SvgOptions = {}): string {
  const { expand = 'auto', colorBy = 'structure', id = 'graph', legend = true } = options;
  const infos = describeNodes(nodes);
  const hidden = new Set([...infos.values()].filter(isSmallConstant).map(({ def }) => def.name));
  const parts = partsOf(infos, hidden, expand);
  const names = [...infos.keys()];
  const scene = layOut(parts, '', {
    flows: flowsOf(infos, parts),
    pills: pillsOf(infos, hidden, parts),
    sizeOf: ({ name, members }) =>
      Math.max(members.length, names.filter((node) => node === name || node.startsWith(`${name}/`)).length),
  });
  const { hueOf, entries } = colours(parts, colorBy);
  const key = legend
    ? legendOf(scene.boxes.length === 0 ? [] : parts, colorBy, entries)
    : { svg: '', width: 0, height: 0 };
  const width = Math.ceil(Math.max(scene.width, key.width) + 2 * MARGIN);
  const height = Math.ceil(scene.height + key.height + 2 * MARGIN);
  const title = options.title ?? 'Computation graph';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" id="${escapeText(id)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-labelledby="${escapeText(id)}-title ${escapeText(id)}-desc">\n` +
    `<title id="${escapeText(id)}-title">${escapeText(title)}</title>\n` +
    `<desc id="${escapeText(id)}-desc">${escapeText(description(infos))}</desc>\n` +
    `<style>${styleSheet(id)}</style>\n<rect class="ground" width="${width}" height="${height}" rx="8"/>\n` +
    renderScene(
      scene,
      { x: MARGIN + Math.max(0, (width - 2 * MARGIN - scene.width) / 2), y: MARGIN },
      { hueOf },
    ) +
    `<g transform="translate(${MARGIN} ${scene.height + 2 * MARGIN})">${key.svg}</g>\n</svg>\n`
  );
}

/** Constants by the part that uses them; a constant of the part itself is not said again. */
function pillsOf(
  infos: ReadonlyMap<string, NodeInfo>,
  hidden: ReadonlySet<string>,
  parts: readonly Part[],
): Map<string, Pill[]> {
  const pills = new Map<string, Pill[]>();
  const visit = (part: Part): void => {
    if (part.kind === 'open') {
      part.parts.forEach(visit);
      return;
    }
    const used = new Set(part.members.flatMap(({ inputs }) => inputs.map(({ from }) => from)));
    const outside = [...used].filter(
      (name) => hidden.has(name) && (part.kind === 'node' || !name.startsWith(`${part.name}/`)),
    );
    pills.set(
      part.name,
      outside.map((name) => constantPill(infos.get(name)!)),
    );
  };
  parts.forEach(visit);
  return pills;
}

function leaves(parts: readonly Part[]): Part[] {
  return parts.flatMap((part) => (part.kind === 'open' ? leaves(part.parts) : [part]));
}

/** Which box has which hue, and what the hues mean. */
function colours(
  parts: readonly Part[],
  colorBy: 'structure' | 'device',
): { readonly hueOf: (box: Box) => number | null; readonly entries: readonly (readonly [number, string])[] } {
  const labels = new Map<string, string>();
  for (const part of leaves(parts))
    labels.set(part.name, colorBy === 'device' ? deviceOf(part) : structureOf(part));
  const shared = Map.groupBy(labels.values(), (label) => label);
  const coloured = [...shared]
    .filter(([label, list]) => label !== '' && (colorBy === 'device' || list.length > 1))
    .map(([label]) => label);
  const hues = new Map(coloured.map((label, i) => [label, i % HUES]));
  return {
    hueOf: ({ part }) => hues.get(labels.get(part.name) ?? '') ?? null,
    entries: colorBy === 'device' ? [...hues].map(([label, hue]) => [hue, label] as const) : [],
  };
}

/** The device that all nodes of a part ask for; '' for none, or for several. */
function deviceOf({ members }: Part): string {
  const devices = new Set(members.map(({ def }) => def.device));
  return devices.size === 1 ? [...devices][0] : '';
}

/** Scopes that hold the same ops in the same order are alike; '' for what is not a folded scope. */
function structureOf(part: Part): string {
  if (part.kind !== 'folded' || faceOf(part, 0).category !== 'scope') return '';
  return part.members.map(({ def }) => def.op).join(' ');
}

function description(infos: ReadonlyMap<string, NodeInfo>): string {
  const nodes = [...infos.values()];
  const named = (op: string): string =>
    nodes
      .filter(({ def }) => def.op === op)
      .map(({ def }) => def.name)
      .slice(0, 12)
      .join(', ');
  const kinds = [
    ['placeholders', named('Placeholder')],
    ['variables', named('VariableV2')],
  ].filter(([, list]) => list !== '');
  const count = nodes.length === 1 ? '1 node' : `${nodes.length} nodes`;
  return [`${count}.`, ...kinds.map(([kind, list]) => `${kind}: ${list}.`)].join(' ');
}

const KINDS: readonly (readonly [Category, string])[] = [
  ['placeholder', 'placeholder'],
  ['variable', 'variable'],
  ['constant', 'constant'],
  ['operation', 'operation'],
  ['change', 'changes a variable'],
  ['order', 'only waits'],
  ['scope', 'name scope'],
];

/** The kinds that occur, in one row. */
function legendOf(
  parts: readonly Part[],
  colorBy: 'structure' | 'device',
  devices: readonly (readonly [number, string])[],
): { readonly svg: string; readonly width: number; readonly height: number } {
  const seen = new Set(leaves(parts).map((part) => faceOf(part, 0).category));
  const kinds: [className: string, text: string][] =
    colorBy === 'device'
      ? devices.map(([hue, device]) => [`operation h${hue}`, device])
      : KINDS.filter(([category]) => seen.has(category)).map(([category, text]) => [category, text]);
  if (kinds.length === 0) return { svg: '', width: 0, height: 0 };
  let x = 0;
  const svg = kinds
    .map(([className, text]) => {
      const round = className === 'placeholder' || className === 'order' ? 6 : 3;
      const entry =
        `<g class="${className}"><rect class="face" x="${x}" y="0" width="20" height="12" rx="${round}"/></g>` +
        `<text class="legend" x="${x + 27}" y="10">${escapeText(text)}</text>`;
      x += Math.ceil(27 + text.length * 11 * 0.605 + 22);
      return entry;
    })
    .join('');
  return { svg, width: x, height: 12 + MARGIN };
}
