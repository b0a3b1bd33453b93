// What Python would call the type of a value of JavaScript, for error texts.
import { FloatLiteral } from './float-literal.ts';
import { NDArray } from './ndarray.ts';

/** As `repr(type(value))` of Python 2. */
export const pythonType = (value: unknown): string => {
  const name = pythonTypeName(value);
  return `<type '${name === 'ndarray' ? 'numpy.ndarray' : name}'>`;
};

/** As `type(value).__name__`. */
export function pythonTypeName(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'str';
    case 'bigint':
      return 'long';
    case 'undefined':
      return 'NoneType';
    case 'function':
      return 'function';
    case 'object':
      return value === null ? 'NoneType' : nameOfObject(value);
    default:
      return typeof value;
  }
}

function nameOfObject(value: object): string {
  if (Array.isArray(value)) return 'list';
  if (value instanceof FloatLiteral) return Array.isArray(value.values) ? 'list' : 'float';
  if (value instanceof NDArray || ArrayBuffer.isView(value)) return 'ndarray';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (value instanceof Map || prototype === Object.prototype || prototype === null) return 'dict';
  return value.constructor?.name ?? 'object';
}
