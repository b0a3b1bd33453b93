// Where TensorFlow 2.21's version-1 mode differs from the TensorFlow 1 of the lecture, and how its graphs are
// read so that the rest can be compared to the letter.

import { caseSensitiveNames } from './letter-case.ts';

export interface OracleNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly outputs: readonly { readonly dtype: string; readonly shape: readonly number[] | null }[];
}

/** Later versions of an op that do the same here. */
const OP_NAMES: Readonly<Record<string, string>> = {
  AddV2: 'Add',
  SelectV2: 'Select',
  BatchMatMulV2: 'BatchMatMul',
};

/** The gradients that arrive at ys are made by `gradients/Const` and `gradients/Fill` in TensorFlow 1.4. */
const renamed = (name: string): string =>
  name
    .replace(/^([^/]+)\/grad_ys_0\/Const/, '$1/Const')
    .replace(/^([^/]+)\/grad_ys_(\d+)\/Const/, '$1/Const_$2')
    .replace(/^([^/]+)\/grad_ys_0(?=$|:)/, '$1/Fill')
    .replace(/^([^/]+)\/grad_ys_(\d+)(?=$|:)/, '$1/Fill_$2')
    // A scope that the function has got since; its number belongs to the node.
    .replace(
      /(?<=^|\^|\/)triangular_solve(_\d+)?\/MatrixTriangularSolve(?=$|:|_grad|\/)/g,
      'MatrixTriangularSolve$1',
    )
    .replace(/\/SelectV2(?=$|:|_)/, '/Select')
    // ones_like's constant for a known shape.
    .replace(/\/Shape\/shape_as_tensor/, '/Shape');

/**
 * An empty list of axes or dimensions is int32 at once in TensorFlow 1; TensorFlow 2 tries float32 first and leaves
 * that constant in the graph.
 */
function withoutFailedLists(nodes: readonly OracleNode[]): OracleNode[] {
  const AXES = /\/(?:reduction_indices|shape)$/;
  const failed = new Set(
    nodes.filter((n) => AXES.test(n.name) && n.outputs[0].dtype === 'float32').map((n) => n.name),
  );
  const older = (name: string): string => name.replace(/(\/(?:reduction_indices|shape))_1(?=$|:)/, '$1');
  return nodes
    .filter(({ name }) => !failed.has(name))
    .map((node) => ({
      ...node,
      name: failed.has(older(node.name)) ? older(node.name) : node.name,
      input: node.input.map((name) => (failed.has(older(name).replace(/:0$/, '')) ? older(name) : name)),
    }));
}

/** TensorFlow 2 keeps control inputs without an order. */
export const inOrder = (inputs: readonly string[]): string[] => [
  ...inputs.filter((name) => !name.startsWith('^')),
  ...inputs.filter((name) => name.startsWith('^')).toSorted(),
];

export function normalise(nodes: readonly OracleNode[]): OracleNode[] {
  const older = withoutFailedLists(nodes).map(({ name, op, input, outputs }) => ({
    name: renamed(name),
    op: OP_NAMES[op] ?? op,
    input: input.map(renamed),
    outputs,
  }));
  const names = caseSensitiveNames(older.map(({ name }) => name));
  const input = (text: string): string => {
    const [, control, name, output] = /^(\^?)([^:]*)(.*)$/.exec(text)!;
    return `${control}${names.get(name) ?? name}${output}`;
  };
  return older.map((node) => ({
    ...node,
    name: names.get(node.name)!,
    input: inOrder(node.input.map(input)),
  }));
}

const DTYPES = new Set(['float32', 'float64', 'int32', 'bool']);

/**
 * Errors: TensorFlow 2 writes a node as `{{node add}} = AddV2[…](a, b)` where TensorFlow 1 wrote `add` and its op
 * apart, and puts the node that failed in a run after the message, as `{{function_node …}}` before it. Lists of allowed
 * dtypes are cut down to the dtypes that exist here.
 */
export function normaliseError<E extends { readonly message: string }>(error: E): E {
  const message = error.message
    // Python's shapes.
    .replace(/ from shape \(.*\)$/, (text) => text.replaceAll('None', '?'))
    .replace(
      /'\{\{node ([^}]+)\}\} = (\w+)(?:\[.*?\])?\(.*?\)'/,
      (_, name: string, op: string) => `'${renamed(name)}' (op: '${OP_NAMES[op] ?? op}')`,
    )
    .replace(/\{\{function_node [^}]+\}\}/, '')
    .replace(/, node name: \w+$/, '')
    .replace("'AddV2' Op", "'Add' Op")
    // How to register a gradient is said at length since.
    .replace(/(No gradient defined for operation)\s*('.*?' \(op type: \w+\)).*$/s, '$1 $2')
    .replace(', tf.bfloat16]', ']')
    .replace(/(?<=list of allowed values: ).*/, (list) =>
      list
        .split(', ')
        .filter((name) => DTYPES.has(name))
        .join(', '),
    );
  return { ...error, message };
}
