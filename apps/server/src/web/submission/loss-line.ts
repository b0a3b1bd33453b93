// A program that trains in one step has no curve: its losses are dots on one axis, which shows how far apart they are.
import { formatFigure, superscript } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import type { Language } from '../language/language.ts';
import { describeCurve, type Point, type Series } from './curve-series.ts';
import { lossScale, type Scale } from './scale.ts';
import { words } from './words.ts';

const FRAMES = [
  { kind: 'wide', width: 800, ends: 56 },
  { kind: 'narrow', width: 380, ends: 44 },
] as const;
const HEIGHT = 92;
const AXIS = 58;

export interface LossLine {
  /** With at most one point each. */
  readonly series: readonly Series[];
  readonly points: readonly Point[];
  readonly id: string;
  readonly language: Language;
}

export function lossLine({ series, points, id, language }: LossLine): Html {
  const scale = lossScale(points.map(({ loss }) => loss));
  return html`<figure class="curve">
    ${FRAMES.map((frame) => drawing(frame, scale, { series, language, id: `${id}-${frame.kind}` }))}
    <figcaption>${describeCurve(series, language)}</figcaption>
  </figure>`;
}

function drawing(
  frame: (typeof FRAMES)[number],
  scale: Scale,
  { series, language, id }: Pick<LossLine, 'series' | 'language' | 'id'>,
): Html {
  const say = words[language];
  const length = frame.width - 2 * frame.ends;
  const place = (loss: number): number => Math.round(10 * (frame.ends + length * scale.place(loss))) / 10;
  const dots = series
    .flatMap(({ name, points }) => points.map(({ loss }) => ({ name, x: place(loss), loss })))
    .toSorted((a, b) => a.x - b.x);
  const areClose = dots.some((dot, i) => i > 0 && dot.x - dots[i - 1].x < 110);
  return html`<svg
    class="plot loss-line ${frame.kind}"
    viewBox="0 0 ${frame.width} ${HEIGHT}"
    role="img"
    aria-labelledby="${id}-title ${id}-desc"
  >
    <title id="${id}-title">${say.afterOneRun}</title>
    <desc id="${id}-desc">${describeCurve(series, language)}</desc>
    <path class="axis" d="M${frame.ends} ${AXIS}H${frame.width - frame.ends}" />
    ${scale.ticks.map(
      (tick) =>
        html`<path class="axis" d="M${place(tick)} ${AXIS}v5" />
          <text class="tick" x=${place(tick)} y=${AXIS + 20} text-anchor="middle"
            >${formatTick(tick, scale, language)}</text
          >`,
    )}
    ${dots.map(
      ({ name, x, loss }, i) =>
        html`<circle class="single ${name}" cx=${x} cy=${AXIS} r="5.5" />
          <text
            class=${name}
            x=${x < 120 ? x - 6 : x > frame.width - 120 ? x + 6 : x}
            y=${AXIS - 14 - (areClose ? 18 * i : 0)}
            text-anchor=${x < 120 ? 'start' : x > frame.width - 120 ? 'end' : 'middle'}
            >${say.series[name]} ${formatFigure(loss, language)}</text
          >`,
    )}
  </svg>`;
}

export function formatTick(tick: number, { kind }: Scale, language: Language = 'en'): string {
  if (kind === 'linear' || (tick >= 1e-3 && tick < 1e4)) return formatFigure(tick, language);
  const [digit, exponent] = tick.toExponential(0).split('e');
  return `${digit === '1' ? '' : `${digit}·`}10${superscript(Number(exponent))}`;
}
