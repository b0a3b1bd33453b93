// Arrays as NumPy 1.13 prints them: 8 digits, columns aligned, 75 characters a line, long ones abridged.
import type { DType, TypedArray } from '../graphdef.ts';
import { formatE } from './number-format.ts';

const PRECISION = 8;
const LINE = 75;
const THRESHOLD = 1000;
const EDGE = 3;

type Format = (value: number) => string;

interface Rows {
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** The text of an array of rank ≥ 1. */
export function formatArray(dtype: DType, rows: Rows): string {
  const size = rows.shape.reduce((n, d) => n * d, 1);
  if (size === 0) return '[]';
  const abridged = size > THRESHOLD;
  const shown = abridged ? shownValues(rows) : Array.from(rows.data);
  return block(rows, 0, 0, formatOf(dtype, shown), abridged, ' ');
}

/** Values that remain visible when each long axis is cut to its edges: alignment looks at these only. */
function shownValues({ shape, data }: Rows): number[] {
  const visit = (axis: number, offset: number): number[] => {
    if (axis === shape.length) return [data[offset]];
    const stride = shape.slice(axis + 1).reduce((n, d) => n * d, 1);
    return shownIndices(shape[axis], true).flatMap((i) =>
      i === null ? [] : visit(axis + 1, offset + i * stride),
    );
  };
  return visit(0, 0);
}

/** Indices along an axis; null stands for the part left out. */
function shownIndices(length: number, abridged: boolean): (number | null)[] {
  if (!abridged || length <= 2 * EDGE) return Array.from({ length }, (_, i) => i);
  const edge = Array.from({ length: EDGE }, (_, i) => i);
  return [...edge, null, ...edge.map((i) => length - EDGE + i)];
}

function block(
  rows: Rows,
  axis: number,
  offset: number,
  format: Format,
  abridged: boolean,
  indent: string,
): string {
  const { shape, data } = rows;
  const indices = shownIndices(shape[axis], abridged);
  if (axis === shape.length - 1) {
    const words = indices.map((i) => (i === null ? '...,' : format(data[offset + i])));
    return `[${wrap(words, indent)}]`;
  }
  const stride = shape.slice(axis + 1).reduce((n, d) => n * d, 1);
  const gap = '\n'.repeat(Math.max(shape.length - axis - 1, 1));
  const parts = indices.map((i) =>
    i === null ? null : block(rows, axis + 1, offset + i * stride, format, abridged, `${indent} `).trimEnd(),
  );
  let text = '[';
  parts.forEach((part, i) => {
    if (i > 0) text += indent;
    if (part === null) text += '..., \n';
    else text += i < parts.length - 1 ? part + gap : part;
  });
  return `${text}]`;
}

function wrap(words: readonly string[], indent: string): string {
  let done = '';
  let line = indent;
  words.forEach((word, i) => {
    if (line.trimEnd().length + word.trimEnd().length >= LINE) {
      done += `${line.trimEnd()}\n`;
      line = indent;
    }
    line += i < words.length - 1 ? `${word} ` : word;
  });
  return (done + line).slice(indent.length);
}

function formatOf(dtype: DType, shown: readonly number[]): Format {
  if (dtype === 'bool') return (x) => (x === 0 ? 'False' : ' True');
  if (dtype === 'int32') {
    const width = Math.max(...shown.map((x) => String(x).length));
    return (x) => String(x).padStart(width);
  }
  return floatFormat(shown);
}

function floatFormat(shown: readonly number[]): Format {
  const finite = shown.filter((x) => Number.isFinite(x) && x !== 0).map(Math.abs);
  const special = shown.some((x) => !Number.isFinite(x));
  const max = finite.reduce((a, b) => Math.max(a, b), 0);
  const min = finite.reduce((a, b) => Math.min(a, b), max);
  const exponential = finite.length > 0 && (max >= 1e8 || min < 0.0001 || max / min > 1000);
  let width: number;
  let body: Format;
  if (exponential) {
    const large = (min > 0 && min < 1e-99) || max >= 1e100;
    width = 8 + PRECISION - (large ? -1 : 0);
    // Two-digit exponents are padded as if they had three.
    body = (x) => formatE(x, PRECISION).padStart(width);
  } else {
    const digits = (x: number): number => x.toFixed(PRECISION).replace(/0+$/, '').split('.')[1].length;
    const precision = finite.length === 0 ? 0 : Math.min(PRECISION, Math.max(...finite.map(digits)));
    width = String(Math.trunc(max)).length + precision + 2;
    if (special) width = Math.max(width, 4);
    body = (x) => {
      const fixed = fixedWithPoint(x, precision).padStart(width);
      const stripped = fixed.replace(/0+$/, '');
      return stripped.padEnd(fixed.length);
    };
  }
  return (x) => {
    if (Number.isNaN(x)) return 'nan'.padStart(width);
    if (!Number.isFinite(x)) return (x > 0 ? 'inf' : '-inf').padStart(width);
    return body(x);
  };
}

/** `%#.{precision}f`: the point stays even without digits after it. */
function fixedWithPoint(x: number, precision: number): string {
  const sign = Object.is(x, -0) ? '-' : '';
  const text = sign + x.toFixed(precision);
  return precision === 0 ? `${text}.` : text;
}
