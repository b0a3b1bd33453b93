import { Decimal } from 'decimal.js';

const NUMBER = /^-?\d+([.,]\d+)?$/;

const toNumber = (text: string): Decimal | null =>
  NUMBER.test(text) ? new Decimal(text.replace(',', '.')) : null;

/**
 * Whether a cell says the same: "8.50" and "8.5" do, a zero and an empty cell do not.
 * @param places as many decimals are looked at; without it all
 */
export function sameGrade(before: string, after: string, places?: number): boolean {
  const [a, b] = [before, after].map((text) => toNumber(text.trim()));
  if (a && b) {
    const rounded = (value: Decimal): Decimal =>
      places === undefined ? value : value.toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
    return rounded(a).equals(rounded(b));
  }
  return normal(before) === normal(after);
}

/** A hyphen is an empty cell for Canvas and Moodle. */
const normal = (text: string): string => (text.trim() === '-' ? '' : text.trim().toUpperCase());
