// A matrix product can read its operands transposed for free: a Transpose in front of it need not be carried out.
import type { Attr } from '@residual/graph';
import type { TensorName } from './graph-index.ts';
import type { PlanNode } from './plan.ts';

const SIDES = ['transpose_a', 'transpose_b'] as const;

/**
 * A MatMul one or both of whose operands are a transposed x becomes a MatMul of the x with the flags
 * turned; any other node is returned as it is.
 * @param isFed a fed tensor has the fed value, whatever its node would compute
 */
export function foldTransposes(
  node: PlanNode,
  read: (name: string) => PlanNode,
  isFed: (tensor: TensorName) => boolean,
): PlanNode {
  if (node.op !== 'MatMul') return node;
  const attrs: Record<string, Attr> = { ...node.attrs };
  const inputs = node.inputs.map((input, side) => {
    if (isFed(input)) return input;
    const source = read(input.node);
    if (source.op !== 'Transpose' || source.control.length > 0 || !swapsTwoAxes(source, read, isFed))
      return input;
    const flag = attrs[SIDES[side]];
    attrs[SIDES[side]] = { b: !('b' in flag && flag.b) };
    return source.inputs[0];
  });
  return { ...node, attrs, inputs };
}

/** The operand of a MatMul has two axes, so reversing all axes swaps the two. */
function swapsTwoAxes(
  transpose: PlanNode,
  read: (name: string) => PlanNode,
  isFed: (tensor: TensorName) => boolean,
): boolean {
  const [x, perm] = transpose.inputs;
  const constant = (tensor: TensorName): readonly number[] | null => {
    if (isFed(tensor)) return null;
    const { op, attrs } = read(tensor.node);
    return op === 'Const' && 'tensor' in attrs.value ? Array.from(attrs.value.tensor.data) : null;
  };
  const isInt = (tensor: TensorName, value: number): boolean => {
    const data = constant(tensor);
    return data !== null && data.length === 1 && data[0] === value;
  };
  const open = (tensor: TensorName, op: PlanNode['op']): readonly TensorName[] | null => {
    if (isFed(tensor)) return null;
    const node = read(tensor.node);
    return node.op === op ? node.inputs : null;
  };
  const isRankOfX = (tensor: TensorName): boolean => {
    const inputs = open(tensor, 'Rank');
    return inputs !== null && inputs[0].node === x.node && inputs[0].output === x.output;
  };

  const axes = constant(perm);
  if (axes !== null) return axes.length === 2 && axes[0] === 1 && axes[1] === 0;
  // Of an x whose rank is not known beforehand: (rank(x) − 1) − range(0, rank(x), 1)
  const difference = open(perm, 'Sub');
  const last = difference && open(difference[0], 'Sub');
  const range = difference && open(difference[1], 'Range');
  if (!last || !range) return false;
  return (
    isRankOfX(last[0]) && isInt(last[1], 1) && isInt(range[0], 0) && isRankOfX(range[1]) && isInt(range[2], 1)
  );
}
