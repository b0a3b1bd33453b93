// A scene as SVG text.
import { DETAIL_SIZE, PILL_HEIGHT, type Category, type Pill } from './faces.ts';
import { innerOrigin, PILL_GAP, PILL_PITCH, STACK, UNSHOWN_HEIGHT } from './layout.ts';
import type { Box, Line, Point, Scene } from './scene.ts';

export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const round = (value: number): string => String(Math.round(value * 10) / 10);
const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

export interface RenderOptions {
  /** Number of the hue of a box, or null for the colour of its kind. */
  readonly hueOf: (box: Box) => number | null;
}

/** Lines lie under boxes; captions over both. */
export function renderScene(scene: Scene, origin: Point, options: RenderOptions): string {
  const lines = scene.lines.map(renderLine).join('');
  const captions = scene.captions
    .map(
      ({ text, at: { x, y }, side }) =>
        `<text class="caption ${side}" x="${round(x)}" y="${round(y)}">${escapeText(text)}</text>`,
    )
    .join('');
  const open = scene.boxes.filter(({ inner }) => inner !== null);
  const closed = scene.boxes.filter(({ inner }) => inner === null);
  return (
    `<g transform="translate(${at(origin)})">\n` +
    open.map((box) => renderOpen(box, options)).join('') +
    `${lines}\n${closed.map((box) => renderBox(box, options)).join('')}${captions}</g>\n`
  );
}

function renderLine({ kind, points, ends, weight }: Line): string {
  const width = kind === 'control' ? '' : ` stroke-width="${round(1.1 + 0.35 * Math.min(weight, 6))}"`;
  return (
    `<path class="line ${kind}"${width} d="${pathOf(points)}"/>` +
    (ends ? head(points[points.length - 1], kind) : '')
  );
}

/** Straight where two points stand one under the other, else a curve that begins and ends straight down. */
function pathOf(points: readonly Point[]): string {
  let path = `M${at(points[0])}`;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a.y === b.y && a.x === b.x) continue;
    const middle = (a.y + b.y) / 2;
    path +=
      Math.abs(a.x - b.x) < 0.5
        ? `L${at(b)}`
        : `C${round(a.x)} ${round(middle)} ${round(b.x)} ${round(middle)} ${at(b)}`;
  }
  return path;
}

const head = ({ x, y }: Point, kind: string): string =>
  `<path class="head ${kind}" d="M${round(x)} ${round(y)}l-3.6 -7h7.2z"/>`;

function renderOpen(box: Box, options: RenderOptions): string {
  const { part, face, x, y, width, height } = box;
  return (
    `<g class="open"><title>${escapeText(part.name)}: name scope</title>` +
    `<rect class="face" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="10"/></g>\n` +
    renderScene(box.inner!, innerOrigin(box), options) +
    `<text class="heading" x="${round(x + 12)}" y="${round(y + 20)}">${escapeText(face.label)}</text>\n`
  );
}

function renderBox(box: Box, { hueOf }: RenderOptions): string {
  const { part, face, x, y, width, height, pills, unshown } = box;
  const hue = hueOf(box);
  const center = x + width / 2;
  const faceHeight = unshown > 0 ? height - UNSHOWN_HEIGHT : height;
  const lines = [
    `<text x="${round(center)}" y="${round(y + (face.detail === null ? faceHeight / 2 + 4 : 17))}">${escapeText(face.label)}</text>`,
  ];
  if (face.detail !== null)
    lines.push(
      `<text class="detail" x="${round(center)}" y="${round(y + 31)}">${escapeText(face.detail)}</text>`,
    );
  if (unshown > 0)
    lines.push(
      `<text class="detail" x="${round(center)}" y="${round(y + 45)}">uses ${unshown} more above</text>`,
    );
  const scope =
    part.kind === 'folded' && face.category === 'scope' ? ` data-scope="${escapeText(part.name)}"` : '';
  return (
    `<g class="${face.category}${hue === null ? '' : ` h${hue}`}"${scope}><title>${escapeText(face.title)}</title>` +
    `${shapeOf(face.category, x, y, width, height)}${lines.join('')}</g>` +
    `${renderPills(pills, x, y + height / 2)}\n`
  );
}

function shapeOf(category: Category, x: number, y: number, width: number, height: number): string {
  const rect = (dx: number, dy: number, radius: number): string =>
    `<rect class="face" x="${round(x + dx)}" y="${round(y + dy)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
  if (category === 'placeholder' || category === 'order') return rect(0, 0, height / 2);
  // More than one thing: a stack.
  if (category === 'scope') return rect(STACK, -STACK, 7) + rect(STACK / 2, -STACK / 2, 7) + rect(0, 0, 7);
  if (category === 'variable')
    return `${rect(0, 0, 4)}<path class="line" style="stroke:var(--variable-edge)" d="M${round(x + 4)} ${round(y)}v${round(height)}M${round(x + width - 4)} ${round(y)}v${round(height)}"/>`;
  return rect(0, 0, 6);
}

function renderPills(pills: readonly Pill[], right: number, middle: number): string {
  return pills
    .map(({ text, category, title, width }, i) => {
      const y = middle + (i - (pills.length - 1) / 2) * PILL_PITCH;
      const x = right - PILL_GAP - width;
      const thread = `M${round(x + width)} ${round(y)}C${round(right - 4)} ${round(y)} ${round(right - 8)} ${round(middle)} ${round(right)} ${round(middle)}`;
      return (
        `<g class="${category}"><title>${escapeText(title)}</title><path class="thread" d="${thread}"/>` +
        `<rect class="face" x="${round(x)}" y="${round(y - PILL_HEIGHT / 2)}" width="${width}" height="${PILL_HEIGHT}" rx="${PILL_HEIGHT / 2}"/>` +
        `<text class="detail" x="${round(x + width / 2)}" y="${round(y + DETAIL_SIZE * 0.35)}">${escapeText(text)}</text></g>`
      );
    })
    .join('');
}
