// The form of a gradient rule, and reductions that undo broadcasting.
import { applyOp } from '../apply-op.ts';
import type { Operation, Tensor } from '../graph.ts';
import type { Shape } from '../graphdef.ts';
import { reduceSum } from '../ops/reductions.ts';
import { reshape, shape } from '../ops/arrays.ts';
import { isFullyDefined, sameShape, UNKNOWN } from '../shapes.ts';

/**
 * From the gradient at each output (`grads`; null only at outputs that are not floats) the gradient at each input, as
 * new nodes. `grad` is the first that arrived.
 */
export type GradientFunction = (
  op: Operation,
  grad: Tensor,
  grads: readonly (Tensor | null)[],
) => (Tensor | null)[];

/** `constant`: no gradient flows back. `missing`: there is one, but it is not implemented. */
export type GradientRule = GradientFunction | 'constant' | 'missing';

/** Whether x, y and the gradient all have one known shape, so that nothing was broadcast. */
export const sameKnownShapes = (x: Tensor, y: Tensor, grad: Tensor): boolean =>
  isFullyDefined(x.staticShape) &&
  sameShape(x.staticShape, y.staticShape) &&
  sameShape(x.staticShape, grad.staticShape);

/** Sums each gradient over the axes along which its operand was broadcast. */
export function reduceToOperands(x: Tensor, y: Tensor, gx: Tensor, gy: Tensor): Tensor[] {
  const { graph } = x;
  const sx = shape(graph, x);
  const sy = shape(graph, y);
  const known = stretchedAxes(x.staticShape, y.staticShape);
  if (known === null) {
    const [rx, ry] = applyOp(graph, 'BroadcastGradientArgs', [sx, sy]).outputs;
    return [sumTo(gx, rx, sx), sumTo(gy, ry, sy)];
  }
  const rankX = x.staticShape!.length;
  const rankY = y.staticShape!.length;
  return [
    known.x.length > 0 || rankX < rankY ? sumTo(gx, known.x, sx) : gx,
    known.y.length > 0 || rankY < rankX ? sumTo(gy, known.y, sy) : gy,
  ];
}

const sumTo = (grad: Tensor, axis: readonly number[] | Tensor, to: Tensor): Tensor =>
  reshape(grad.graph, reduceSum(grad.graph, grad, { axis, keepDims: true }), to);

/** Axes of the result along which x or y was stretched; null where that depends on dimensions not yet known. */
function stretchedAxes(x: Shape, y: Shape): { x: number[]; y: number[] } | null {
  if (x === null || y === null) return null;
  const rank = Math.max(x.length, y.length);
  const axes = { x: [] as number[], y: [] as number[] };
  for (let axis = 0; axis < rank; axis++) {
    const dx = x[axis - rank + x.length] ?? 1;
    const dy = y[axis - rank + y.length] ?? 1;
    if (dx === 1 && dy !== 1) axes.x.push(axis);
    else if (dy === 1 && dx !== 1) axes.y.push(axis);
    else if (dx === UNKNOWN || dy === UNKNOWN) return null;
  }
  return axes;
}
