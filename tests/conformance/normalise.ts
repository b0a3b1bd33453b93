// Where TensorFlow 2.21's version-1 mode differs from the TensorFlow 1 of the lecture, and how its graphs are
// read so that the rest can be compared to the letter.

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
    .replace(/^(\^?gradients(?:_\d+)?)\/grad_ys_0\/Const/, '$1/Const')
    .replace(/^(\^?gradients(?:_\d+)?)\/grad_ys_0(?=$|:)/, '$1/Fill')
    .replace(/\/SelectV2(?=$|:|_)/, '/Select');

export const normalise = (nodes: readonly OracleNode[]): OracleNode[] =>
  nodes.map(({ name, op, input, outputs }) => ({
    name: renamed(name),
    op: OP_NAMES[op] ?? op,
    input: input.map(renamed),
    outputs,
  }));
