// Methods on tensors and variables that stand for Python's operators: `a + b` is `a.add(b)`, `1 - a` is `a.rsub(1)`.
import { VariableBase, type TensorLike } from './convert.ts';
import { commonGraph } from './common-graph.ts';
import { Tensor, type Graph } from './graph.ts';
import { binary, operators, unary } from './ops/elementwise.ts';
import { matmul, type MatMulOptions } from './ops/matrices.ts';
import { getItem, type Bound, type Subscript } from './ops/slicing.ts';

export interface Operators {
  add(other: TensorLike, name?: string): Tensor;
  sub(other: TensorLike, name?: string): Tensor;
  mul(other: TensorLike, name?: string): Tensor;
  /** True division: int32 gives float64. */
  div(other: TensorLike, name?: string): Tensor;
  floorDiv(other: TensorLike, name?: string): Tensor;
  mod(other: TensorLike, name?: string): Tensor;
  pow(other: TensorLike, name?: string): Tensor;
  /** other + this, with `other` as the first operand. */
  radd(other: TensorLike, name?: string): Tensor;
  /** other − this */
  rsub(other: TensorLike, name?: string): Tensor;
  rmul(other: TensorLike, name?: string): Tensor;
  /** other / this */
  rdiv(other: TensorLike, name?: string): Tensor;
  rfloorDiv(other: TensorLike, name?: string): Tensor;
  rmod(other: TensorLike, name?: string): Tensor;
  rpow(other: TensorLike, name?: string): Tensor;
  neg(name?: string): Tensor;
  abs(name?: string): Tensor;
  matmul(other: TensorLike, options?: string | MatMulOptions): Tensor;
  /** x[i, j, …]: an index whose axis disappears, `[start, stop, step]` (null left out), `'...'` or `'newaxis'`. */
  at(...subscripts: Subscript[]): Tensor;
  /** x[start:stop:step] along the first axis; null is left out, so `x.slice(null, null, 2)` is x[::2]. */
  slice(start?: Bound, stop?: Bound, step?: Bound): Tensor;
  less(other: TensorLike, name?: string): Tensor;
  lessEqual(other: TensorLike, name?: string): Tensor;
  greater(other: TensorLike, name?: string): Tensor;
  greaterEqual(other: TensorLike, name?: string): Tensor;
}

declare module './graph.ts' {
  // oxlint-disable-next-line typescript/no-unsafe-declaration-merging
  interface Tensor extends Operators {}
}

declare module './convert.ts' {
  // oxlint-disable-next-line typescript/no-unsafe-declaration-merging
  interface VariableBase extends Operators {}
}

type Owner = Tensor | VariableBase;
type Builder = (graph: Graph, x: TensorLike, y: TensorLike, name?: string | null) => Tensor;

const graphOf = (...operands: readonly [Owner, ...unknown[]]): Graph => commonGraph(operands)!;

const forward = (build: Builder) =>
  function (this: Owner, other: TensorLike, name?: string): Tensor {
    return build(graphOf(this, other), this, other, name);
  };

const reverse = (build: Builder) =>
  function (this: Owner, other: TensorLike, name?: string): Tensor {
    return build(graphOf(this, other), other, this, name);
  };

const methods: Operators = {
  add: forward(operators.add),
  sub: forward(operators.sub),
  mul: forward(operators.mul),
  div: forward(operators.truediv),
  floorDiv: forward(operators.floordiv),
  mod: forward(operators.mod),
  pow: forward(operators.pow),
  radd: reverse(operators.add),
  rsub: reverse(operators.sub),
  rmul: reverse(operators.mul),
  rdiv: reverse(operators.truediv),
  rfloorDiv: reverse(operators.floordiv),
  rmod: reverse(operators.mod),
  rpow: reverse(operators.pow),
  neg(this: Owner, name?: string) {
    return unary('Neg')(graphOf(this), this, name);
  },
  abs(this: Owner, name?: string) {
    return unary('Abs')(graphOf(this), this, name);
  },
  matmul(this: Owner, other: TensorLike, options: string | MatMulOptions = {}) {
    const settings = typeof options === 'string' ? { name: options } : options;
    return matmul(graphOf(this, other), this, other, { ...settings, name: settings.name ?? 'matmul' });
  },
  at(this: Owner, ...subscripts: Subscript[]) {
    return getItem(graphOf(this, ...subscripts), this, subscripts);
  },
  slice(this: Owner, start: Bound = null, stop: Bound = null, step: Bound = null) {
    return getItem(graphOf(this, start, stop, step), this, [[start, stop, step]]);
  },
  less: forward(binary('Less')),
  lessEqual: forward(binary('LessEqual')),
  greater: forward(binary('Greater')),
  greaterEqual: forward(binary('GreaterEqual')),
};

/** The names of the methods. */
export const OPERATORS = Object.keys(methods) as readonly (keyof Operators)[];

/** Puts the operators on tensors and variables; doing it again changes nothing. */
export function installOperators(): void {
  for (const owner of [Tensor, VariableBase])
    for (const [name, method] of Object.entries(methods))
      Object.defineProperty(owner.prototype, name, { value: method, writable: true, configurable: true });
}
