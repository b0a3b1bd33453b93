// Builders of nodes that put values around a tensor, turn it round, or fill a line.
import { applyOp } from '../apply-op.ts';
import type { Attrs } from '../attributes.ts';
import type { TensorLike } from '../convert.ts';
import { ValueError } from '../errors.ts';
import type { Graph, Tensor } from '../graph.ts';

type Name = string | null;

export interface PadOptions {
  readonly mode?: string;
  /** What to pad with in mode CONSTANT. */
  readonly constantValues?: TensorLike;
  readonly name?: Name;
}

export function pad(
  graph: Graph,
  x: TensorLike,
  paddings: TensorLike,
  { mode = 'CONSTANT', constantValues = 0, name = null }: PadOptions = {},
): Tensor {
  switch (mode.toUpperCase()) {
    case 'CONSTANT':
      return constantValues === 0
        ? applyOp(graph, 'Pad', [x, paddings], { name }).outputs[0]
        : applyOp(graph, 'PadV2', [x, paddings, constantValues], { name }).outputs[0];
    case 'REFLECT':
    case 'SYMMETRIC':
      return applyOp(graph, 'MirrorPad', [x, paddings], {
        name,
        attrs: { mode: { s: mode.toUpperCase() } },
      }).outputs[0];
    default:
      throw new ValueError(
        `Value of argument \`mode\` expected to be one of "CONSTANT", "REFLECT", or "SYMMETRIC". Received \`mode\` = ${mode}`,
      );
  }
}

/** Turned round along `axes`. */
export const reverse = (graph: Graph, x: TensorLike, axes: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'ReverseV2', [x, axes], { name }).outputs[0];

/** Plain numbers are floats, since there is nothing else: JavaScript does not tell 0.0 from 0. */
export function linspace(
  graph: Graph,
  start: TensorLike,
  stop: TensorLike,
  num: TensorLike,
  name: Name = null,
): Tensor {
  const plain = typeof start === 'number' && typeof stop === 'number';
  const attrs: Attrs = plain ? { T: { type: 'float32' } } : {};
  return applyOp(graph, 'LinSpace', [start, stop, num], { name, attrs }).outputs[0];
}
