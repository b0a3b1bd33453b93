// A program in words: what the passes did, and its kernels one a line.
import type { Body } from './body.ts';
import type { Kernel, Program, ValueId } from './program.ts';

export function explain(program: Program): string {
  const { values, kernels, fetches, notes, bufferBytes } = program;
  const nameOf = (id: ValueId): string => {
    const { name, shape, dtype, origin } = values[id];
    const kind = origin.kind === 'variable' ? `${name}@${origin.version}` : name;
    return `${kind} ${dtype}[${shape?.join(',') ?? '?'}]`;
  };
  const bytes = bufferBytes.reduce((sum, b) => sum + b, 0);
  return [
    `${kernels.length} kernels, ${bufferBytes.length} buffers of ${bytes} bytes together`,
    ...notes.map((note) => `- ${note}`),
    ...kernels.map((kernel, i) => `${i}. ${kernelText(kernel, nameOf)}`),
    `gives ${fetches.map(nameOf).join(', ')}`,
  ].join('\n');
}

function kernelText(kernel: Kernel, nameOf: (id: ValueId) => string): string {
  const from = kernel.nodes.length === 0 ? '' : `   (${kernel.nodes.join(', ')})`;
  switch (kernel.kind) {
    case 'elementwise': {
      const results = bodyText(
        kernel.body,
        kernel.inputs.map(({ value, strides }) =>
          strides.every((s) => s === 0) ? nameOf(value) : `${nameOf(value)}·${strides.join('·')}`,
        ),
      );
      const outputs = kernel.outputs.map(({ value, instruction, reduce }) => {
        const result = results[instruction];
        return `${nameOf(value)} = ${reduce === null ? result : `${reduce.by}[${reduce.axes.join(',')}](${result})`}`;
      });
      return `element-wise [${kernel.shape.join(',')}] ${outputs.join('; ')}${from}`;
    }
    case 'matmul': {
      const a = `${nameOf(kernel.a)}${kernel.transposeA ? 'ᵀ' : ''}`;
      const b = `${nameOf(kernel.b)}${kernel.transposeB ? 'ᵀ' : ''}`;
      return `product ${nameOf(kernel.output)} = ${a} · ${b}${from}`;
    }
    case 'row-pass': {
      const x = nameOf(kernel.matrix);
      const results = bodyText(kernel.body, [
        ...kernel.vectors.map((vector) => `row·${nameOf(vector)}`),
        ...kernel.inputs.map(({ value }) => nameOf(value)),
      ]);
      const outputs = kernel.outputs.map(({ kind, value, instruction }) => {
        const result = results[instruction];
        return `${nameOf(value)} = ${kind === 'transposed' ? `Xᵀ·(${result})` : kind === 'rows' ? result : `${kind}(${result})`}`;
      });
      return `one pass over the rows of X = ${x}: ${outputs.join('; ')}${from}`;
    }
    case 'op':
      return `${kernel.step.op} ${[...kernel.outputs, ...kernel.written].map(nameOf).join(', ')}${from}`;
    case 'require':
      return `require ${kernel.variable}${from}`;
    case 'assign':
      return `${nameOf(kernel.output)} = ${nameOf(kernel.input)}${from}`;
  }
}

/** The term of each instruction. */
function bodyText(body: Body, inputs: readonly string[]): string[] {
  const terms: string[] = [];
  for (const instruction of body)
    switch (instruction.op) {
      case 'input':
        terms.push(inputs[instruction.input]);
        break;
      case 'constant':
        terms.push(String(instruction.value));
        break;
      case 'unary':
        terms.push(`${instruction.f}(${terms[instruction.x]})`);
        break;
      case 'binary':
        terms.push(`${instruction.f}(${terms[instruction.x]}, ${terms[instruction.y]})`);
        break;
      case 'select':
        terms.push(`(${terms[instruction.condition]} ? ${terms[instruction.x]} : ${terms[instruction.y]})`);
        break;
      case 'cast':
        terms.push(`${instruction.dtype}(${terms[instruction.x]})`);
        break;
    }
  return terms;
}
