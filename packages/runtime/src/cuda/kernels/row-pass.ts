// One pass over the rows of a matrix: a block takes a row, keeps it in registers, forms its products with the vectors,
// works out the body, and adds row·r to sums that it keeps in registers too. What each block has summed up goes to
// scratch memory, and a second kernel adds the blocks' parts in order.
import type { RowOutput, RowPassKernel } from '../../compiler/program.ts';
import { C_TYPE, emitBody, literal, result } from './body.ts';
import { valueArgument, type DTypeOf, type EmittedKernel } from './emitted.ts';
import { BLOCK } from './prelude.ts';

/** Columns that a thread can keep in registers. Those of wider matrices overflow into the cache, and loops stay loops. */
const MOST_UNROLLED = 16;

/** Two for each multiprocessor of the largest device. */
const MOST_BLOCKS = 264;
/** Neighbouring columns, and threads for each, in the second kernel. */
const WIDTH = 32;
const DEPTH = BLOCK / WIDTH;

type Stored = Extract<RowOutput, { kind: 'rows' }>;
type Folded = Exclude<RowOutput, { kind: 'rows' }>;

export function emitRowPass(kernel: RowPassKernel, name: string, dtypeOf: DTypeOf): EmittedKernel[] {
  const { rows, columns, vectors, inputs, body } = kernel;
  const stored = kernel.outputs.filter((output): output is Stored => output.kind === 'rows');
  const folded = kernel.outputs.filter((output): output is Folded => output.kind !== 'rows');
  const type = C_TYPE[dtypeOf(kernel.matrix)];
  const each = Math.ceil(columns / BLOCK);
  const blocks = Math.min(rows, MOST_BLOCKS);
  const widths = folded.map(({ kind }) => (kind === 'transposed' ? columns : 1));
  const width = widths.reduce((sum, w) => sum + w, 0);
  const starts = widths.map((_, i) => widths.slice(0, i).reduce((sum, w) => sum + w, 0));

  const parameters = [
    `const ${type} *matrix`,
    ...vectors.map((_, i) => `const ${type} *vector${i}`),
    ...inputs.map(({ value }, i) => `const ${C_TYPE[dtypeOf(value)]} *in${i}`),
    ...stored.map(({ value }, i) => `${C_TYPE[dtypeOf(value)]} *rows${i}`),
    ...(folded.length > 0 ? ['double *parts'] : []),
  ];
  const read = (input: number): string => {
    if (input < vectors.length) return `(${type})product${input}`;
    const { stride } = inputs[input - vectors.length];
    return `in${input - vectors.length}[${stride === 1 ? 'row' : '0'}]`;
  };
  const perColumn = (statement: string, indent: string): string =>
    `${each <= MOST_UNROLLED ? `#pragma unroll\n${indent}` : ''}for (int j = 0; j < ${each}; j++) ${statement}`;
  const all = <T>(items: readonly T[], line: (item: T, i: number) => string, indent: string): string =>
    items.map(line).join(`\n${indent}`);
  const first = `
extern "C" __global__ void ${name}(${parameters.join(', ')}) {
  __shared__ double shared[${BLOCK}];
  const int thread = threadIdx.x;
  ${all(
    folded,
    ({ kind }, i) => (kind === 'transposed' ? `double sum${i}[${each}] = {};` : `double sum${i} = 0;`),
    '  ',
  )}
  for (int row = blockIdx.x; row < ${rows}; row += gridDim.x) {
    double x[${each}];
    ${perColumn(
      `{
      const int column = thread + j * ${BLOCK};
      x[j] = column < ${columns} ? (double)matrix[row * ${columns} + column] : 0;
    }`,
      '    ',
    )}
    ${all(
      vectors,
      (_, i) => `double product${i} = 0;
    ${perColumn(
      `{
      const int column = thread + j * ${BLOCK};
      if (column < ${columns}) product${i} += x[j] * (double)vector${i}[column];
    }`,
      '    ',
    )}
    product${i} = block_sum(product${i}, shared);`,
      '    ',
    )}
    ${emitBody(body, read)}
    ${stored.length > 0 ? `if (thread == 0) { ${all(stored, ({ instruction }, i) => `rows${i}[row] = ${result(instruction)};`, ' ')} }` : ''}
    ${all(
      folded,
      ({ kind, instruction }, i) =>
        kind === 'transposed'
          ? perColumn(`sum${i}[j] += x[j] * (double)${result(instruction)};`, '    ')
          : `sum${i} += (double)${result(instruction)};`,
      '    ',
    )}
  }
  ${all(
    folded,
    ({ kind }, i) =>
      kind === 'transposed'
        ? perColumn(
            `{
    const int column = thread + j * ${BLOCK};
    if (column < ${columns}) parts[blockIdx.x * ${width} + ${starts[i]} + column] = sum${i}[j];
  }`,
            '  ',
          )
        : `if (thread == 0) parts[blockIdx.x * ${width} + ${starts[i]}] = sum${i};`,
    '  ',
  )}
}
`;
  const scratch = blocks * width * 8;
  const pass: EmittedKernel = {
    name,
    source: first,
    arguments: [
      valueArgument(kernel.matrix),
      ...vectors.map(valueArgument),
      ...inputs.map(({ value }) => valueArgument(value)),
      ...stored.map(({ value }) => valueArgument(value)),
      ...(folded.length > 0 ? [{ kind: 'scratch', offset: 0 } as const] : []),
    ],
    grid: [blocks, 1],
    scratch,
  };
  if (folded.length === 0) return [pass];

  const finish = (output: Folded, i: number): string => {
    const to = output.kind === 'transposed' ? `column - ${starts[i]}` : '0';
    const total = output.kind === 'mean' ? `total / ${literal(rows, 'float64')}` : 'total';
    return `if (column >= ${starts[i]} && column < ${starts[i] + widths[i]}) out${i}[${to}] = (${C_TYPE[dtypeOf(output.value)]})(${total});`;
  };
  const second = `
extern "C" __global__ void ${name}_end(const double *parts, ${folded
    .map(({ value }, i) => `${C_TYPE[dtypeOf(value)]} *out${i}`)
    .join(', ')}) {
  __shared__ double shared[${BLOCK}];
  const int column = blockIdx.x * ${WIDTH} + threadIdx.x % ${WIDTH};
  double total = 0;
  if (column < ${width})
    for (int block = threadIdx.x / ${WIDTH}; block < ${blocks}; block += ${DEPTH}) total += parts[block * ${width} + column];
  shared[threadIdx.x] = total;
  for (int half = ${DEPTH / 2}; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x / ${WIDTH} < half) shared[threadIdx.x] += shared[threadIdx.x + half * ${WIDTH}];
  }
  if (threadIdx.x >= ${WIDTH} || column >= ${width}) return;
  total = shared[threadIdx.x];
  ${all(folded, finish, '  ')}
}
`;
  const end: EmittedKernel = {
    name: `${name}_end`,
    source: second,
    arguments: [{ kind: 'scratch', offset: 0 }, ...folded.map(({ value }) => valueArgument(value))],
    grid: [Math.ceil(width / WIDTH), 1],
    scratch,
  };
  return [pass, end];
}
