// A node's attributes as AttrValue, with those that TensorFlow writes and the runtime has no use for.
import { AttributeError, type Attrs } from '../attributes.ts';
import { GraphTypeError } from '../errors.ts';
import type { Attr, NodeDef } from '../graphdef.ts';
import { parseArg, type AttrKind } from '../op-definition.ts';
import { OP_DEFS } from '../op-definitions.ts';
import type { OpType } from '../op-types.ts';
import { utf8Decode, utf8Encode } from '../protobuf/utf8.ts';
import { dataTypeName, dtypeOfNumber, numberOfDType } from './data-types.ts';
import type { AttrValueMessage } from './messages.ts';
import { shapeFromProto, shapeToProto, tensorFromProto, tensorToProto } from './tensor-proto.ts';

/**
 * Attributes with the values that TensorFlow 1.4 writes into every node of the op. They say how kernels work
 * there; a graph that says otherwise asks for something that the runtime does not do.
 */
const WRITTEN: Readonly<Record<string, Readonly<Record<string, Attr>>>> = {
  VariableV2: { container: { s: '' }, shared_name: { s: '' } },
  Assign: { validate_shape: { b: true }, use_locking: { b: true } },
  AssignAdd: { use_locking: { b: false } },
  AssignSub: { use_locking: { b: false } },
  ApplyAdam: { use_nesterov: { b: false } },
};

/** These may have any value: they change nothing that a run could show. */
// prettier-ignore
const HARMLESS: ReadonlySet<string> = new Set([
  'container', 'shared_name', 'use_locking', 'index_type', 'grad_a', 'grad_b', 'grad_x', 'grad_y',
]);

/** Attributes of later TensorFlow versions, at the only value supported. */
const LATER: Readonly<Record<string, Attr>> = {
  Truncate: { b: false },
  incompatible_shape_error: { b: true },
  batch_dims: { i: 0 },
  update_slots: { b: true },
  multiply_linear_by_lr: { b: false },
  bad_indices_policy: { s: '' },
  shape_type: { type: 'int32' },
  Tk: { type: 'int32' },
};

const YES: Attr = { b: true };
const INT32: Attr = { type: 'int32' };
const LEAKY_RELU: Readonly<Record<string, Attr>> = { T: { type: 'float32' }, alpha: { f: Math.fround(0.2) } };

/** What an absent attribute means, where it is not false, 0, an empty list or, of a type, int32. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Attr>>>> = {
  Placeholder: { shape: { shape: null } },
  OneHot: { axis: { i: -1 } },
  Svd: { compute_uv: YES },
  SelfAdjointEigV2: { compute_v: YES },
  TopKV2: { sorted: YES },
  MatrixTriangularSolve: { lower: YES },
  MatrixSolveLs: { fast: YES },
  LeakyRelu: LEAKY_RELU,
  LeakyReluGrad: LEAKY_RELU,
  BiasAdd: { data_format: { s: 'NHWC' } },
  BiasAddGrad: { data_format: { s: 'NHWC' } },
  Where: { T: { type: 'bool' } },
  InvertPermutation: { T: INT32 },
  BroadcastGradientArgs: { T: INT32 },
  InTopK: { T: INT32 },
};
const DEFAULT_OF_KIND: Partial<Readonly<Record<AttrKind, Attr>>> = {
  bool: { b: false },
  int: { i: 0 },
  list: { list: [] },
};

/** Where an op stands beside a variable, as TensorFlow writes it: `loc:@w`. In our attributes a single text. */
export const COLOCATION = '_class';

/** The node's attributes with those that TensorFlow writes besides. */
export function writtenAttrs(node: NodeDef): Readonly<Record<string, Attr>> {
  const locking: Attrs = node.op.startsWith('Apply') ? { use_locking: { b: false } } : {};
  const attrs: Record<string, Attr> = { ...locking, ...WRITTEN[node.op], ...node.attr };
  const beside = colocation(node);
  if (beside !== null) attrs[COLOCATION] ??= { s: beside };
  return attrs;
}

/** The node's attributes as TensorFlow has them. */
export const attrsToProto = (node: NodeDef): Map<string, AttrValueMessage> =>
  new Map(Object.entries(writtenAttrs(node)).map(([name, attr]) => [name, attrToProto(name, attr)]));

/** Ops that change a variable, and the one that reads it, stand beside it. */
function colocation({ op, name, input }: NodeDef): string | null {
  const [first] = Object.hasOwn(OP_DEFS, op) ? Object.values(OP_DEFS[op as OpType].inputs) : [];
  const changes = first !== undefined && parseArg(first).ref;
  const reads = op === 'Identity' && name === `${input[0]}/read`;
  return changes || reads ? `loc:@${input[0]}` : null;
}

function attrToProto(name: string, attr: Attr): AttrValueMessage {
  if ('type' in attr) return { type: numberOfDType(attr.type) };
  if ('shape' in attr) return { shape: shapeToProto(attr.shape) };
  if ('tensor' in attr) return { tensor: tensorToProto(attr.tensor) };
  if ('i' in attr) return { i: BigInt(attr.i) };
  if ('f' in attr) return { f: attr.f };
  if ('b' in attr) return { b: attr.b };
  if ('list' in attr) return { list: { i: attr.list.map(BigInt) } };
  const s = utf8Encode(attr.s);
  return name === COLOCATION ? { list: { s: [s] } } : { s };
}

/**
 * The attributes that the op's definition asks for; those that TensorFlow only writes are checked and left out.
 * @throws AttributeError or GraphTypeError for what the runtime does not do
 */
export function attrsFromProto(
  op: OpType,
  values: ReadonlyMap<string, AttrValueMessage>,
): Record<string, Attr> {
  const { attrs = {}, types = {} } = OP_DEFS[op];
  const result: Record<string, Attr> = {};
  for (const [name, value] of values) {
    if (Object.hasOwn(attrs, name) || Object.hasOwn(types, name)) result[name] = attrFromProto(name, value);
    else if (name === COLOCATION) {
      const beside = utf8Decode(value.list?.s?.[0] ?? new Uint8Array());
      if (beside) result[name] = { s: beside };
    } else if (!name.startsWith('_') && !HARMLESS.has(name)) checkWritten(op, name, value);
  }
  for (const [name, usual] of Object.entries(DEFAULTS[op] ?? {})) result[name] ??= usual;
  for (const [name, kind] of Object.entries(attrs)) {
    const usual = DEFAULT_OF_KIND[kind];
    if (usual !== undefined) result[name] ??= usual;
  }
  // Types of sizes, axes and indices are int32 unless said otherwise.
  for (const name of Object.keys(types)) if (/^(T.+|out.*type|out_idx)$/.test(name)) result[name] ??= INT32;
  return result;
}

function checkWritten(op: OpType, name: string, value: AttrValueMessage): void {
  const expected = WRITTEN[op]?.[name] ?? LATER[name];
  if (expected === undefined) throw new AttributeError(`attribute '${name}' is not known`);
  const given = attrFromProto(name, value);
  if (JSON.stringify(given) !== JSON.stringify(expected))
    throw new AttributeError(
      `attribute '${name}' is ${JSON.stringify(given)}; only ${JSON.stringify(expected)} is supported`,
    );
}

function attrFromProto(name: string, value: AttrValueMessage): Attr {
  if (value.type !== undefined) {
    const dtype = dtypeOfNumber(value.type);
    if (dtype === undefined)
      throw new GraphTypeError(
        `attribute '${name}' is ${dataTypeName(value.type)}; only float32, float64, int32 and bool are supported`,
      );
    return { type: dtype };
  }
  if (value.shape !== undefined) return { shape: shapeFromProto(value.shape) };
  if (value.tensor !== undefined) return { tensor: tensorFromProto(value.tensor) };
  if (value.i !== undefined) return { i: safeInteger(name, value.i) };
  if (value.f !== undefined) return { f: value.f };
  if (value.b !== undefined) return { b: value.b };
  if (value.s !== undefined) {
    const text = utf8Decode(value.s);
    if (text === null) throw new AttributeError(`attribute '${name}' is not a text`);
    return { s: text };
  }
  const { list } = value;
  if (list !== undefined && !list.s && !list.f && !list.b && !list.type && !list.shape && !list.tensor)
    return { list: (list.i ?? []).map((i) => safeInteger(name, i)) };
  throw new AttributeError(`attribute '${name}' is of a kind that is not supported`);
}

function safeInteger(name: string, value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new AttributeError(`attribute '${name}' is too large: ${value}`);
  return number;
}
