// Reading a node's attributes with their types checked once, so that rules and kernels need not.
import type { Attr, DType, Shape, TensorValue } from './graphdef.ts';

export type Attrs = Readonly<Record<string, Attr>>;

export class AttributeError extends Error {}

function get<K extends 'type' | 'shape' | 'tensor' | 'i' | 'f' | 'b' | 's' | 'list'>(
  attrs: Attrs,
  name: string,
  kind: K,
): Extract<Attr, Record<K, unknown>>[K] {
  const attr = Object.hasOwn(attrs, name) ? attrs[name] : undefined;
  if (attr === undefined || !(kind in attr))
    throw new AttributeError(`attribute '${name}' (${kind}) is missing`);
  return (attr as Extract<Attr, Record<K, unknown>>)[kind];
}

export const typeAttr = (attrs: Attrs, name: string): DType => get(attrs, name, 'type');
export const shapeAttr = (attrs: Attrs, name: string): Shape => get(attrs, name, 'shape');
export const tensorAttr = (attrs: Attrs, name: string): TensorValue => get(attrs, name, 'tensor');
export const intAttr = (attrs: Attrs, name: string): number => get(attrs, name, 'i');
export const floatAttr = (attrs: Attrs, name: string): number => get(attrs, name, 'f');
export const stringAttr = (attrs: Attrs, name: string): string => get(attrs, name, 's');
export const boolAttr = (attrs: Attrs, name: string): boolean => get(attrs, name, 'b');
export const listAttr = (attrs: Attrs, name: string): readonly number[] => get(attrs, name, 'list');
