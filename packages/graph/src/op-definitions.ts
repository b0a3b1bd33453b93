// The exhaustive table of definitions, and the one function that checks a node against it.
import { AttributeError, type Attrs } from './attributes.ts';
import { diagonals } from './definitions/diagonals.ts';
import { elementwise } from './definitions/elementwise.ts';
import { indexing } from './definitions/indexing.ts';
import { joining } from './definitions/joining.ts';
import { linearAlgebra } from './definitions/linear-algebra.ts';
import { nn } from './definitions/nn.ts';
import { padding } from './definitions/padding.ts';
import { random } from './definitions/random.ts';
import { rearrange } from './definitions/rearrange.ts';
import { reductions } from './definitions/reductions.ts';
import { state } from './definitions/state.ts';
import { structure } from './definitions/structure.ts';
import { training } from './definitions/training.ts';
import { GraphTypeError } from './errors.ts';
import type { Attr, DType, Shape } from './graphdef.ts';
import { parseArg, resolveType, type AttrKind, type InputInfo, type OpDef } from './op-definition.ts';
import type { OpType } from './op-types.ts';

export const OP_DEFS: { readonly [K in OpType]: OpDef } = {
  ...structure,
  ...state,
  ...rearrange,
  ...joining,
  ...indexing,
  ...padding,
  ...diagonals,
  ...elementwise,
  ...nn,
  ...reductions,
  ...linearAlgebra,
  ...random,
  ...training,
};

export interface OutputInfo {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly ref: boolean;
}

export interface NodeInput extends InputInfo {
  readonly ref: boolean;
}

const ATTR_KEY: { readonly [K in AttrKind]: string } = {
  type: 'type',
  shape: 'shape',
  tensor: 'tensor',
  int: 'i',
  float: 'f',
  bool: 'b',
  string: 's',
  list: 'list',
};

const kindOf = (attr: Attr): string => Object.keys(attr)[0];

/**
 * Checks a node against its op's definition (attributes, number and dtypes of inputs, shapes) and tells what
 * it puts out.
 * @throws AttributeError, GraphTypeError or ShapeError
 */
export function inferOutputs(op: OpType, inputs: readonly NodeInput[], attrs: Attrs): OutputInfo[] {
  const def = OP_DEFS[op];
  for (const [name, kind] of Object.entries(def.attrs ?? {})) {
    const attr = Object.hasOwn(attrs, name) ? attrs[name] : undefined;
    if (attr === undefined || kindOf(attr) !== ATTR_KEY[kind])
      throw new AttributeError(`attribute '${name}' (${kind}) is missing`);
  }
  for (const [name, allowed] of Object.entries(def.types ?? {}))
    if (!allowed.includes(resolveType(name, attrs)))
      throw new GraphTypeError(
        `DataType ${resolveType(name, attrs)} for attr '${name}' not in list of allowed values: ${allowed.join(', ')}`,
      );
  checkInputs(def, inputs, attrs);
  const shapes = def.shapes({ inputs, attrs });
  let next = 0;
  return def.outputs.flatMap((output) => {
    const { ref, list, type } = parseArg(output);
    const dtype = resolveType(type, attrs);
    const length = list === null ? 1 : listLength(attrs, list);
    return Array.from({ length }, () => ({ dtype, shape: shapes[next++], ref }));
  });
}

function checkInputs(def: OpDef, inputs: readonly NodeInput[], attrs: Attrs): void {
  let next = 0;
  for (const [name, arg] of Object.entries(def.inputs)) {
    const { ref, list, type } = parseArg(arg);
    const length = list === null ? 1 : listLength(attrs, list);
    const dtype = resolveType(type, attrs);
    for (let i = 0; i < length; i++) {
      const input = inputs[next++];
      if (input === undefined) throw new GraphTypeError(`input '${name}' is missing`);
      if (input.dtype !== dtype)
        throw new GraphTypeError(`input '${name}' has dtype ${input.dtype} but ${dtype} is expected`);
      if (ref && !input.ref) throw new GraphTypeError(`input '${name}' must be a variable, not a value`);
    }
  }
  if (next !== inputs.length)
    throw new GraphTypeError(`${inputs.length} inputs given where ${next} are expected`);
}

function listLength(attrs: Attrs, name: string): number {
  const attr = Object.hasOwn(attrs, name) ? attrs[name] : undefined;
  if (attr === undefined || !('i' in attr) || !Number.isInteger(attr.i) || attr.i < 1 || attr.i > 100_000)
    throw new AttributeError(`attribute '${name}' must be a number of inputs, at least 1`);
  return attr.i;
}
