// Axes: from numbers to places on the page, with ticks a person would have chosen.

export interface Scale {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** @returns 0 at the lower end of the domain, 1 at the upper; outside of it beyond. */
  place(value: number): number;
}

/** Above this ratio of the largest to the smallest value a linear axis hides most of what happens. */
const LOG_RATIO = 25;

/**
 * The axes for losses, the one to show first before the other: logarithmic where they are all positive and span more
 * than {@link LOG_RATIO}, else linear. Only a linear one where a loss is not positive, or all are the same.
 * @param values finite; at least one
 */
export function lossScales(values: readonly number[]): [Scale, ...Scale[]] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const linear = linearScale(low, high, 5);
  if (!(low > 0) || low === high) return [linear];
  const log = logScale(low, high);
  return high / low > LOG_RATIO ? [log, linear] : [linear, log];
}

/** The first of {@link lossScales}. */
export const lossScale = (values: readonly number[]): Scale => lossScales(values)[0];

/** Widened to whole ticks; from zero if that costs less than half of the axis. */
export function linearScale(low: number, high: number, count: number): Scale {
  const from = low > 0 && low < 0.5 * high ? 0 : low;
  const [bottom, top] =
    from === high ? [from - 0.5 * (Math.abs(from) || 1), high + 0.5 * (Math.abs(high) || 1)] : [from, high];
  const step = niceStep((top - bottom) / count);
  const first = Math.floor(bottom / step + 1e-9);
  const last = Math.ceil(top / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => roundTo((first + i) * step, step));
  const [start, end] = [ticks[0], ticks[ticks.length - 1]];
  return { kind: 'linear', domain: [start, end], ticks, place: (value) => (value - start) / (end - start) };
}

/** For steps: exactly from low to high, ticks within. */
export function stepScale(low: number, high: number, count: number): Scale {
  const span = high - low || 1;
  const step = Math.max(1, niceStep(span / count));
  const ticks = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) ticks.push(tick);
  return { kind: 'linear', domain: [low, high], ticks, place: (value) => (value - low) / span };
}

/** Ticks at powers of ten, some of them where there are many; with 2 and 5 between where there are few. */
export function logScale(low: number, high: number): Scale {
  const [bottom, top] = [Math.log10(low), Math.log10(high)];
  const span = top - bottom;
  const margin = 0.04 * span;
  const [start, end] = [bottom - margin, top + margin];
  const every = Math.max(1, niceStep(span / 6));
  const ticks = [];
  for (let exponent = Math.floor(start / every) * every; exponent <= end; exponent += every) {
    for (const digit of span < 2.5 ? [1, 2, 5] : [1]) {
      const tick = Number(`${digit}e${exponent}`);
      if (Math.log10(tick) >= start && Math.log10(tick) <= end) ticks.push(tick);
    }
  }
  return {
    kind: 'log',
    domain: [10 ** start, 10 ** end],
    ticks,
    place: (value) => (Math.log10(value) - start) / (end - start),
  };
}

/** The least of 1, 2, 5 times a power of ten that is not less than `raw`. */
export function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const fraction = raw / power;
  const nice = [1, 2, 5, 10].find((candidate) => fraction <= candidate * (1 + 1e-9)) ?? 10;
  return nice * power;
}

/** Takes binary dust off a multiple of a step: 0.30000000000000004 becomes 0.3. */
function roundTo(value: number, step: number): number {
  const digits = Math.min(100, Math.max(0, 1 - Math.floor(Math.log10(step))));
  return Number(value.toFixed(digits));
}
