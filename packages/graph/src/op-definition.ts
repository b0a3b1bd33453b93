// The form of an op's definition, after TensorFlow's OpDef: typed inputs, outputs, attributes and a shape rule.
import { AttributeError, type Attrs } from './attributes.ts';
import { isDType } from './dtypes.ts';
import type { DType, Shape, TensorValue } from './graphdef.ts';

/**
 * Type of an input or output: a dtype, the name of a type attribute (`T`), `ref T` for a variable itself,
 * or `N*T` for a list whose length is the attribute N.
 */
export type ArgType = string;

export type AttrKind = 'type' | 'shape' | 'tensor' | 'int' | 'float' | 'bool' | 'string' | 'list';

export interface InputInfo {
  readonly dtype: DType;
  readonly shape: Shape;
  /** The value, where it can be known without running (sizes, axes, permutations). */
  constant(): TensorValue | undefined;
  /** The value read as a shape, as far as it can be known: -1 where a dimension is not. */
  asShape(): Shape | undefined;
}

export interface NodeInfo {
  readonly inputs: readonly InputInfo[];
  readonly attrs: Attrs;
}

export interface OpDef {
  readonly inputs: Readonly<Record<string, ArgType>>;
  readonly outputs: readonly ArgType[];
  /** Allowed dtypes of each type attribute. */
  readonly types?: Readonly<Record<string, readonly DType[]>>;
  /** Attributes other than the types of inputs. */
  readonly attrs?: Readonly<Record<string, AttrKind>>;
  /** Static shapes of the outputs, those of a list one after the other. @throws ShapeError */
  readonly shapes: (node: NodeInfo) => readonly Shape[];
  /** Its value depends on more than its inputs, or running it changes something. */
  readonly stateful?: boolean;
}

export interface ParsedArg {
  readonly ref: boolean;
  readonly list: string | null;
  readonly type: string;
}

export function parseArg(arg: ArgType): ParsedArg {
  if (arg.startsWith('ref ')) return { ref: true, list: null, type: arg.slice(4) };
  const star = arg.indexOf('*');
  if (star > 0) return { ref: false, list: arg.slice(0, star), type: arg.slice(star + 1) };
  return { ref: false, list: null, type: arg };
}

/** The dtype that an argument's type names, given the node's attributes. */
export function resolveType(type: string, attrs: Attrs): DType {
  if (isDType(type)) return type;
  const attr = Object.hasOwn(attrs, type) ? attrs[type] : undefined;
  if (attr === undefined || !('type' in attr) || !isDType(attr.type))
    throw new AttributeError(`attribute '${type}' (type) is missing`);
  return attr.type;
}
