// What a program sees, told as the oracle's cases tell it (tests/oracles/semantics/facts.py): lines, names, errors.
import {
  formatPrint,
  NDArray,
  type Graph,
  type Operation,
  type Tensor,
  type TensorFlow,
  type Variable,
} from '@residual/graph';

export type Program = (facts: Facts) => void;
export type Programs = Readonly<Record<string, Program>>;

type Named = Tensor | Operation | Variable;

export class Facts {
  readonly tf: TensorFlow;
  readonly lines: string[] = [];

  constructor(tf: TensorFlow) {
    this.tf = tf;
  }

  show(...values: readonly unknown[]): void {
    this.lines.push(formatPrint(...values));
  }

  names(...elements: readonly Named[]): void {
    this.lines.push(elements.map(({ name }) => name).join(' '));
  }

  /** Every node with its op, inputs and control inputs. */
  nodes(graph: Graph = this.tf.getDefaultGraph()): void {
    for (const op of graph.getOperations()) {
      const inputs = [...op.inputs.map((t) => t.name), ...op.controlInputs.map((c) => `^${c.name}`)];
      this.lines.push(`${op.name} = ${op.type}(${inputs.join(', ')})`);
    }
  }

  /** The class and the text of what `action` throws; of a failed run, without the node and its place. */
  error(action: () => unknown): void {
    try {
      action();
      this.lines.push('no error');
    } catch (error) {
      const { name, message } = error as Error;
      const [text] = message.split('\n\t [[');
      this.lines.push(`${name}: ${text}`);
    }
  }
}

/** As `.tolist()`: nested lists that print like Python's. */
export function items(array: NDArray): unknown {
  if (array.ndim === 0) return array;
  return Array.from(array, (part) => items(part));
}
