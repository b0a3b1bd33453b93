// Kernels of constants, placeholders and variables.
import {
  formatPartialShape,
  isCompatible,
  sameShape,
  shapeAttr,
  tensorAttr,
  typeAttr,
  type TensorValue,
  type TypedArray,
} from '@residual/graph';
import { RunError, invalidArgument } from '../run-error.ts';
import { allocate, shapeText, tensor, type Kernel, type KernelCall } from './kernel.ts';
import { zip } from './elementwise.ts';

const CNAME = { float32: 'float', float64: 'double', int32: 'int32', bool: 'bool' } as const;

const target = ({ variables, node }: KernelCall): string => {
  const [variable] = variables;
  if (variable === undefined) throw new RunError('InternalError', `'${node}' has no variable to change`);
  return variable;
};

/** A copy: the value may lie in memory that others write to later, such as a fed array. */
const kept = ({ dtype, shape, data }: TensorValue): TensorValue => {
  const copy: TypedArray = allocate(dtype, data.length);
  copy.set(data);
  return tensor(dtype, shape, copy);
};

/** @throws RunError with `text` of the two shapes unless they are the same */
function requireSameShape(
  variable: TensorValue,
  value: TensorValue,
  text: (variable: string, value: string) => string,
): void {
  if (!sameShape(variable.shape, value.shape))
    throw invalidArgument(text(shapeText(variable.shape), shapeText(value.shape)));
}

const update =
  (f: (x: number, y: number) => number): Kernel =>
  ([, value], call) => {
    const name = target(call);
    const before = call.context.variables.read(name);
    requireSameShape(before, value, () => 'Parameters and update must be the same size');
    call.context.variables.write(name, zip(f, before, value, before.dtype));
    return [];
  };

const pass: Kernel = ([x]) => [x];

export const state = {
  Const: (_inputs, { attrs }) => [tensorAttr(attrs, 'value')],
  Placeholder: (_inputs, { attrs, node }) => {
    const dtype = CNAME[typeAttr(attrs, 'dtype')];
    const shape = shapeAttr(attrs, 'shape');
    const text =
      shape === null || shape.length === 0
        ? ''
        : ` and shape [${shape.map((d) => (d < 0 ? '?' : d)).join(',')}]`;
    throw invalidArgument(
      `You must feed a value for placeholder tensor '${node}' with dtype ${dtype}${text}`,
    );
  },
  PlaceholderWithDefault: pass,
  Identity: pass,
  StopGradient: pass,
  NoOp: () => [],
  VariableV2: () => [],
  Assign: ([, value], call) => {
    const name = target(call);
    const { variables } = call.context;
    const shape = variables.declaredShape(name);
    if (!isCompatible(shape, value.shape))
      throw invalidArgument(
        'Assign requires shapes of both tensors to match. ' +
          `lhs shape= ${formatPartialShape(shape)} rhs shape= ${shapeText(value.shape)}`,
      );
    variables.write(name, kept(value));
    return [];
  },
  AssignAdd: update((x, y) => x + y),
  AssignSub: update((x, y) => x - y),
  ApplyGradientDescent: ([, alpha, delta], call) => {
    const name = target(call);
    const before = call.context.variables.read(name);
    requireSameShape(before, delta, (x, y) => `var and delta do not have the same shape${x} ${y}`);
    const rate = alpha.data[0];
    // float32 rounds the product before it subtracts.
    const scaled =
      before.dtype === 'float32' ? (d: number) => Math.fround(rate * d) : (d: number) => rate * d;
    call.context.variables.write(
      name,
      zip((x, d) => x - scaled(d), before, delta, before.dtype),
    );
    return [];
  },
  IsVariableInitialized: (_inputs, call) => [
    tensor('bool', [], Uint8Array.of(Number(call.context.variables.isInitialized(target(call))))),
  ],
} satisfies Record<string, Kernel>;
