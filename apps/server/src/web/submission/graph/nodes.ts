// From a kept graph back to nodes, as far as a drawing looks at them.
import type { DrawnGraph, DrawnNode } from '@residual/contracts';
import type { Attr, DType, NodeDef, TypedArray } from '@residual/graph';
import { visibleText } from '../../design/visible-text.ts';

const ARRAYS: Readonly<Record<DType, new (values: number[]) => TypedArray>> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** More than a label has room for. */
const UNKNOWN_VALUES = Array.from({ length: 17 }, () => Number.NaN);

/** Large constants have their shape and no values; characters that no drawing may hold are written out. */
export const toNodes = ({ nodes }: DrawnGraph): NodeDef[] =>
  nodes.map(({ name, op, input, device, attr }) => ({
    name: visibleText(name),
    op: visibleText(op),
    input: input.map(visibleText),
    device: visibleText(device),
    attr: Object.fromEntries(Object.entries(attr).map(([key, value]) => [key, toAttr(value)])),
  }));

function toAttr(attr: DrawnNode['attr'][string]): Attr {
  if (!('tensor' in attr)) return attr;
  const { dtype, shape, values = UNKNOWN_VALUES } = attr.tensor;
  return { tensor: { dtype, shape, data: new ARRAYS[dtype](values.map(Number)) } };
}
