// The signature of the product: the loss along the runs of train, over the reference's, drawn on the server.
import type { LossCurve } from '@residual/contracts';
import { formatCount, formatFigure } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import type { Language } from '../language/language.ts';
import { describeCurve, lowestOf, seriesOf, type Point, type Series } from './curve-series.ts';
import { formatTick, lossLine } from './loss-line.ts';
import { lossScales, stepScale, type Scale } from './scale.ts';
import { words } from './words.ts';

/** In SVG units; the style sheet shows the wide frame or, on a phone, the narrow one. */
interface Frame {
  readonly kind: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const WIDE: Frame = { kind: 'wide', width: 800, height: 340, left: 60, right: 88, top: 30, bottom: 44 };
const NARROW: Frame = { kind: 'narrow', width: 380, height: 270, left: 48, right: 14, top: 28, bottom: 42 };

interface Plot {
  readonly frame: Frame;
  readonly x: Scale;
  readonly y: Scale;
  readonly placeX: (step: number) => number;
  readonly placeY: (loss: number) => number;
}

/**
 * A figure with the curve for each axis (linear, logarithmic), each wide and narrow; a switch between the axes that
 * needs no script; a legend with the figures.
 * @param id unique on the page
 */
export function lossCurve(curve: LossCurve, id: string, language: Language = 'en'): Html {
  const series = seriesOf(curve);
  const points = series.flatMap((each) => each.points);
  if (points.length === 0) return html`<p class="muted">${describeCurve(series, language)}</p>`;
  if (series.every((each) => each.points.length <= 1)) return lossLine({ series, points, id, language });
  const scales = lossScales(points.map(({ loss }) => loss));
  return html`<figure class="curve" data-curve=${JSON.stringify(curve)}>
    ${scales.length > 1 && axisSwitch(scales, id, language)}
    ${scales.flatMap((y) =>
      [WIDE, NARROW].map((frame) =>
        drawing(makePlot(frame, series, y), series, { id: `${id}-${frame.kind}-${y.kind}`, language }),
      ),
    )}
    <figcaption>
      <p>${describeCurve(series, language)}</p>
      ${legend(series, language)}
    </figcaption>
  </figure>`;
}

/** The sheet shows the drawings of the axis that is chosen. */
function axisSwitch(scales: readonly Scale[], id: string, language: Language): Html {
  const say = words[language];
  return html`<fieldset class="axis-switch">
    <legend class="visually-hidden">${say.axis}</legend>
    ${scales.map(
      ({ kind }, i) =>
        html`<label
          ><input type="radio" name="${id}-axis" value=${kind} checked=${i === 0} /><span
            >${say[kind]}</span
          ></label
        >`,
    )}
  </fieldset>`;
}

function makePlot(frame: Frame, series: readonly Series[], y: Scale): Plot {
  const steps = series.flatMap(({ points, brokenAt }) => [
    ...points.map(({ step }) => step),
    ...(brokenAt === null ? [] : [brokenAt]),
  ]);
  const low = steps.reduce((a, b) => Math.min(a, b));
  const high = steps.reduce((a, b) => Math.max(a, b));
  const x = stepScale(low, high, frame.kind === 'wide' ? 8 : 4);
  const width = frame.width - frame.left - frame.right;
  const height = frame.height - frame.top - frame.bottom;
  return {
    frame,
    x,
    y,
    placeX: (step) => round(frame.left + width * x.place(step)),
    placeY: (loss) => round(frame.top + height * (1 - y.place(loss))),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

interface Saying {
  readonly id: string;
  readonly language: Language;
}

function drawing(plot: Plot, series: readonly Series[], { id, language }: Saying): Html {
  const { frame, x, y } = plot;
  const say = words[language];
  return html`<svg
    class="plot ${frame.kind} ${y.kind}"
    viewBox="0 0 ${frame.width} ${frame.height}"
    role="img"
    aria-labelledby="${id}-title ${id}-desc"
    data-box=${JSON.stringify([frame.left, frame.top, frame.width - frame.right, frame.height - frame.bottom])}
    data-x=${JSON.stringify(x.domain)}
    data-y=${JSON.stringify(y.domain)}
    data-y-kind=${y.kind}
  >
    <title id="${id}-title">${say.alongRuns}${y.kind === 'log' ? `, ${say.log}` : ''}</title>
    <desc id="${id}-desc">${describeCurve(series, language)}</desc>
    ${axes(plot, language)} ${series.map((each) => brokenRegion(plot, each, { id, language }))}
    ${series.map((each) => line(plot, each))} ${series.map((each) => lowestRing(plot, each))}
    ${frame.kind === 'wide' && endLabels(plot, series, language)}
    <g class="cursor" aria-hidden="true"></g>
  </svg>`;
}

function axes({ frame, x, y, placeX, placeY }: Plot, language: Language): Html {
  const say = words[language];
  const right = frame.width - frame.right;
  const bottom = frame.height - frame.bottom;
  return html`<g class="axes">
    ${y.ticks.map(
      (tick) =>
        html`<path class="grid" d="M${frame.left} ${placeY(tick)}H${right}" />
          <text x=${frame.left - 8} y=${placeY(tick)} dy="0.35em" text-anchor="end"
            >${formatTick(tick, y, language)}</text
          >`,
    )}
    <path class="axis" d="M${frame.left} ${bottom}H${right}" />
    ${x.ticks.map(
      (tick) =>
        html`<path class="axis" d="M${placeX(tick)} ${bottom}v5" />
          <text x=${placeX(tick)} y=${bottom + 18} text-anchor="middle"
            >${formatCount(tick, language)}</text
          >`,
    )}
    <text class="title" x=${frame.left} y=${frame.top - 14} text-anchor="start"
      >${say.lossAxis}${y.kind === 'log' ? ` (${say.log})` : ''}</text
    >
    <text class="title" x=${right} y=${bottom + 36} text-anchor="end">${say.runsOfTrain}</text>
  </g>`;
}

/** A line through the finite points; a dot where there is only one. */
function line(plot: Plot, { name, points }: Series): Html {
  if (points.length === 0) return null;
  if (points.length === 1) {
    const [{ step, loss }] = points;
    return html`<circle class="single ${name}" cx=${plot.placeX(step)} cy=${plot.placeY(loss)} r="4.5" />`;
  }
  const kept = thin(points, plot.frame.kind === 'wide' ? 600 : 300);
  const path = kept.map(({ step, loss }) => `${plot.placeX(step)} ${plot.placeY(loss)}`).join('L');
  return html`<path class="line ${name}" d="M${path}" />`;
}

/** Keeps the lowest and the highest of each stretch, so that no spike is lost. */
export function thin(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  const size = Math.ceil((2 * points.length) / limit);
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += size) {
    const stretch = points.slice(start, start + size);
    const lowest = lowestOf(stretch);
    const highest = stretch.reduce((best, point) => (point.loss > best.loss ? point : best));
    kept.push(
      ...(lowest.step < highest.step ? [lowest, highest] : [highest, lowest]).slice(0, stretch.length),
    );
  }
  const last = points[points.length - 1];
  return kept[kept.length - 1] === last ? kept : [...kept, last];
}

/** Where the loss has left the finite numbers. */
function brokenRegion(
  { frame, placeX, x }: Plot,
  { name, points, brokenAt }: Series,
  { id, language }: Saying,
): Html {
  if (name !== 'training' || brokenAt === null) return null;
  const before = points.filter(({ step }) => step < brokenAt);
  const from = placeX(before.length > 0 ? before[before.length - 1].step : x.domain[0]);
  const right = frame.width - frame.right;
  const height = frame.height - frame.top - frame.bottom;
  const width = Math.max(right - from, 6);
  return html`<g class="broken">
    <pattern
      id="${id}-hatch"
      width="7"
      height="7"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <path d="M0 0V7" />
    </pattern>
    <rect x=${from} y=${frame.top} width=${width} height=${height} fill="url(#${id}-hatch)" />
    <path class="edge" d="M${from} ${frame.top}v${height}" />
    ${
      width > 130 &&
      html`<text x=${from + width / 2} y=${frame.top + height / 2} text-anchor="middle"
        >${words[language].notFinite}</text
      >`
    }
  </g>`;
}

/** Shows where validation was lowest, if it fell first and training went on well past it. */
function lowestRing({ placeX, placeY }: Plot, { name, points }: Series): Html {
  if (name !== 'validation' || points.length < 3) return null;
  const lowest = lowestOf(points);
  if (lowest === points[0]) return null;
  if (lowest.loss >= 0.98 * points[points.length - 1].loss) return null;
  return html`<circle class="ring ${name}" cx=${placeX(lowest.step)} cy=${placeY(lowest.loss)} r="5" />`;
}

const LABEL = { width: 80, height: 16 };

/** Names at the lines' ends, moved apart where they would touch. */
function endLabels({ frame, placeX, placeY }: Plot, series: readonly Series[], language: Language): Html {
  const right = frame.width - frame.right;
  const bottom = frame.height - frame.bottom - 2;
  const ends = series
    .filter(({ points }) => points.length > 0)
    .map(({ name, points }) => ({ name, point: points[points.length - 1] }))
    .map(({ name, point }) => ({ name, x: placeX(point.step), y: placeY(point.loss) }))
    .toSorted((a, b) => a.y - b.y);
  // Where training goes on past the reference's end, it would run through a name beside that.
  const isBelow = ({ name, x }: { name: string; x: number }): boolean =>
    name === 'reference' && x < right - 1;
  const places = ends.map(({ y }) => Math.min(y, bottom));
  for (const [i, end] of ends.entries()) {
    const above = ends.findLastIndex((other, j) => j < i && Math.abs(other.x - end.x) < LABEL.width);
    if (above >= 0) places[i] = Math.max(places[i], places[above] + LABEL.height);
  }
  const excess = Math.max(0, ...places.map((place) => place - bottom));
  return html`<g class="ends">
    ${ends.map((end, i) => {
      const { name, x, y } = end;
      const place = places[i] > bottom - ends.length * LABEL.height ? places[i] - excess : places[i];
      const at = isBelow(end)
        ? { x, y: Math.min(y + LABEL.height, bottom), anchor: 'end' }
        : { x: x + 10, y: place, anchor: 'start' };
      return html`<circle class=${name} cx=${x} cy=${y} r="3" />
        <text class=${name} x=${at.x} y=${at.y} dy="0.35em" text-anchor=${at.anchor}
          >${words[language].series[name]}</text
        >`;
    })}
  </g>`;
}

const swatch = (name: Series['name']): Html =>
  html`<svg class="swatch" viewBox="0 0 28 10" aria-hidden="true">
    <path class="line ${name}" d="M2 5H26" />
  </svg>`;

function legend(series: readonly Series[], language: Language): Html {
  const say = words[language];
  const figure = (loss: number): string => formatFigure(loss, language);
  return html`<table class="legend">
    <thead>
      <tr>
        <th scope="col">${say.lossAxis}</th>
        <th scope="col">${say.atFirst}</th>
        <th scope="col">${say.lowest}</th>
        <th scope="col">${say.atEnd}</th>
      </tr>
    </thead>
    <tbody>
      ${series.toReversed().map(({ name, points, brokenAt }) => {
        if (points.length === 0) return null;
        const lowest = lowestOf(points);
        return html`<tr>
          <th scope="row">${swatch(name)} ${say.seriesTitle[name]}</th>
          <td>${figure(points[0].loss)}</td>
          <td>${figure(lowest.loss)} <small>${say.run} ${formatCount(lowest.step, language)}</small></td>
          <td>${brokenAt === null ? figure(points[points.length - 1].loss) : say.notFiniteShort}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
