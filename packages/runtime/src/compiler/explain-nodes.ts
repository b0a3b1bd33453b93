// A program as nodes of a graph, for whoever draws one (`graphToSvg`): a node for each kernel, feed, constant, variable.
import type { NodeDef } from '@residual/graph';
import type { Kernel, Program, ValueId } from './program.ts';
import { inputsOf, outputsOf, rootOf } from './traverse.ts';

/** Kernels are named by their kinds: there is no other name for what many nodes became. */
export function programNodes({ values, kernels, fetches }: Program): NodeDef[] {
  const nodes: NodeDef[] = [];
  const names = new Map<ValueId, string>();
  const taken = new Set<string>();
  const add = (wanted: string, op: string, input: readonly string[]): string => {
    let name = wanted.replace(/[^A-Za-z0-9_./-]/g, '_');
    for (let i = 1; taken.has(name); i++) name = `${wanted.replace(/[^A-Za-z0-9_./-]/g, '_')}_${i}`;
    taken.add(name);
    nodes.push({ name, op, input, device: '', attr: {} });
    return name;
  };
  const nameOf = (id: ValueId): string => {
    const root = rootOf(values, id);
    let name = names.get(root);
    if (name === undefined) {
      const { origin, name: own } = values[root];
      // One level: a drawing would fold scopes, of which little is left.
      name = add(own.replace(/:\d+$/, '').replaceAll('/', '.'), LEAVES[origin.kind], []);
      names.set(root, name);
    }
    return name;
  };
  for (const kernel of kernels) {
    if (kernel.kind === 'require') continue;
    const inputs = [...new Set(inputsOf(kernel).map(nameOf))];
    const name = add(kernel.kind === 'op' ? kernel.step.op : kernel.kind, opOf(kernel), inputs);
    for (const output of outputsOf(kernel)) names.set(output, name);
  }
  fetches.forEach((id, i) => add(`fetch_${i}`, 'Fetch', [nameOf(id)]));
  return nodes;
}

const LEAVES = {
  feed: 'Placeholder',
  constant: 'Const',
  variable: 'VariableV2',
  view: 'Reshape',
  temporary: 'Temporary',
} as const;

function opOf(kernel: Exclude<Kernel, { kind: 'require' }>): string {
  switch (kernel.kind) {
    case 'op':
      return kernel.step.op;
    case 'elementwise':
      return kernel.outputs.some(({ reduce }) => reduce !== null) ? 'Fold' : 'Elementwise';
    case 'matmul':
      return 'Product';
    case 'row-pass':
      return 'RowPass';
    case 'assign':
      return 'Assign';
  }
}
