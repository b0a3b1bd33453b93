// A program that trains in one step has no curve: its losses are dots on one axis, which shows how far apart they are.
import { formatFigure, superscript } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { describeCurve, type Point, type Series } from './curve-series.ts';
import { lossScale, type Scale } from './scale.ts';

const FRAMES = [
  { kind: 'wide', width: 800, ends: 56 },
  { kind: 'narrow', width: 380, ends: 44 },
] as const;
const HEIGHT = 92;
const AXIS = 58;

/** @param series with at most one point each */
export function lossLine(series: readonly Series[], points: readonly Point[], id: string): Html {
  const scale = lossScale(points.map(({ loss }) => loss));
  return html`<figure class="curve">
    ${FRAMES.map((frame) => drawing(frame, scale, series, `${id}-${frame.kind}`))}
    <figcaption>${describeCurve(series)}</figcaption>
  </figure>`;
}

function drawing(frame: (typeof FRAMES)[number], scale: Scale, series: readonly Series[], id: string): Html {
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
    <title id="${id}-title">Loss after the one run of train</title>
    <desc id="${id}-desc">${describeCurve(series)}</desc>
    <path class="axis" d="M${frame.ends} ${AXIS}H${frame.width - frame.ends}" />
    ${scale.ticks.map(
      (tick) =>
        html`<path class="axis" d="M${place(tick)} ${AXIS}v5" />
          <text class="tick" x=${place(tick)} y=${AXIS + 20} text-anchor="middle"
            >${formatTick(tick, scale)}</text
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
            >${name} ${formatFigure(loss)}</text
          >`,
    )}
  </svg>`;
}

export function formatTick(tick: number, { kind }: Scale): string {
  if (kind === 'linear' || (tick >= 1e-3 && tick < 1e4)) return formatFigure(tick);
  const [digit, exponent] = tick.toExponential(0).split('e');
  return `${digit === '1' ? '' : `${digit}·`}10${superscript(Number(exponent))}`;
}
