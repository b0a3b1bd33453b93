// What x[begin:end:step, …] selects: TensorFlow's StridedSlice with its five bit masks, resolved against a shape.
import { intAttr, type Attrs } from './attributes.ts';
import { ShapeError, UNKNOWN } from './shapes.ts';

/** Bit i speaks of entry i of the specification. */
export interface SliceMasks {
  /** From the first element. */
  readonly begin_mask: number;
  /** To the last element. */
  readonly end_mask: number;
  /** `...`: as many whole axes as are left over. */
  readonly ellipsis_mask: number;
  /** A new axis of length 1. */
  readonly new_axis_mask: number;
  /** One index, whose axis disappears. */
  readonly shrink_axis_mask: number;
}

export const MASKS = [
  'begin_mask',
  'end_mask',
  'ellipsis_mask',
  'new_axis_mask',
  'shrink_axis_mask',
] as const;

export const masksOf = (attrs: Attrs): SliceMasks => ({
  begin_mask: intAttr(attrs, 'begin_mask'),
  end_mask: intAttr(attrs, 'end_mask'),
  ellipsis_mask: intAttr(attrs, 'ellipsis_mask'),
  new_axis_mask: intAttr(attrs, 'new_axis_mask'),
  shrink_axis_mask: intAttr(attrs, 'shrink_axis_mask'),
});

/** What is taken of one axis of the input; `length` is -1 where it is not known. */
export interface SliceAxis {
  readonly begin: number;
  readonly stride: number;
  readonly length: number;
}

export interface ResolvedSlice {
  /** One for each axis of the input. */
  readonly axes: readonly SliceAxis[];
  /** Shape of the result. */
  readonly shape: readonly number[];
}

export interface SliceSpec {
  /** Undefined where not known before the run. */
  readonly begin: readonly number[] | undefined;
  readonly end: readonly number[] | undefined;
  readonly strides: readonly number[];
  readonly masks: SliceMasks;
}

interface DenseAxis {
  readonly begin: number | undefined;
  readonly end: number | undefined;
  readonly stride: number;
  readonly beginMasked: boolean;
  readonly endMasked: boolean;
  readonly shrink: boolean;
}

const WHOLE: DenseAxis = {
  begin: 0,
  end: 0,
  stride: 1,
  beginMasked: true,
  endMasked: true,
  shrink: false,
};

const bit = (mask: number, i: number): boolean => ((mask >>> i) & 1) === 1;

/** @throws ShapeError where the specification does not fit the shape */
export function resolveStridedSlice(dims: readonly number[], spec: SliceSpec): ResolvedSlice {
  const { axes, order } = perAxis(dims, spec);
  const taken = axes.map((axis, i) => take(axis, dims[i], i));
  return {
    axes: taken,
    shape: order.map((from) => (from === 'new' ? 1 : taken[from].length)),
  };
}

/** One entry per axis of the input, and which of them (or new ones) make up the result. */
function perAxis(
  dims: readonly number[],
  { begin, end, strides, masks }: SliceSpec,
): { axes: DenseAxis[]; order: (number | 'new')[] } {
  const axes: DenseAxis[] = [];
  const order: (number | 'new')[] = [];
  const count = strides.length;
  const ellipsis =
    Array.from({ length: count }, (_, i) => i).find((i) => bit(masks.ellipsis_mask, i)) ?? count;
  const fill = (until: number): void => {
    while (axes.length < until) order.push(axes.push(WHOLE) - 1);
  };
  for (let i = 0; i < count; i++) {
    if (i === ellipsis) {
      let after = 0;
      for (let k = i + 1; k < count; k++) if (!bit(masks.new_axis_mask, k)) after++;
      fill(dims.length - after);
    } else if (bit(masks.new_axis_mask, i)) order.push('new');
    else {
      if (dims.length === 0) throw new ShapeError('Attempting to slice scalar input.');
      if (axes.length === dims.length)
        throw new ShapeError(
          `Index out of range using input dim ${dims.length}; input has only ${dims.length} dims`,
        );
      const shrink = bit(masks.shrink_axis_mask, i);
      const at = axes.push({
        begin: begin?.[i],
        end: end?.[i],
        stride: strides[i],
        beginMasked: bit(masks.begin_mask, i),
        endMasked: bit(masks.end_mask, i),
        shrink,
      });
      if (!shrink) order.push(at - 1);
    }
  }
  fill(dims.length);
  return { axes, order };
}

function take(
  { begin, end, stride, beginMasked, endMasked, shrink }: DenseAxis,
  dim: number,
  axis: number,
): SliceAxis {
  if (stride === 0) throw new ShapeError(`strides[${axis}] must be non-zero`);
  if (shrink && stride < 0) throw new ShapeError('only stride 1 allowed on non-range indexing.');
  if (dim === UNKNOWN) return { begin: 0, stride, length: shrink ? 1 : UNKNOWN };
  if (shrink) {
    if (begin === undefined) return { begin: 0, stride, length: 1 };
    const at = begin < 0 ? begin + dim : begin;
    if (at < 0 || at >= dim) throw new ShapeError(`slice index ${begin} of dimension ${axis} out of bounds.`);
    return { begin: at, stride, length: 1 };
  }
  const [first, last] = stride > 0 ? [0, dim] : [-1, dim - 1];
  const clamp = (x: number): number => Math.min(Math.max(x < 0 ? x + dim : x, first), last);
  const from = beginMasked ? (stride > 0 ? first : last) : begin === undefined ? undefined : clamp(begin);
  const to = endMasked ? (stride > 0 ? last : first) : end === undefined ? undefined : clamp(end);
  if (from === undefined || to === undefined) return { begin: 0, stride, length: UNKNOWN };
  return { begin: from, stride, length: Math.max(0, Math.ceil((to - from) / stride)) };
}
