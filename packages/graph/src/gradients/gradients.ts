// tf.gradients: one reverse walk over the ops between xs and ys that adds nodes to the same graph.
import { constant, convertToTensor, dtypeOf, VariableBase, type TensorLike } from '../convert.ts';
import type { Attrs } from '../attributes.ts';
import { isFloat } from '../dtypes.ts';
import { GraphTypeError, LookupError, ValueError } from '../errors.ts';
import { Tensor, type Graph, type Operation } from '../graph.ts';
import { fill, shape } from '../ops/arrays.ts';
import { group } from '../ops/state.ts';
import { applyOp } from '../apply-op.ts';
import { isCompatible } from '../shapes.ts';
import { GRADIENTS } from './table.ts';

export interface GradientsOptions {
  /** Gradients arriving at ys; ones if absent. */
  readonly gradYs?: readonly (TensorLike | null)[] | null;
  /** Tensors to treat as constants. */
  readonly stopGradients?: readonly (Tensor | VariableBase)[];
  /** Computes all gradients of an op before any of them is used (optimizers do). */
  readonly gateGradients?: boolean;
  readonly name?: string | null;
}

/** Gradients collected at each output of an op until it is that op's turn. */
type Collected = Map<Operation, Tensor[][]>;

/**
 * Nodes for the sum of the derivatives of `ys` by each of `xs`; null where ys does not depend on x.
 * @throws LookupError for an op without a gradient
 */
export function gradients(
  graph: Graph,
  ys: readonly (Tensor | VariableBase)[],
  xs: readonly (Tensor | VariableBase)[],
  { gradYs = null, stopGradients = [], gateGradients = false, name = null }: GradientsOptions = {},
): (Tensor | null)[] {
  return graph.nameScope(name ?? 'gradients', () => {
    const targets = ys.map((y) => convertToTensor(graph, y));
    const sources = xs.map(variableOrTensor);
    const stops = stopGradients.map(variableOrTensor);
    const collected: Collected = new Map();
    if (gradYs !== null && gradYs.length !== targets.length)
      throw new ValueError(`Passed ${gradYs.length} grad_ys for ${targets.length} ys`);
    const seeds = initialGradients(graph, targets, gradYs ?? []);
    targets.forEach((y, i) => collect(collected, y, seeds[i]));

    const walk = planWalk(graph, targets, sources);
    const stopOps = new Set(stops.map((t) => t.op));
    for (const { op } of sources)
      if (!op.inputs.some((input) => (walk.pending.get(input.op) ?? 0) > 0)) stopOps.add(op);
    const queue = [...walk.start];
    const aggregated = new Map<Operation, (Tensor | null)[]>();
    for (let op = queue.shift(); op !== undefined; op = queue.shift()) {
      const arrived = aggregate(graph, collected.get(op) ?? [], op);
      aggregated.set(op, arrived);
      if (!stopOps.has(op)) {
        const inputGradients = gradientsOf(graph, op, arrived, gateGradients);
        op.inputs.forEach((input, i) => {
          const grad = inputGradients[i] ?? null;
          if (grad === null) return;
          refineShape(op!, i, grad);
          collect(collected, input, grad);
        });
      }
      for (const input of op.inputs) {
        const left = (walk.pending.get(input.op) ?? 0) - 1;
        walk.pending.set(input.op, left);
        if (left === 0) queue.push(input.op);
      }
    }
    return sources.map((x) => aggregated.get(x.op)?.[x.index] ?? null);
  });
}

const variableOrTensor = (x: Tensor | VariableBase): Tensor => (x instanceof VariableBase ? x.variable : x);

/** What is given at ys, and ones where nothing is. */
function initialGradients(
  graph: Graph,
  ys: readonly Tensor[],
  given: readonly (TensorLike | null)[],
): Tensor[] {
  const converted = ys.map((y, i) => {
    const value = given[i] ?? null;
    if (value === null) return null;
    const dtype = dtypeOf(value) === undefined ? y.dtype : undefined;
    return convertToTensor(graph, value, { dtype, name: `grad_y_${i}` });
  });
  return ys.map((y, i) => {
    const grad = converted[i];
    if (grad === null) return fill(graph, shape(graph, y), constant(graph, 1, { dtype: y.dtype }));
    if (grad.dtype === 'bool')
      throw new GraphTypeError(
        `Gradient type ${grad.dtype} generated for real or integer-valued tensor ${y.toString()} with type ${y.dtype} must be real or integer`,
      );
    return grad;
  });
}

function collect(collected: Collected, tensor: Tensor, grad: Tensor): void {
  let lists = collected.get(tensor.op);
  if (lists === undefined) {
    lists = tensor.op.outputs.map(() => []);
    collected.set(tensor.op, lists);
  }
  lists[tensor.index].push(grad);
}

interface Walk {
  readonly start: readonly Operation[];
  /** How many consumers of an op must still hand back their gradient. */
  readonly pending: Map<Operation, number>;
}

function planWalk(graph: Graph, targets: readonly Tensor[], sources: readonly Tensor[]): Walk {
  const reached = new Set(sources.map((t) => t.op));
  // Ops are in topological order, so one pass finds all that depend on a source through floats.
  for (const op of graph.getOperations())
    if (op.inputs.some((input) => isFloat(input.dtype) && reached.has(input.op))) reached.add(op);
  const between = new Set<Operation>();
  const queue = targets.map((t) => t.op);
  for (let op = queue.shift(); op !== undefined; op = queue.shift()) {
    if (!reached.has(op) || between.has(op)) continue;
    between.add(op);
    for (const input of op.inputs) queue.push(input.op);
  }
  const pending = new Map<Operation, number>();
  for (const op of between)
    for (const input of op.inputs)
      if (between.has(input.op)) pending.set(input.op, (pending.get(input.op) ?? 0) + 1);
  const start = new Set(targets.map((t) => t.op).filter((op) => reached.has(op) && !pending.get(op)));
  return { start: [...start], pending };
}

/** Sums what has arrived at each output. */
function aggregate(graph: Graph, lists: readonly Tensor[][], op: Operation): (Tensor | null)[] {
  return op.outputs.map((_, i) => {
    const list = lists[i] ?? [];
    if (list.length === 0) return null;
    if (list.length === 1) return list[0];
    return applyOp(graph, 'AddN', [list], { attrs: beside(list[0].op) }).outputs[0];
  });
}

/** The attribute that asks for the place of `op`, or for the one that `op` asks for. */
const beside = ({ name, attrs }: Operation): Attrs => ({ _class: attrs._class ?? { s: `loc:@${name}` } });

function gradientsOf(
  graph: Graph,
  op: Operation,
  arrived: readonly (Tensor | null)[],
  gate: boolean,
): readonly (Tensor | null)[] {
  const grad = arrived.find((g) => g !== null);
  if (grad === undefined) return [];
  const rule = GRADIENTS[op.type];
  if (rule === 'constant') return [];
  if (rule === 'missing')
    throw new LookupError(`No gradient defined for operation '${op.name}' (op type: ${op.type})`, {
      name: op.name,
      site: op.site,
    });
  // An op gets a gradient at each of its outputs: zeros where nothing depends on one.
  const all = arrived.map((g, i) =>
    g === null && isFloat(op.outputs[i].dtype)
      ? applyOp(graph, 'ZerosLike', [op.outputs[i]], { name: 'zeros_like' }).outputs[0]
      : g,
  );
  return graph.nameScope(`${op.name}_grad`, () =>
    graph.withOriginalOp(op, () => {
      const result = rule(op, grad, all);
      const present = result.filter((g) => g !== null);
      return gate && present.length > 1 ? tuple(graph, result) : result;
    }),
  );
}

/** The same tensors, none available before all are. */
function tuple(graph: Graph, tensors: readonly (Tensor | null)[]): (Tensor | null)[] {
  return graph.nameScope('tuple', () => {
    const ops = [...new Set(tensors.filter((t) => t !== null).map((t) => t.op))];
    const gate = group(
      graph,
      ops.toSorted((a, b) => a.id - b.id),
    );
    return tensors.map((t) =>
      t === null
        ? null
        : graph.controlDependencies([gate], () => {
            const options = { name: 'control_dependency', attrs: beside(t.op) };
            return applyOp(graph, 'Identity', [t], options).outputs[0];
          }),
    );
  });
}

/** A gradient has its operand's shape: tell the graph what is known of it. */
function refineShape(op: Operation, index: number, grad: Tensor): void {
  const shapeOfInput = op.inputs[index].staticShape;
  if (!isCompatible(shapeOfInput, grad.staticShape))
    throw new ValueError(
      `Incompatible shapes between op input and calculated input gradient. Forward operation: ${op.name}. ` +
        `Input index: ${index}. Original input shape: ${op.inputs[index].shape.toString()}. ` +
        `Calculated input gradient shape: ${grad.shape.toString()}`,
    );
  grad.setShape(shapeOfInput);
}
