import type { ExportOptions } from '@residual/contracts';
import { Decimal } from 'decimal.js';

/**
 * Half up unless half even is asked for. Points are never negative, so half up is away from zero.
 * @param exact the grade before any rounding: rounding a rounded one again may go wrong
 * @param points the same, rounded to four decimals, as it is shown everywhere
 * @returns as many decimals as asked for, zeros included; without rounding the points as they are
 */
export function roundPoints(exact: string, points: string, rounding: ExportOptions['rounding']): string {
  if (!rounding) return points;
  const mode = rounding.mode === 'half-even' ? Decimal.ROUND_HALF_EVEN : Decimal.ROUND_HALF_UP;
  return new Decimal(exact).toFixed(rounding.places, mode);
}

/** At least so many decimals; none is taken away. */
export function padDecimals(points: string, places: number): string {
  const decimal = new Decimal(points);
  return decimal.toFixed(Math.max(places, decimal.decimalPlaces(), points.split('.')[1]?.length ?? 0));
}
