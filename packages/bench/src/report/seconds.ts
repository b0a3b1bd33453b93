const UNITS = [
  { unit: 's', size: 1 },
  { unit: 'ms', size: 1e-3 },
  { unit: 'µs', size: 1e-6 },
] as const;

/** Three digits that count, in the unit that suits: `0.0181` s is `18.1 ms`. */
export function formatSeconds(seconds: number): string {
  const { unit, size } = UNITS.find((one) => seconds >= one.size) ?? UNITS[2];
  return `${digits(seconds / size)} ${unit}`;
}

export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(value >= 1 ? 2 : 3);
}
