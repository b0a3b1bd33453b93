// tf's functions that pick values by their position.
import { applyOp } from '../apply-op.ts';
import type { TensorLike } from '../convert.ts';
import { ValueError } from '../errors.ts';
import type { Tensor } from '../graph.ts';
import {
  booleanMask,
  gather,
  gatherNd,
  oneHot,
  scatterNd,
  segmentSum,
  unsortedSegmentSum,
  whereTrue,
  type OneHotOptions,
} from '../ops/indexing.ts';
import { slice, stridedSlice } from '../ops/slicing.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;

export interface StridedSliceSettings {
  readonly strides?: TensorLike;
  /** Bit i of each speaks of entry i: from the first, to the last, `...`, a new axis, an index without axis. */
  readonly beginMask?: number;
  readonly endMask?: number;
  readonly ellipsisMask?: number;
  readonly newAxisMask?: number;
  readonly shrinkAxisMask?: number;
}

export function indexingApi(context: Context) {
  return {
    /** `size` values from `begin` on along each axis; -1 is all that are left. */
    slice: (x: TensorLike, begin: TensorLike, size: TensorLike, name?: Named): Tensor =>
      slice(context.graphOf(x, begin, size), x, begin, size, optionsOf(name).name),
    /** x[begin:end:strides] along each axis; `x.slice(…)` and `x.at(…)` are easier to read. */
    stridedSlice: (
      x: TensorLike,
      begin: TensorLike,
      end: TensorLike,
      options?: NameOr<StridedSliceSettings>,
    ): Tensor => {
      const {
        strides,
        name,
        beginMask = 0,
        endMask = 0,
        ellipsisMask = 0,
        newAxisMask = 0,
        shrinkAxisMask = 0,
      } = optionsOf(options);
      const masks = {
        begin_mask: beginMask,
        end_mask: endMask,
        ellipsis_mask: ellipsisMask,
        new_axis_mask: newAxisMask,
        shrink_axis_mask: shrinkAxisMask,
      };
      return stridedSlice(context.graphOf(x, begin, end), x, begin, end, { strides, masks, name });
    },
    /** Parts of `params` at `indices` along `axis`, 0 if absent. */
    gather: (
      params: TensorLike,
      indices: TensorLike,
      options?: NameOr<{ readonly axis?: TensorLike }>,
    ): Tensor => {
      const { axis, name } = optionsOf(options);
      return gather(context.graphOf(params, indices), params, indices, axis, name);
    },
    /** Parts of `params` at the index vectors that make up the last axis of `indices`. */
    gatherNd: (params: TensorLike, indices: TensorLike, name?: Named): Tensor =>
      gatherNd(context.graphOf(params, indices), params, indices, optionsOf(name).name),
    /** Zeros of `shape`, to which `updates` are added at the index vectors. */
    scatterNd: (indices: TensorLike, updates: TensorLike, shape: TensorLike, name?: Named): Tensor =>
      scatterNd(context.graphOf(indices, updates, shape), indices, updates, shape, optionsOf(name).name),
    /** Row i is the sum of the rows of `data` whose id is i; ids stand in rising order. */
    segmentSum: (data: TensorLike, segmentIds: TensorLike, name?: Named): Tensor =>
      segmentSum(context.graphOf(data, segmentIds), data, segmentIds, optionsOf(name).name),
    /** The same for ids in any order and a given number of rows. */
    unsortedSegmentSum: (
      data: TensorLike,
      segmentIds: TensorLike,
      numSegments: TensorLike,
      name?: Named,
    ): Tensor =>
      unsortedSegmentSum(
        context.graphOf(data, segmentIds),
        data,
        segmentIds,
        numSegments,
        optionsOf(name).name,
      ),
    /** Vectors of zeros with a one at each index. */
    oneHot: (indices: TensorLike, depth: TensorLike, options?: NameOr<Omit<OneHotOptions, 'name'>>): Tensor =>
      oneHot(context.graphOf(indices, depth), indices, depth, optionsOf(options)),
    /** condition ? x : y, value by value; without x and y the index vectors of what is true. */
    where: (condition: TensorLike, x?: TensorLike | null, y?: TensorLike | null, name?: Named): Tensor => {
      const graph = context.graphOf(condition, x, y);
      const given = [x ?? null, y ?? null];
      const as = optionsOf(name).name;
      if (given[0] === null && given[1] === null) return whereTrue(graph, condition, as);
      if (given[0] === null || given[1] === null)
        throw new ValueError('x and y must both be non-None or both be None.');
      return applyOp(graph, 'Select', [condition, given[0], given[1]], { name: as }).outputs[0];
    },
    /** The parts of x where `mask`, laid over its axes from `axis` (0) on, is true. */
    booleanMask: (x: TensorLike, mask: TensorLike, options?: NameOr<{ readonly axis?: number }>): Tensor => {
      const { axis = 0, name } = optionsOf(options);
      return booleanMask(context.graphOf(x, mask), x, mask, axis, name);
    },
  };
}
