// Numbers as Python 2.7 and NumPy 1.13 print them.

/** C's `%.{precision}g`: significant digits, trailing zeros dropped, exponent of at least two digits. */
export function formatG(x: number, precision: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const [mantissa, exponentText] = x.toExponential(precision - 1).split('e');
  const exponent = Number(exponentText);
  const trim = (s: string): string => (s.includes('.') ? s.replace(/\.?0+$/, '') : s);
  if (exponent < -4 || exponent >= precision) return `${trim(mantissa)}${formatExponent(exponent)}`;
  return trim(x.toFixed(precision - 1 - exponent));
}

/** `e-05`, `e+16`. */
export const formatExponent = (exponent: number): string =>
  `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

/** A float: `%.{precision}g` with `.0` where it would look like an integer. */
export function formatFloat(x: number, precision: number): string {
  const text = formatG(x, precision);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** C's `%{width}.{precision}e`. */
export function formatE(x: number, precision: number): string {
  const [mantissa, exponent] = x.toExponential(precision).split('e');
  return `${mantissa}${formatExponent(Number(exponent))}`;
}
