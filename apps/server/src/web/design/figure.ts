// Measured numbers as people read them.
import { html, type Html } from './html.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export const superscript = (exponent: number): string =>
  (exponent < 0 ? '⁻' : '') +
  String(Math.abs(exponent)).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);

/** Four significant digits: "0.3133", "53.6", "1.2·10⁻²⁰". */
export function formatFigure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e5) return minus(String(Number(value.toPrecision(4))));
  const [digits, exponent] = value.toExponential(3).split('e');
  return minus(`${String(Number(digits))}·10${superscript(Number(exponent))}`);
}

/** "10,000" */
export const formatCount = (count: number): string => count.toLocaleString('en-GB');

const minus = (text: string): string => text.replace(/^-/, '−');

/** "7.5 of 10" for ears, "7.5/10" for eyes. */
export const pointsOf = (points: string, maxPoints: string): Html =>
  html`<span class="points"
    ><span class="visually-hidden">${points} of ${maxPoints} points</span
    ><span aria-hidden="true">${points}<small>/${maxPoints}</small></span></span
  >`;

export const plural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
