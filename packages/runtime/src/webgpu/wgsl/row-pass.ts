import type { RowOutput, RowPassKernel } from '../../compiler/program.ts';
import { bodyCode, load, store } from './body.ts';
import type { Values } from './elementwise.ts';
import { foldMemory, foldOver, foldResult } from './reduction.ts';
import {
  Bindings,
  GROUP,
  groupsFor,
  groupsOf,
  shader,
  THREAD,
  WIDTH,
  type Dispatch,
  type Operand,
} from './shader.ts';

/** First a workgroup a row, for the products and the body; then what is made of all rows. */
export function rowPassDispatches(kernel: RowPassKernel, values: Values): readonly Dispatch[] {
  const { rows, columns, outputs } = kernel;
  const scratchOf = (instruction: number): Operand => `scratch ${instruction}`;
  const gathered = [
    ...new Set(outputs.filter(({ kind }) => kind !== 'rows').map(({ instruction }) => instruction)),
  ];
  const bindings = new Bindings(values.rootOf);
  const matrix = bindings.add(kernel.matrix, 'float32');
  const vectors = kernel.vectors.map((value) => bindings.add(value, 'float32'));
  const inputs = kernel.inputs.map(({ value, stride }) => {
    const dtype = values.dtypeOf(value);
    return load(dtype, `${bindings.add(value, dtype)}[${stride === 0 ? '0u' : 'row'}]`);
  });
  const stores = [
    ...outputs
      .filter(({ kind }) => kind === 'rows')
      .map(({ value, instruction }) => {
        const dtype = values.dtypeOf(value);
        return `    ${bindings.add(value, dtype, true)}[row] = ${store(dtype, `v${instruction}`)};`;
      }),
    ...gathered.map((instruction) => {
      const name = bindings.add(scratchOf(instruction), 'float32', true);
      return `    ${name}[row] = v${instruction};`;
    }),
  ];
  const products = vectors.map((vector, i) => {
    const item = `    let element = ${matrix}[row * ${columns}u + k] * ${vector}[k];`;
    return `  var p${i}: f32;\n  {\n${foldOver('sum', columns, item, 'element')}\n    p${i} = folded[0];\n    workgroupBarrier();\n  }`;
  });
  const body = `  let row = ${GROUP};
  if (row >= ${rows}u) { return; }
${products.join('\n')}
  if (local == 0u) {
${bodyCode(kernel.body, (index) => (index < vectors.length ? `p${index}` : inputs[index - vectors.length]))}
${stores.join('\n')}
  }`;
  const first: Dispatch = {
    code: shader(bindings.list, body, foldMemory('sum')),
    bindings: bindings.list,
    groups: groupsOf(rows),
    scratch: Object.fromEntries(gathered.map((instruction) => [scratchOf(instruction), rows])),
  };
  const later = outputs.filter(({ kind }) => kind !== 'rows');
  return [first, ...later.map((output) => gather(kernel, output, scratchOf(output.instruction), values))];
}

function gather(kernel: RowPassKernel, { kind, value }: RowOutput, from: Operand, values: Values): Dispatch {
  const { rows, columns } = kernel;
  const bindings = new Bindings(values.rootOf);
  const residuals = bindings.add(from, 'float32');
  if (kind === 'transposed') {
    const matrix = bindings.add(kernel.matrix, 'float32');
    const out = bindings.add(value, 'float32', true);
    // Neighbouring threads read neighbouring columns.
    const body = `  let column = ${THREAD};
  if (column >= ${columns}u) { return; }
  var sum = 0f;
  for (var row = 0u; row < ${rows}u; row++) { sum += ${residuals}[row] * ${matrix}[row * ${columns}u + column]; }
  ${out}[column] = sum;`;
    return { code: shader(bindings.list, body), bindings: bindings.list, groups: groupsFor(columns) };
  }
  const by = kind === 'mean' ? 'mean' : 'sum';
  const out = bindings.add(value, 'float32', true);
  const body = `${foldOver(by, rows, `    let element = ${residuals}[k];`, 'element')}
  if (local == 0u) { ${out}[0] = ${foldResult(by, rows)}; }`;
  return {
    code: shader(bindings.list, body, foldMemory(by)),
    bindings: bindings.list,
    groups: groupsFor(WIDTH),
  };
}
