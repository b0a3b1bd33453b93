// Measured numbers as people read them.
import { LOCALES, type Language } from '../language/language.ts';
import { html, type Html } from './html.ts';
import { words } from './words.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

export const superscript = (exponent: number): string =>
  (exponent < 0 ? '⁻' : '') +
  String(Math.abs(exponent)).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);

/** Four significant digits: "0.3133", "53.6", "1.2·10⁻²⁰"; in German "0,3133". */
export function formatFigure(value: number, language: Language = 'en'): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const format = new Intl.NumberFormat(LOCALES[language], {
    maximumSignificantDigits: 4,
    useGrouping: false,
  });
  if (size >= 1e-4 && size < 1e5) return minus(format.format(value));
  const [digits, exponent] = value.toExponential(3).split('e');
  return minus(`${format.format(Number(digits))}·10${superscript(Number(exponent))}`);
}

/** "10,000", in German "10.000" */
export const formatCount = (count: number, language: Language = 'en'): string =>
  count.toLocaleString(LOCALES[language]);

const minus = (text: string): string => text.replace(/^-/, '−');

/** Points are exact decimals; only their mark changes. */
export const formatPoints = (points: string, language: Language = 'en'): string =>
  language === 'de' ? points.replace('.', ',') : points;

/** "7.5 of 10" for ears, "7.5/10" for eyes. */
export function pointsOf(points: string, maxPoints: string, language: Language = 'en'): Html {
  const [reached, most] = [points, maxPoints].map((each) => formatPoints(each, language));
  return html`<span class="points"
    ><span class="visually-hidden">${words[language].pointsOf(reached, most)}</span
    ><span aria-hidden="true">${reached}<small>/${most}</small></span></span
  >`;
}

export const plural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
