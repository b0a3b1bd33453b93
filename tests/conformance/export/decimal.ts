// Decimals as whole numbers of their smallest unit: another way to the same figures than the library that exports use.

const SCALE = 8;

/** @param units hundred-millionths @returns units of 10^-places */
export function roundUnits(units: bigint, places: number, mode: 'half-up' | 'half-even'): bigint {
  const step = 10n ** BigInt(SCALE - places);
  const [whole, rest] = [units / step, units % step];
  const twice = rest * 2n;
  const up = twice > step || (twice === step && (mode === 'half-up' || whole % 2n === 1n));
  return whole + (up ? 1n : 0n);
}

/** Without zeros at the end. */
export function toDecimal(units: bigint, places: number): string {
  const digits = units.toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** The same decimal however many zeros it ends with. @throws for what is none */
export function canonical(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`"${text}" is no plain decimal`);
  const [whole, fraction = ''] = text.split('.');
  return toDecimal(BigInt(whole + fraction), fraction.length);
}
