// X·w, what is done with it row by row, and Xᵀ·r of the outcome read the matrix once: the loop of gradient descent.
import { BodyBuilder } from './body.ts';
import { join } from './order.ts';
import type {
  ElementwiseKernel,
  Kernel,
  MatmulKernel,
  Program,
  RowOutput,
  RowPassKernel,
  ValueId,
} from './program.ts';
import { inputsOf, outputsOf, readersOf } from './traverse.ts';

export function passOverRows(program: Program): Program {
  let current = program;
  for (const kernel of program.kernels) {
    // Kernels that earlier passes have taken in are gone.
    if (!current.kernels.includes(kernel)) continue;
    if (isRowProduct(kernel)) current = passFrom(current, kernel);
  }
  // Transposed products that no pass took in: Xᵀ·r on its own.
  for (const kernel of current.kernels)
    if (isTransposedProduct(kernel))
      current = replaced(current, new Set([kernel]), rowPass(current, new Set([kernel])));
  return current;
}

/** X·w for a matrix as it lies. */
const isRowProduct = (kernel: Kernel): kernel is MatmulKernel & { readonly transposeA: false } =>
  kernel.kind === 'matmul' && kernel.n === 1 && kernel.batch === 1 && !kernel.transposeA && kernel.k > 0;

/** Xᵀ·r for a matrix as it lies. */
const isTransposedProduct = (kernel: Kernel): kernel is MatmulKernel & { readonly transposeA: true } =>
  kernel.kind === 'matmul' && kernel.n === 1 && kernel.batch === 1 && kernel.transposeA && kernel.m > 0;

function passFrom(program: Program, start: MatmulKernel): Program {
  const whole = growFrom(program, start);
  return (
    join(program, whole, rowPass(program, whole)) ??
    // Something outside stands in between: at least the product itself.
    replaced(program, new Set([start]), rowPass(program, new Set([start])))
  );
}

function replaced(program: Program, group: ReadonlySet<Kernel>, kernel: Kernel): Program {
  const joined = join(program, group, kernel);
  if (joined === null) throw new TypeError('one kernel in place of one cannot be out of order');
  return joined;
}

/** All kernels that one pass over the rows of `start`'s matrix can do. */
function growFrom(program: Program, start: MatmulKernel): ReadonlySet<Kernel> {
  const rows = start.m;
  const group = new Set<Kernel>([start]);
  if (rows <= 1) return group;
  /** Values with one element a row that the pass makes. */
  const made = new Set<ValueId>([start.output]);
  /** Values that cannot be had before the pass has ended. */
  const late = new Set<ValueId>();
  for (const kernel of program.kernels) {
    if (group.has(kernel)) continue;
    const inputs = inputsOf(kernel);
    const isLate = inputs.some((input) => late.has(input));
    const reads = inputs.some((input) => made.has(input));
    const sameMatrix =
      (isRowProduct(kernel) || isTransposedProduct(kernel)) && kernel.a === start.a && !made.has(kernel.a);
    if (!isLate && isRowProduct(kernel) && sameMatrix && !made.has(kernel.b) && kernel.m === rows) {
      group.add(kernel);
      made.add(kernel.output);
    } else if (!isLate && reads && isTransposedProduct(kernel) && sameMatrix && kernel.k === rows) {
      group.add(kernel);
      late.add(kernel.output);
    } else if (!isLate && reads && worksOnRows(kernel, rows)) {
      group.add(kernel);
      for (const { value, reduce } of kernel.outputs) (reduce === null ? made : late).add(value);
    } else if (isLate || reads) for (const output of outputsOf(kernel)) late.add(output);
  }
  return withMakers(program, group, rows);
}

/** And what is computed row by row for the pass alone. */
function withMakers(program: Program, group: Set<Kernel>, rows: number): ReadonlySet<Kernel> {
  const readers = readersOf(program);
  for (const kernel of program.kernels.toReversed()) {
    if (group.has(kernel) || !worksOnRows(kernel, rows)) continue;
    if (kernel.outputs.some(({ reduce }) => reduce !== null)) continue;
    const all = kernel.outputs.flatMap(({ value }) => [...(readers.get(value) ?? [])]);
    if (
      all.length > 0 &&
      all.every((reader) => reader !== null && group.has(reader) && readsByRow(reader, kernel))
    )
      group.add(kernel);
  }
  return group;
}

/** Whether what `maker` makes is taken a value a row, not as the vector that rows are multiplied by. */
const readsByRow = (reader: Kernel, maker: ElementwiseKernel): boolean =>
  reader.kind === 'elementwise'
    ? reader.inputs.every(({ value, strides }) => !makes(maker, value) || strides[0] === 1)
    : reader.kind === 'matmul' && reader.transposeA && makes(maker, reader.b) && !makes(maker, reader.a);

const makes = (maker: ElementwiseKernel, value: ValueId): boolean => outputsOf(maker).includes(value);

function worksOnRows(kernel: Kernel, rows: number): kernel is ElementwiseKernel {
  return (
    kernel.kind === 'elementwise' &&
    kernel.shape.length === 1 &&
    kernel.shape[0] === rows &&
    kernel.inputs.every(({ strides: [stride] }) => stride === 0 || stride === 1) &&
    kernel.outputs.every(({ reduce }) => reduce === null || reduce.by === 'sum' || reduce.by === 'mean')
  );
}

/** The group as one kernel. */
function rowPass(program: Program, group: ReadonlySet<Kernel>): RowPassKernel {
  const members = program.kernels.filter((kernel) => group.has(kernel));
  const readers = readersOf(program);
  const products = members.filter(isRowProduct);
  const [first] = members.filter((kernel) => isRowProduct(kernel) || isTransposedProduct(kernel));
  const rows = first.transposeA ? first.k : first.m;
  const columns = first.transposeA ? first.m : first.k;
  const builder = new BodyBuilder();
  const { dtype } = program.values[first.output];
  const vectors = products.map(({ b }) => b);
  const inputs: { readonly value: ValueId; readonly stride: 0 | 1 }[] = [];
  /** Where the body has the values that the pass makes. */
  const places = new Map<ValueId, number>();
  products.forEach(({ output }, i) => places.set(output, builder.input(i, dtype)));
  const placeOf = (value: ValueId, stride: 0 | 1): number => {
    const place = places.get(value);
    if (place !== undefined) return place;
    let at = inputs.findIndex((input) => input.value === value && input.stride === stride);
    if (at < 0) at = inputs.push({ value, stride }) - 1;
    return builder.input(vectors.length + at, program.values[value].dtype);
  };
  const outputs: RowOutput[] = [];
  const isRead = (value: ValueId): boolean => {
    const { origin } = program.values[value];
    const outside = [...(readers.get(value) ?? [])].some((reader) => reader === null || !group.has(reader));
    return outside || origin.kind === 'variable';
  };
  for (const kernel of members) {
    if (isRowProduct(kernel)) {
      const instruction = places.get(kernel.output)!;
      if (isRead(kernel.output)) outputs.push({ kind: 'rows', value: kernel.output, instruction });
    } else if (isTransposedProduct(kernel)) {
      outputs.push({ kind: 'transposed', value: kernel.output, instruction: placeOf(kernel.b, 1) });
    } else if (kernel.kind === 'elementwise') {
      const moved = builder.append(kernel.body, (index) => {
        const { value, strides } = kernel.inputs[index];
        return placeOf(value, strides[0] === 0 ? 0 : 1);
      });
      for (const { value, instruction, reduce } of kernel.outputs) {
        const place = moved[instruction];
        if (reduce !== null)
          outputs.push({ kind: reduce.by === 'mean' ? 'mean' : 'sum', value, instruction: place });
        else {
          places.set(value, place);
          if (isRead(value)) outputs.push({ kind: 'rows', value, instruction: place });
        }
      }
    }
  }
  return {
    kind: 'row-pass',
    nodes: members.flatMap(({ nodes }) => nodes),
    matrix: first.a,
    rows,
    columns,
    vectors,
    inputs,
    body: builder.body,
    outputs,
  };
}
