// Matrix products.
import { boolAttr, type OpType } from '@residual/graph';
import { outputName, type Lowering, type Rule } from './rule.ts';

function product(lowering: Lowering, transposeA: boolean, transposeB: boolean): ReturnType<Rule> {
  const { builder, step, inputs, output } = lowering;
  if (output.dtype === 'int32') return null;
  const [a, b] = inputs;
  const [aRows, aColumns] = builder.shapeOf(a).slice(-2);
  const [bRows, bColumns] = builder.shapeOf(b).slice(-2);
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [inner, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (k !== inner) return null;
  const result = builder.temporary(output.dtype, output.shape, outputName(lowering));
  const batch = output.shape.slice(0, -2).reduce((count, d) => count * d, 1);
  builder.kernels.push({
    kind: 'matmul',
    nodes: [step.node],
    a: builder.root(a),
    b: builder.root(b),
    transposeA,
    transposeB,
    batch,
    m,
    k,
    n,
    output: result,
  });
  return [result];
}

export const matrices: Partial<Record<OpType, Rule>> = {
  MatMul: (lowering) => {
    const { builder, step, inputs } = lowering;
    if (inputs.some((input) => builder.shapeOf(input).length !== 2)) return null;
    return product(lowering, boolAttr(step.attrs, 'transpose_a'), boolAttr(step.attrs, 'transpose_b'));
  },
  BatchMatMul: (lowering) => {
    const { builder, step, inputs } = lowering;
    const [x, y] = inputs.map((input) => builder.shapeOf(input));
    if (x.slice(0, -2).join() !== y.slice(0, -2).join()) return null;
    return product(lowering, boolAttr(step.attrs, 'adj_x'), boolAttr(step.attrs, 'adj_y'));
  },
};
