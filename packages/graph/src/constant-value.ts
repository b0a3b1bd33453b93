// What can be known of a node's value without running it: sizes, axes and shapes, and the arithmetic done on them.
import { tensorAttr, type Attrs } from './attributes.ts';
import { FOLDED } from './constant-folding.ts';
import type { Shape, TensorValue } from './graphdef.ts';
import type { InputInfo } from './op-definition.ts';
import type { OpType } from './op-types.ts';
import { elementCount, isFullyDefined, ShapeError, UNKNOWN } from './shapes.ts';
import { masksOf, resolveStridedSlice } from './strided-slice.ts';

/** Larger values are never needed to infer a shape. */
const MAX_LENGTH = 1_000;

const ints = (values: readonly number[]): TensorValue => ({
  dtype: 'int32',
  shape: [values.length],
  data: Int32Array.from(values),
});

const int = (value: number): TensorValue => ({ dtype: 'int32', shape: [], data: Int32Array.of(value) });

/** The value of an output of a node, or undefined where it is not known statically. */
export function constantOutput(
  op: OpType,
  attrs: Attrs,
  inputs: readonly InputInfo[],
  output = 0,
): TensorValue | undefined {
  switch (op) {
    case 'Const':
      return tensorAttr(attrs, 'value');
    case 'Shape':
    case 'ShapeN': {
      const { shape } = inputs[output];
      return isFullyDefined(shape) ? ints(shape) : undefined;
    }
    case 'Size':
      return isFullyDefined(inputs[0].shape) ? int(elementCount(inputs[0].shape)) : undefined;
    case 'Rank':
      return inputs[0].shape === null ? undefined : int(inputs[0].shape.length);
    case 'StridedSlice':
      return folded(op, attrs, inputs, output) ?? knownPart(attrs, inputs);
    default:
      return folded(op, attrs, inputs, output);
  }
}

/** Computed from inputs that are all known. */
function folded(
  op: OpType,
  attrs: Attrs,
  inputs: readonly InputInfo[],
  output: number,
): TensorValue | undefined {
  const compute = FOLDED[op];
  if (compute === undefined) return undefined;
  const values: TensorValue[] = [];
  for (const input of inputs) {
    const value = input.constant();
    if (value === undefined || value.data.length > MAX_LENGTH) return undefined;
    values.push(value);
  }
  return attempt(() => compute(values, attrs)?.[output]);
}

/** What is wrong with a node is for the node itself to say. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** Dimensions picked from a shape that is not known as a whole. */
function knownPart(attrs: Attrs, inputs: readonly InputInfo[]): TensorValue | undefined {
  const part = partialSlice(attrs, inputs);
  if (part === undefined || part.dims.includes(UNKNOWN)) return undefined;
  return part.scalar ? int(part.dims[0]) : ints(part.dims);
}

function partialSlice(
  attrs: Attrs,
  [input, begin, end, strides]: readonly InputInfo[],
): { readonly dims: readonly number[]; readonly scalar: boolean } | undefined {
  const dims = input.asShape();
  const steps = strides.constant();
  if (!dims || steps?.data.length !== 1) return undefined;
  const resolved = attempt(() =>
    resolveStridedSlice([dims.length], {
      begin: numbers(begin.constant()),
      end: numbers(end.constant()),
      strides: [...steps.data],
      masks: masksOf(attrs),
    }),
  );
  if (resolved === undefined) return undefined;
  const { axes, shape } = resolved;
  const [{ begin: from, stride, length }] = axes;
  if (shape.length > 1 || length === UNKNOWN) return undefined;
  if (shape.length === 0 && begin.constant() === undefined) return undefined;
  return {
    dims: Array.from({ length }, (_, i) => dims[from + i * stride]),
    scalar: shape.length === 0,
  };
}

const numbers = (value: TensorValue | undefined): number[] | undefined =>
  value === undefined ? undefined : Array.from(value.data);

/** The value of a node's first output read as a shape; the shape of a partly known tensor is partly known. */
export function shapeOutput(op: OpType, attrs: Attrs, inputs: readonly InputInfo[]): Shape | undefined {
  const value = constantOutput(op, attrs, inputs, 0);
  if (value !== undefined) return value.data.length > MAX_LENGTH ? undefined : Array.from(value.data);
  switch (op) {
    case 'Shape':
      return inputs[0].shape ?? undefined;
    case 'Pack':
      if (inputs.some(({ shape }) => shape === null || shape.length > 0)) return undefined;
      return inputs.map((input) => dimension(input.constant()?.data[0]));
    case 'ConcatV2': {
      const parts = inputs.slice(0, -1).map(partOfShape);
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
    case 'StridedSlice': {
      const part = partialSlice(attrs, inputs);
      return part === undefined || part.scalar ? undefined : part.dims;
    }
    default:
      return undefined;
  }
}

/** A negative number in a shape says that the dimension is not known. */
const dimension = (value: number | undefined): number => (value === undefined || value < 0 ? UNKNOWN : value);

/** Of a vector whose length alone is known, as many unknown dimensions. */
function partOfShape(input: InputInfo): readonly number[] | undefined {
  const dims = input.asShape();
  if (dims) return dims.map(dimension);
  const length = input.shape?.[0];
  return length === undefined || length < 0 || length > MAX_LENGTH
    ? undefined
    : new Array<number>(length).fill(UNKNOWN);
}
