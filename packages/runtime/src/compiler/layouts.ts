// Matrix products read their operands as they lie: a transposed copy is not made but read from the original, and a
// product that begins with a row becomes one that ends with a column.
import { removeDeadCode } from './dead-code.ts';
import { isOverwritten } from './order.ts';
import type { ElementwiseKernel, Kernel, MatmulKernel, Program, ValueId } from './program.ts';
import { outputsOf, readersOf } from './traverse.ts';

export function chooseLayouts(program: Program): Program {
  const makers = new Map<ValueId, { kernel: ElementwiseKernel; place: number }>();
  let absorbed = 0;
  const kernels = program.kernels.map((kernel, place): Kernel => {
    if (kernel.kind === 'elementwise' && isCopy(kernel))
      makers.set(kernel.outputs[0].value, { kernel, place });
    if (kernel.kind !== 'matmul') return kernel;
    const original = (value: ValueId, rows: number, columns: number): ValueId | null => {
      const maker = makers.get(value);
      if (maker === undefined || isOverwritten(program, maker.kernel, maker.place, place)) return null;
      return isTransposition(maker.kernel, { batch: kernel.batch, rows, columns })
        ? maker.kernel.inputs[0].value
        : null;
    };
    const [aRows, aColumns] = kernel.transposeA ? [kernel.k, kernel.m] : [kernel.m, kernel.k];
    const [bRows, bColumns] = kernel.transposeB ? [kernel.n, kernel.k] : [kernel.k, kernel.n];
    const a = original(kernel.a, aRows, aColumns);
    const b = original(kernel.b, bRows, bColumns);
    absorbed += Number(a !== null) + Number(b !== null);
    return columnForm({
      ...kernel,
      a: a ?? kernel.a,
      b: b ?? kernel.b,
      transposeA: kernel.transposeA !== (a !== null),
      transposeB: kernel.transposeB !== (b !== null),
    });
  });
  const notes =
    absorbed === 0
      ? program.notes
      : [...program.notes, `${absorbed} transposed matrices read where they lie`];
  return removeDeadCode({ ...program, kernels, notes });
}

/**
 * (A·B)·v is A·(B·v): two passes over vectors instead of a product of matrices, where nobody else wants A·B.
 * As elsewhere, rounding differs and no bound gets worse.
 */
export function productsOfVectorsFirst(program: Program): Program {
  const readers = readersOf(program);
  const values = [...program.values];
  const kernels = [...program.kernels];
  let reordered = 0;
  // From the last to the first: a chain A·B·C·v is taken apart from its end.
  for (let place = kernels.length - 1; place >= 0; place--) {
    const outer = kernels[place];
    if (outer.kind !== 'matmul' || outer.n !== 1 || outer.batch !== 1) continue;
    const inner = kernels.findIndex((kernel) => outputsOf(kernel).includes(outer.a));
    const product = kernels[inner];
    if (product?.kind !== 'matmul' || product.n === 1 || product.batch !== 1) continue;
    if ((readers.get(product.output)?.size ?? 0) > 1 || outer.a === outer.b) continue;
    if (isOverwritten({ ...program, kernels }, product, inner, place)) continue;
    // (A·B)ᵀ·v is Bᵀ·(Aᵀ·v).
    const [first, second] = outer.transposeA
      ? [
          { matrix: product.a, transpose: !product.transposeA, m: product.k, k: product.m },
          { matrix: product.b, transpose: !product.transposeB, m: product.n, k: product.k },
        ]
      : [
          { matrix: product.b, transpose: product.transposeB, m: product.k, k: product.n },
          { matrix: product.a, transpose: product.transposeA, m: product.m, k: product.k },
        ];
    const { dtype, name } = values[product.output];
    const between = values.push({ dtype, shape: [first.m, 1], name, origin: { kind: 'temporary' } }) - 1;
    const vector = { kind: 'matmul', transposeB: false, batch: 1, n: 1 } as const;
    kernels.splice(
      place,
      1,
      {
        ...vector,
        nodes: product.nodes,
        a: first.matrix,
        b: outer.b,
        transposeA: first.transpose,
        m: first.m,
        k: first.k,
        output: between,
      },
      {
        ...vector,
        nodes: outer.nodes,
        a: second.matrix,
        b: between,
        transposeA: second.transpose,
        m: second.m,
        k: second.k,
        output: outer.output,
      },
    );
    kernels.splice(inner, 1);
    reordered++;
    // The first of the two may be the end of another chain.
    place++;
  }
  if (reordered === 0) return program;
  const notes = [...program.notes, `${reordered} products with a vector done before those of matrices`];
  return { ...program, values, kernels, notes };
}

const isCopy = ({ body, inputs, outputs }: ElementwiseKernel): boolean =>
  inputs.length === 1 && body.length === 1 && outputs.length === 1 && outputs[0].reduce === null;

/** Whether the copy, read as `batch` matrices of rows × columns, has each of them from a transposed one. */
function isTransposition(
  { shape, inputs: [{ strides }] }: ElementwiseKernel,
  { batch, rows, columns }: { batch: number; rows: number; columns: number },
): boolean {
  const expected = [
    { extent: batch, stride: rows * columns },
    { extent: rows, stride: 1 },
    { extent: columns, stride: rows },
  ].filter(({ extent }) => extent !== 1);
  return (
    expected.length === shape.length &&
    expected.every(({ extent, stride }, axis) => shape[axis] === extent && strides[axis] === stride)
  );
}

/** rowᵀ·B has the same values, in the same order, as Bᵀ·row. */
function columnForm(kernel: MatmulKernel): MatmulKernel {
  if (kernel.m !== 1 || kernel.n === 1) return kernel;
  return {
    ...kernel,
    a: kernel.b,
    b: kernel.a,
    transposeA: !kernel.transposeB,
    transposeB: false,
    m: kernel.n,
    n: 1,
  };
}
