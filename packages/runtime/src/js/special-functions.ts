// Special functions in float64, to about 1e-15 of their size.

type Unary = (x: number) => number;

/** Σ c[i] xⁱ */
const polynomial = (x: number, c: readonly number[]): number => {
  let sum = 0;
  for (let i = c.length - 1; i >= 0; i--) sum = sum * x + c[i];
  return sum;
};

/** erf by its Taylor series: 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)); for |x| ≤ 2. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    const next = sum + term / (2 * n + 1);
    if (next === sum) break;
    sum = next;
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** erfc by its continued fraction, for x ≥ 2 (Abramowitz and Stegun 7.1.14, evaluated from its tail). */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}

const SMALL = 2;

export const erf: Unary = (x) => {
  if (Math.abs(x) <= SMALL || Number.isNaN(x)) return erfSeries(x);
  return x > 0 ? 1 - erfcFraction(x) : erfcFraction(-x) - 1;
};

export const erfc: Unary = (x) => {
  if (Math.abs(x) <= SMALL || Number.isNaN(x)) return x > 0.5 ? erfcMiddle(x) : 1 - erfSeries(x);
  return x > 0 ? erfcFraction(x) : 2 - erfcFraction(-x);
};

/** Between the two, where 1 − erf would lose digits and the fraction converges slowly: more of the fraction. */
function erfcMiddle(x: number): number {
  let fraction = x;
  for (let k = 800; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}

/** Above this the asymptotic series below are exact to the last digits. */
const LARGE = 15;

/** B₂ₖ / (2k (2k−1)), of Stirling's series for log Γ. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** log |Γ(x)|: Stirling's series, shifted up by the recurrence and reflected for negative x. */
export const lgamma: Unary = (x) => {
  if (Number.isNaN(x)) return NaN;
  if (!Number.isFinite(x)) return Infinity;
  if (x === 1 || x === 2) return 0;
  if (x <= 0) {
    if (Number.isInteger(x)) return Infinity;
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - lgamma(1 - x);
  }
  let shift = 1;
  let z = x;
  for (; z < LARGE; z++) shift *= z;
  const series = polynomial(1 / (z * z), STIRLING) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(shift);
};

/** B₂ₖ / 2k, of the asymptotic series of the digamma function. */
const DIGAMMA = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

/** Derivative of lgamma. */
export const digamma: Unary = (x) => {
  if (Number.isNaN(x) || x === -Infinity) return NaN;
  if (x <= 0) {
    if (Number.isInteger(x)) return NaN;
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  }
  let shift = 0;
  let z = x;
  for (; z < LARGE; z++) shift += 1 / z;
  const square = 1 / (z * z);
  return Math.log(z) - 0.5 / z - square * polynomial(square, DIGAMMA) - shift;
};

/** B₂ₖ / (2k)! */
const ZETA = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
];

/** Hurwitz's zeta function Σ (q + k)^−s for s > 1, q > 0, by Euler and Maclaurin's formula. */
function zeta(s: number, q: number): number {
  let sum = 0;
  let z = q;
  for (; z < LARGE; z++) sum += z ** -s;
  sum += z ** (1 - s) / (s - 1) + 0.5 * z ** -s;
  let factor = s;
  let power = z ** (-s - 1);
  ZETA.forEach((coefficient, k) => {
    sum += coefficient * factor * power;
    factor *= (s + 2 * k + 1) * (s + 2 * k + 2);
    power /= z * z;
  });
  return sum;
}

/** Derivative of order n of digamma, for whole n ≥ 0 and x > 0: (−1)ⁿ⁺¹ n! ζ(n + 1, x). */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  if (!Number.isInteger(n) || n < 0 || Number.isNaN(x)) return NaN;
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return (n % 2 === 0 ? -1 : 1) * factorial * zeta(n + 1, x);
}
