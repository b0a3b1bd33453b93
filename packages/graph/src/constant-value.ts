// What can be known of a node's value without running it: sizes, axes and shapes built from constants.
import { tensorAttr, type Attrs } from './attributes.ts';
import type { Shape, TensorValue } from './graphdef.ts';
import type { InputInfo } from './op-definition.ts';
import type { OpType } from './op-types.ts';
import { elementCount, isFullyDefined } from './shapes.ts';

/** Larger values are never needed to infer a shape. */
const MAX_LENGTH = 1_000;

const ints = (values: readonly number[]): TensorValue => ({
  dtype: 'int32',
  shape: [values.length],
  data: Int32Array.from(values),
});

const int = (value: number): TensorValue => ({ dtype: 'int32', shape: [], data: Int32Array.of(value) });

/** The value of a node's first output, or undefined where it is not known statically. */
export function constantOutput(
  op: OpType,
  attrs: Attrs,
  inputs: readonly InputInfo[],
): TensorValue | undefined {
  switch (op) {
    case 'Const':
      return tensorAttr(attrs, 'value');
    case 'Shape':
      return isFullyDefined(inputs[0].shape) ? ints(inputs[0].shape) : undefined;
    case 'Size':
      return isFullyDefined(inputs[0].shape) ? int(elementCount(inputs[0].shape)) : undefined;
    case 'Rank':
      return inputs[0].shape === null ? undefined : int(inputs[0].shape.length);
    case 'Range': {
      const [start, limit, delta] = inputs.map((input) => input.constant()?.data[0]);
      if (inputs[0].dtype !== 'int32' || start === undefined || limit === undefined || !delta)
        return undefined;
      const length = Math.max(0, Math.ceil((limit - start) / delta));
      return length > MAX_LENGTH ? undefined : ints(Array.from({ length }, (_, i) => start + i * delta));
    }
    default:
      return undefined;
  }
}

/** The value of a node's first output read as a shape; the shape of a partly known tensor is partly known. */
export function shapeOutput(op: OpType, attrs: Attrs, inputs: readonly InputInfo[]): Shape | undefined {
  if (op === 'Shape') return inputs[0].shape ?? undefined;
  const value = constantOutput(op, attrs, inputs);
  return value === undefined || value.data.length > MAX_LENGTH ? undefined : Array.from(value.data);
}
