// Checks a node against its op's definition; what does not fit is worded with its name and inputs, as TensorFlow does.
import { AttributeError, type Attrs } from './attributes.ts';
import { GraphTypeError, ValueError } from './errors.ts';
import type { Shape, TensorValue } from './graphdef.ts';
import { inferOutputs, type NodeInput, type OutputInfo } from './op-definitions.ts';
import type { OpType } from './op-types.ts';
import { formatPartialShape, ShapeError } from './shapes.ts';

export interface NewNode {
  readonly type: OpType;
  readonly name: string;
  readonly inputs: readonly NodeInput[];
  readonly attrs: Attrs;
}

/** Dtypes and shapes of the outputs. @throws ValueError when shapes do not fit, GraphTypeError when dtypes do not */
export function inferNode(node: NewNode): OutputInfo[] {
  const { type, name, inputs, attrs } = node;
  try {
    return inferOutputs(type, inputs, attrs);
  } catch (error) {
    if (error instanceof ShapeError) throw worded(error, node);
    if (error instanceof AttributeError || error instanceof GraphTypeError)
      throw new GraphTypeError(`${error.message} for '${name}' (op: '${type}')`);
    throw error;
  }
}

/** The shapes alone where they tell, else also the values of inputs that were looked at. */
function worded(error: ShapeError, { type, name, inputs, attrs }: NewNode): ValueError {
  const shapes = inputs.map(({ shape }) => formatPartialShape(shape)).join(', ');
  const context = ` for '${name}' (op: '${type}') with input shapes: ${shapes}`;
  const blind = mismatch(type, inputs.map(withoutValue), attrs);
  if (blind !== null) return new ValueError(`${blind.message}${context}.`);
  const watched = inputs.map((input) => new Watched(input));
  const seen = mismatch(type, watched, attrs) ?? error;
  const values = watched.map((input, i) =>
    input.partial === null && input.value !== null ? `input[${i}] = <${input.value}>` : null,
  );
  const partial = watched.map((input, i) => input.partial && `input[${i}] = ${input.partial}`);
  return new ValueError(
    seen.message +
      context +
      listed(' and with computed input tensors: ', values) +
      listed(' and with input tensors computed as partial shapes: ', partial) +
      '.',
  );
}

function mismatch(type: OpType, inputs: readonly NodeInput[], attrs: Attrs): ShapeError | null {
  try {
    inferOutputs(type, inputs, attrs);
    return null;
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

const listed = (intro: string, parts: readonly (string | null)[]): string => {
  const present = parts.filter((part) => part !== null);
  return present.length === 0 ? '' : intro + present.join(', ');
};

const withoutValue = (input: NodeInput): NodeInput => ({
  dtype: input.dtype,
  ref: input.ref,
  shape: input.shape,
  constant: () => undefined,
  asShape: () => undefined,
});

/** `1 2` for a vector, `[1 2][3 4]` for a matrix. */
function summary(shape: readonly number[], data: readonly number[]): string {
  if (shape.length < 2) return data.join(' ');
  const row = data.length / shape[0];
  return Array.from({ length: shape[0] }, (_, i) => {
    const part = data.slice(i * row, (i + 1) * row);
    return `[${summary(shape.slice(1), part)}]`;
  }).join('');
}

/** An input that remembers what was learned of its value. */
class Watched implements NodeInput {
  value: string | null = null;
  partial: string | null = null;
  readonly #input: NodeInput;

  constructor(input: NodeInput) {
    this.#input = input;
  }

  get dtype() {
    return this.#input.dtype;
  }

  get ref(): boolean {
    return this.#input.ref;
  }

  get shape(): Shape {
    return this.#input.shape;
  }

  constant(): TensorValue | undefined {
    const value = this.#input.constant();
    if (value !== undefined) this.value = summary(value.shape, Array.from(value.data));
    return value;
  }

  asShape(): Shape | undefined {
    const shape = this.#input.asShape();
    if (shape !== undefined && shape !== null) this.partial = formatPartialShape(shape);
    return shape;
  }
}
