// What `print` writes: values as Python 2 and NumPy 1.13 show them.
import { NDArray } from './ndarray.ts';
import { formatFloat } from './number-format.ts';

const MAX_DEPTH = 20;

/** The line that `print(...values)` writes, without its newline: values' texts joined by spaces. */
export const formatPrint = (...values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : display(value, false, 0))).join(' ');

/** As Python's `repr`. */
export const reprOf = (value: unknown): string => display(value, true, 0);

function display(value: unknown, inside: boolean, depth: number): string {
  switch (typeof value) {
    case 'string':
      return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
    case 'number':
      return formatNumber(value, inside);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'undefined':
      return 'None';
    case 'function':
      return `<function ${value.name === '' ? '<lambda>' : value.name}>`;
    case 'object':
      return value === null ? 'None' : displayObject(value, inside, depth);
    default:
      return String(value);
  }
}

function displayObject(value: object, inside: boolean, depth: number): string {
  if (depth > MAX_DEPTH) return '...';
  if (inside && 'repr' in value && typeof value.repr === 'function') return String(value.repr());
  if (value instanceof NDArray) return value.toString();
  if (value instanceof Error) return String(value);
  if (value instanceof Map)
    return `{${[...value].map(([k, v]) => `${display(k, true, depth + 1)}: ${display(v, true, depth + 1)}`).join(', ')}}`;
  const own = value.toString;
  if (own !== Object.prototype.toString && own !== Array.prototype.toString) return String(value);
  if (Array.isArray(value)) return `[${value.map((v) => display(v, true, depth + 1)).join(', ')}]`;
  if (ArrayBuffer.isView(value)) return String(value);
  const entries = Object.entries(value).map(([k, v]) => `'${k}': ${display(v, true, depth + 1)}`);
  return `{${entries.join(', ')}}`;
}

/** Integers as integers (JavaScript has no other form for 1.0), else a Python float. */
function formatNumber(value: number, inside: boolean): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0.0' : String(value);
  return inside ? shortestFloat(value) : formatFloat(value, 12);
}

/** Python's repr of a float: the shortest text that reads back the same. */
function shortestFloat(value: number): string {
  for (let digits = 12; digits <= 17; digits++) {
    const text = formatFloat(value, digits);
    if (Number(text) === value || !Number.isFinite(value)) return text;
  }
  return formatFloat(value, 17);
}
