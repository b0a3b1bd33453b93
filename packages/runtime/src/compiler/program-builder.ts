// Grows a program while a plan is lowered: values, what is known of them, and kernels.
import type { DType, TensorValue } from '@residual/graph';
import type { Dimensions } from '../backend.ts';
import { BodyBuilder } from './body.ts';
import { compact } from './dead-code.ts';
import type { Kernel, Origin, Reducer, StridedInput, Value, ValueId } from './program.ts';
import { collapse } from './strides.ts';
import { rootOf } from './traverse.ts';
import { stridesOf } from '../js/layout.ts';

export interface Reduction {
  readonly by: Reducer;
  readonly axes: readonly number[];
}

/** What a rule of an element-wise op makes of its operands: places of instructions in, one out. */
export type Pointwise = (body: BodyBuilder, ...operands: readonly number[]) => number;

export class ProgramBuilder {
  readonly values: Value[] = [];
  readonly kernels: Kernel[] = [];
  readonly #known = new Map<ValueId, TensorValue>();
  /** Each constant once. */
  readonly #constants = new Map<TensorValue['data'], Map<string, ValueId>>();

  value(dtype: DType, shape: Dimensions | null, origin: Origin, name: string): ValueId {
    return this.values.push({ dtype, shape, origin, name }) - 1;
  }

  temporary(dtype: DType, shape: Dimensions | null, name: string): ValueId {
    return this.value(dtype, shape, { kind: 'temporary' }, name);
  }

  constant({ dtype, shape, data }: TensorValue, name: string): ValueId {
    let shapes = this.#constants.get(data);
    if (shapes === undefined) this.#constants.set(data, (shapes = new Map()));
    const key = shape.join();
    let id = shapes.get(key);
    if (id === undefined) {
      id = this.value(dtype, shape, { kind: 'constant', data }, name);
      shapes.set(key, id);
      this.#known.set(id, { dtype, shape, data });
    }
    return id;
  }

  /** The same memory in another shape. */
  view(of: ValueId, shape: Dimensions, name: string): ValueId {
    const { dtype } = this.values[of];
    const known = this.#known.get(of);
    if (known !== undefined) return this.constant({ ...known, shape }, name);
    return this.value(dtype, shape, { kind: 'view', of: rootOf(this.values, of) }, name);
  }

  /** What a value is, where that is known without a run. */
  known(id: ValueId): TensorValue | undefined {
    return this.#known.get(id);
  }

  /** The value whose memory a value lies in. */
  root(id: ValueId): ValueId {
    return rootOf(this.values, id);
  }

  shapeOf(id: ValueId): Dimensions {
    const { shape } = this.values[id];
    if (shape === null) throw new TypeError(`The shape of '${this.values[id].name}' is not known`);
    return shape;
  }

  /**
   * A kernel of one instruction list over `shape`, with inputs that walk as `strides` say.
   * @param result shape of the value, which has as many elements as `shape` without the reduced axes
   */
  elementwise(
    node: string,
    options: {
      readonly name: string;
      readonly dtype: DType;
      readonly result: Dimensions;
      readonly shape: Dimensions;
      readonly inputs: readonly StridedInput[];
      readonly rule: Pointwise;
      readonly reduce?: Reduction;
      /** Where the result goes instead of a new temporary. */
      readonly output?: ValueId;
    },
  ): ValueId {
    const { name, dtype, result, inputs, rule, reduce } = options;
    const body = new BodyBuilder();
    const space = collapse({
      shape: options.shape,
      strides: [stridesOf(options.shape), ...inputs.map(({ strides }) => strides)],
      folded: reduce?.axes ?? [],
    });
    const read: StridedInput[] = [];
    const operands = inputs.map(({ value }, i) => {
      const constant = this.#scalar(value);
      if (constant !== undefined) return body.constant(constant, this.values[value].dtype);
      read.push({ value: rootOf(this.values, value), strides: space.strides[i + 1] });
      return body.input(read.length - 1, this.values[value].dtype);
    });
    const instruction = rule(body, ...operands);
    const output = options.output ?? this.temporary(dtype, result, name);
    this.kernels.push(
      compact({
        kind: 'elementwise',
        nodes: [node],
        shape: space.shape,
        inputs: read,
        body: body.body,
        outputs: [
          {
            value: output,
            instruction,
            reduce: reduce === undefined ? null : { by: reduce.by, axes: space.folded },
          },
        ],
      }),
    );
    return output;
  }

  /** The one number that a known value consists of. */
  #scalar(id: ValueId): number | undefined {
    const known = this.#known.get(id);
    if (known === undefined || known.data.length === 0) return undefined;
    const [first] = known.data;
    if (known.data.length > MOST_COMPARED && known.data.at(-1) !== first) return undefined;
    return known.data.every((x: number) => Object.is(x, first)) ? first : undefined;
  }
}

const MOST_COMPARED = 1 << 12;
