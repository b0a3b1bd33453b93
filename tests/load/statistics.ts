/** The value that a share of the values (0 to 1) does not exceed, by the nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** p50, p95, p99 and the worst, in milliseconds. */
export const spread = (values: readonly number[]): string =>
  [0.5, 0.95, 0.99, 1].map((share) => Math.round(quantile(values, share)).toString().padStart(7)).join(' ');
