// Which line of the program a node comes from. Reading the stack takes longer the deeper it is, so it is read where
// the program enters its library, once for all the nodes that the call makes.
import type { Site } from '@residual/graph';
import { captureSite } from './errors.ts';

type Call = (this: unknown, ...values: unknown[]) => unknown;

/** Null outside such calls, and within those that call the program back. */
let entered: Site | undefined | null = null;

/** The innermost place in the program on the present stack. */
export const currentSite = (): Site | undefined => (entered === null ? captureSite() : entered);

const { getPrototypeOf, getOwnPropertyDescriptor, defineProperty, entries } = Object;
const { apply } = Reflect;

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && getPrototypeOf(value) === Object.prototype;

/** Whether the program may be called back: then nodes are made at places of their own. */
function hasFunction(values: readonly unknown[]): boolean {
  for (const value of values) {
    if (typeof value === 'function') return true;
    if (isPlain(value)) for (const [, part] of entries(value)) if (typeof part === 'function') return true;
  }
  return false;
}

function entering(call: Call): Call {
  const wrapper: Call = function (...values) {
    if (entered !== null || hasFunction(values)) return apply(call, this, values);
    entered = captureSite();
    try {
      return apply(call, this, values);
    } finally {
      entered = null;
    }
  };
  return defineProperty(wrapper, 'name', { value: call.name, configurable: true });
}

const isClass = (value: Call): boolean => {
  const prototype = getOwnPropertyDescriptor(value, 'prototype');
  return prototype !== undefined && !prototype.writable!;
};

/** The same functions, which note where they are called; namespaces in it too. Classes are left as they are. */
export function noteCalls<T extends object>(library: T): T {
  const noted: [string, unknown][] = entries(library).map(([name, member]: [string, unknown]) => {
    if (typeof member === 'function')
      return [name, isClass(member as Call) ? member : entering(member as Call)];
    return [name, isPlain(member) ? noteCalls(member) : member];
  });
  return Object.fromEntries(noted) as T;
}

/** The same for methods, those that are there. */
export function noteMethods(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    const method: unknown = getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof method === 'function')
      defineProperty(prototype, name, {
        value: entering(method as Call),
        writable: true,
        configurable: true,
      });
  }
}
