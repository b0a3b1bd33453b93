// What a program asked to be plotted, drawn from the data that was kept of it.
import type { Plot } from '@residual/contracts';
import { html, type Html } from '../design/html.ts';
import { visible } from '../design/visible-text.ts';
import type { Language } from '../language/language.ts';
import { formatTick } from './loss-line.ts';
import { linearScale, logScale, type Scale } from './scale.ts';
import { words } from './words.ts';

const FRAME = { width: 640, height: 320, left: 64, right: 16, top: 30, bottom: 46 } as const;
const COLOURS = 6;
const GREYS = 16;

type Series = Plot['series'][number];
interface Point {
  readonly x: number;
  readonly y: number;
}

/** @param plots as the report holds them */
export const plotFigures = (plots: readonly Plot[], id: string, language: Language): Html =>
  plots.map((plot, i) => figure(plot, `${id}-${i}`, language));

function figure(plot: Plot, id: string, language: Language): Html {
  const say = words[language];
  const name = plot.title ?? say.plot;
  const [image] = plot.images;
  return html`<figure class="plotted">
    ${image ? picture(image, `${id}-title`, name) : chart(plot, `${id}-title`, { name, language })}
    ${image && plot.title && html`<figcaption>${visible(plot.title)}</figcaption>`} ${legend(plot)}
  </figure>`;
}

/** Numbers that a place can be found for; a logarithmic axis has none for what is not positive. */
function pointsOf({ x, y }: Series, { logX = false, logY = false }: Plot): Point[] {
  return y.flatMap((value, i) => {
    const at = x.length > 0 ? (x[i] ?? null) : i;
    if (value === null || at === null || (logX && at <= 0) || (logY && value <= 0)) return [];
    return [{ x: at, y: value }];
  });
}

function scaleOf(values: readonly number[], isLog: boolean, count: number): Scale {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return isLog && low < high ? logScale(low, high) : linearScale(low, high, count);
}

const round = (value: number): number => Math.round(value * 10) / 10;

function chart(plot: Plot, id: string, { name, language }: { name: string; language: Language }): Html {
  const drawn = plot.series.map((series) => ({ series, points: pointsOf(series, plot) }));
  const all = drawn.flatMap(({ points }) => points);
  if (all.length === 0) return html`<p class="muted">${words[language].emptyPlot}</p>`;
  // Bars stand on zero.
  const ground = plot.series.some(({ kind }) => kind === 'bars') && !plot.logY ? [0] : [];
  const x = scaleOf(
    all.map((point) => point.x),
    plot.logX ?? false,
    8,
  );
  const y = scaleOf([...all.map((point) => point.y), ...ground], plot.logY ?? false, 5);
  const { left, top } = FRAME;
  const [right, bottom] = [FRAME.width - FRAME.right, FRAME.height - FRAME.bottom];
  const placeX = (value: number): number => round(left + (right - left) * x.place(value));
  const placeY = (value: number): number => round(bottom - (bottom - top) * y.place(value));
  return html`<svg class="plot" viewBox="0 0 ${FRAME.width} ${FRAME.height}" role="img" aria-labelledby=${id}>
    <title id=${id}>${visible(name)}</title>
    <g class="axes">
      ${y.ticks.map(
        (tick) =>
          html`<path class="grid" d="M${left} ${placeY(tick)}H${right}" />
            <text x=${left - 8} y=${placeY(tick)} dy="0.35em" text-anchor="end"
              >${formatTick(tick, y, language)}</text
            >`,
      )}
      <path class="axis" d="M${left} ${bottom}H${right}" />
      ${x.ticks.map(
        (tick) =>
          html`<path class="axis" d="M${placeX(tick)} ${bottom}v5" />
            <text x=${placeX(tick)} y=${bottom + 18} text-anchor="middle"
              >${formatTick(tick, x, language)}</text
            >`,
      )}
      <text class="title" x=${left} y=${top - 14}>
        ${visible([plot.title, plot.y].filter(Boolean).join(' · '))}
      </text>
      <text class="title" x=${right} y=${bottom + 38} text-anchor="end">${visible(plot.x ?? '')}</text>
    </g>
    ${drawn.map(({ series: { kind }, points }, i) => {
      const colour = `series-${i % COLOURS}`;
      const places = points.map((point) => `${placeX(point.x)} ${placeY(point.y)}`);
      if (kind === 'line') return html`<path class="line ${colour}" d="M${places.join('L')}" />`;
      if (kind === 'points')
        return html`<path class="dots ${colour}" d=${places.map((place) => `M${place}h0`).join('')} />`;
      const base = placeY(ground.length > 0 ? 0 : y.domain[0]);
      const width = Math.max(1, Math.min(40, (0.8 * (right - left)) / points.length));
      return html`<path
        class="bars ${colour}"
        stroke-width=${round(width)}
        d=${points.map((point) => `M${placeX(point.x)} ${base}V${placeY(point.y)}`).join('')}
      />`;
    })}
  </svg>`;
}

/** One path for each of a few greys: a square for each value. */
function picture({ width, values }: Plot['images'][number], id: string, name: string): Html {
  const squares = Array.from({ length: GREYS }, () => '');
  values.forEach((value, i) => {
    const grey = Math.max(0, Math.min(GREYS - 1, Math.round(value * (GREYS - 1))));
    squares[grey] += `M${i % width} ${Math.floor(i / width)}h1v1h-1z`;
  });
  return html`<svg
    class="picture"
    viewBox="0 0 ${width} ${Math.ceil(values.length / width)}"
    shape-rendering="crispEdges"
    role="img"
    aria-labelledby=${id}
  >
    <title id=${id}>${visible(name)}</title>
    ${squares.map((path, grey) => {
      const level = Math.round((255 * grey) / (GREYS - 1));
      return path !== '' && html`<path d=${path} fill="rgb(${level},${level},${level})" />`;
    })}
  </svg>`;
}

function legend({ series }: Plot): Html {
  const named = series.flatMap(({ label }, i) => (label ? [{ label, colour: i % COLOURS }] : []));
  return (
    named.length > 0 &&
    html`<figcaption>
      <ul class="series-legend">
        ${named.map(
          ({ label, colour }) =>
            html`<li>
              <svg viewBox="0 0 20 10" aria-hidden="true">
                <path class="line series-${colour}" d="M1 5H19" />
              </svg>
              ${visible(label)}
            </li>`,
        )}
      </ul>
    </figcaption>`
  );
}
