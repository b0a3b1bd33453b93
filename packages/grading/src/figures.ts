// How measured numbers are written for students.

/** Six significant digits, without trailing zeros: 0.69315, 4.2e-7, NaN. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  return String(Number(value.toPrecision(6)));
}

/** Two significant digits: tolerances and deviations. */
export const formatSmall = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(2))) : formatNumber(value);
