// Graphs that nobody would write: any op on any earlier values that its definition accepts, for comparing backends.
import fc from 'fast-check';
import type { Attr, DType, NodeDef, TensorValue } from '@residual/graph';
import { GraphError, GraphIndex } from '../graph-index.ts';
import { allocate } from '../js/kernel.ts';

type Float = 'float32' | 'float64';

/** What a node is to be made of; numbers choose among what there is. */
export interface Choice {
  readonly op: number;
  readonly inputs: readonly [number, number, number];
  readonly variant: number;
}

export interface RandomGraph {
  readonly nodes: readonly NodeDef[];
  readonly feeds: readonly { readonly name: string; readonly value: TensorValue }[];
  /** Names of all outputs. */
  readonly fetches: readonly string[];
}

const EXACT_UNARY = ['Neg', 'Abs', 'Square', 'Relu', 'Identity', 'ZerosLike', 'StopGradient'];
/** Discontinuous: only of values that are the same on all backends. */
const STEPPED_UNARY = ['Sign', 'Floor', 'Ceil', 'Rint', 'IsNan', 'IsFinite', 'IsInf', 'Reciprocal'];
const SMOOTH_UNARY = ['Exp', 'Log', 'Log1p', 'Expm1', 'Sigmoid', 'Tanh', 'Softplus', 'Sqrt', 'Rsqrt'];
const EXACT_BINARY = ['Add', 'Sub', 'Mul', 'Maximum', 'Minimum', 'SquaredDifference'];
const STEPPED_BINARY = [
  'Less',
  'LessEqual',
  'Greater',
  'GreaterEqual',
  'Equal',
  'NotEqual',
  'DivNoNan',
  'RealDiv',
];
const OTHER_BINARY = ['SigmoidGrad', 'TanhGrad', 'SoftplusGrad', 'ReluGrad', 'Xlogy'];
const REDUCTIONS = ['Sum', 'Mean', 'Max', 'Min', 'Prod'];
// prettier-ignore
const OPS = [
  ...EXACT_UNARY, ...STEPPED_UNARY, ...SMOOTH_UNARY, ...EXACT_BINARY, ...EXACT_BINARY, ...STEPPED_BINARY,
  ...OTHER_BINARY, ...REDUCTIONS, ...REDUCTIONS,
  'MatMul', 'MatMul', 'MatMul', 'Transpose', 'Reshape', 'Select', 'Cast', 'AddN', 'Fill', 'Tile', 'Shape',
  'LogicalNot', 'LogicalAnd', 'All', 'Any', 'Cumsum', 'ConcatV2', 'L2Loss',
];

export const choices: fc.Arbitrary<readonly Choice[]> = fc.array(
  fc.record({
    op: fc.nat({ max: OPS.length - 1 }),
    inputs: fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.nat({ max: 40 })),
    variant: fc.nat({ max: 15 }),
  }),
  { minLength: 1, maxLength: 24 },
);

/** Shapes that go together often: rows × columns, columns × 1, rows × 1, one row, a number, nothing at all. */
export const extents = fc.record({
  rows: fc.constantFrom(0, 1, 2, 5, 9),
  columns: fc.constantFrom(1, 3, 4, 8, 11),
});

class Growing {
  readonly nodes: NodeDef[] = [];
  readonly index = new GraphIndex();
  /** Whether what a node gives is the same, to the last bit, on all backends. */
  readonly exact = new Map<string, boolean>();
  readonly outputs: string[] = [];

  /** Adds the node unless its op's definition refuses it. */
  add(op: string, inputs: readonly string[], attr: Record<string, Attr>, exact: boolean): string | null {
    const name = `n${this.nodes.length}`;
    const node: NodeDef = { name, op, input: inputs, device: '', attr };
    try {
      this.index.add(node);
    } catch (error) {
      if (error instanceof GraphError) return null;
      throw error;
    }
    this.nodes.push(node);
    this.exact.set(name, exact);
    return name;
  }

  constant(value: TensorValue): string {
    return this.add('Const', [], { dtype: { type: value.dtype }, value: { tensor: value } }, true)!;
  }

  dtypeOf(name: string): DType {
    return this.index.find(name)!.outputs[0].dtype;
  }
}

export function buildGraph(
  dtype: Float,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  list: readonly Choice[],
  numbers: readonly number[],
): RandomGraph {
  const graph = new Growing();
  let next = 0;
  const filled = (shape: readonly number[], type: DType = dtype): TensorValue => {
    const data = allocate(
      type,
      shape.reduce((count, d) => count * d, 1),
    );
    for (let i = 0; i < data.length; i++) data[i] = numbers[next++ % numbers.length];
    return { dtype: type, shape, data };
  };
  const feeds = [
    [rows, columns],
    [rows, 1],
    [1, columns],
  ].map((shape, i) => {
    // Some are known to the graph only as far as their rank.
    const known = i === 0 ? [-1, columns] : i === 1 ? null : shape;
    const name = graph.add('Placeholder', [], { dtype: { type: dtype }, shape: { shape: known } }, true)!;
    return { name, value: filled(shape) };
  });
  const starts = [
    ...feeds.map(({ name }) => name),
    graph.constant(filled([columns, 1])),
    graph.constant(filled([])),
    graph.constant(filled([rows], 'int32')),
    graph.constant(filled([rows, columns])),
  ];
  graph.outputs.push(...starts);
  for (const choice of list) {
    const made = addOp(graph, OPS[choice.op], choice);
    if (made !== null) graph.outputs.push(made);
  }
  return { nodes: graph.nodes, feeds, fetches: graph.outputs.slice(starts.length) };
}

const vector = (...values: number[]): TensorValue => ({
  dtype: 'int32',
  shape: [values.length],
  data: Int32Array.from(values),
});

function addOp(graph: Growing, op: string, { inputs, variant }: Choice): string | null {
  const [x, y, z] = inputs.map((i) => graph.outputs[graph.outputs.length - 1 - (i % graph.outputs.length)]);
  const T: Attr = { type: graph.dtypeOf(x) };
  const isExact = (...names: readonly string[]): boolean => names.every((name) => graph.exact.get(name));
  const of = (names: readonly string[], attr: Record<string, Attr>, exact: boolean): string | null =>
    graph.add(op, names, attr, exact);
  if (EXACT_UNARY.includes(op)) return of([x], { T }, isExact(x));
  if (STEPPED_UNARY.includes(op)) return isExact(x) ? of([x], { T }, true) : null;
  if (SMOOTH_UNARY.includes(op)) return of([x], { T }, false);
  if (EXACT_BINARY.includes(op)) return of([x, y], { T }, isExact(x, y));
  if (STEPPED_BINARY.includes(op)) return isExact(x, y) ? of([x, y], { T }, true) : null;
  if (OTHER_BINARY.includes(op)) return op === 'ReluGrad' && !isExact(y) ? null : of([x, y], { T }, false);
  if (REDUCTIONS.includes(op) || op === 'All' || op === 'Any') {
    const rank = graph.index.find(x)!.outputs[0].shape?.length ?? 2;
    const axes = [[0], [-1], [0, 1], []][variant % 4].filter((axis) => axis < rank);
    const keep: Attr = { b: variant > 7 };
    const type: Attr = { type: 'int32' };
    return of(
      [x, graph.constant(vector(...axes))],
      { T, Tidx: type, keep_dims: keep },
      (op === 'Max' || op === 'Min' || op === 'All' || op === 'Any') && isExact(x),
    );
  }
  const int: Attr = { type: 'int32' };
  switch (op) {
    case 'MatMul':
      return of(
        [x, y],
        { T, transpose_a: { b: (variant & 1) > 0 }, transpose_b: { b: (variant & 2) > 0 } },
        false,
      );
    case 'Transpose':
      return of([x, graph.constant(vector(1, 0))], { T, Tperm: int }, isExact(x));
    case 'Reshape':
      return of(
        [x, graph.constant(variant > 7 ? vector(-1) : vector(1, -1))],
        { T, Tshape: int },
        isExact(x),
      );
    case 'Select':
      return of([z, x, y], { T }, isExact(x, y));
    case 'Cast': {
      const to = (['float32', 'float64', 'int32', 'bool'] as const)[variant % 4];
      const narrows = to === 'int32' || to === 'bool' || to === 'float32';
      return narrows && !isExact(x) ? null : of([x], { SrcT: T, DstT: { type: to } }, isExact(x));
    }
    case 'AddN':
      return of([x, y, z], { T, N: { i: 3 } }, false);
    case 'Fill':
      return of([graph.constant(vector(2, 3)), x], { T, index_type: int }, isExact(x));
    case 'Tile':
      return of([x, graph.constant(vector(variant % 3, 1))], { T, Tmultiples: int }, isExact(x));
    case 'Shape':
      return of([x], { T, out_type: int }, true);
    case 'LogicalNot':
      return of([x], {}, isExact(x));
    case 'LogicalAnd':
      return of([x, y], {}, isExact(x, y));
    case 'Cumsum':
      return of(
        [x, graph.constant({ ...vector(0), shape: [] })],
        { T, Tidx: int, exclusive: { b: false }, reverse: { b: false } },
        false,
      );
    case 'ConcatV2':
      return of(
        [x, y, graph.constant({ ...vector(0), shape: [] })],
        { T, Tidx: int, N: { i: 2 } },
        isExact(x, y),
      );
    case 'L2Loss':
      return of([x], { T }, false);
    default:
      throw new TypeError(`no rule to add ${op}`);
  }
}
