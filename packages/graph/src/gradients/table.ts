// The exhaustive table of gradients.
import type { OpType } from '../op-types.ts';
import { arrayGradients } from './arrays.ts';
import { binaryGradients } from './binary.ts';
import { matrixGradients } from './matrices.ts';
import type { GradientRule } from './rule.ts';
import { unaryGradients } from './unary.ts';

export const GRADIENTS: { readonly [K in OpType]: GradientRule } = {
  Const: 'constant',
  Placeholder: 'constant',
  PlaceholderWithDefault: (_, grad) => [grad],
  Identity: (_, grad) => [grad],
  StopGradient: () => [null],
  NoOp: 'constant',
  VariableV2: 'constant',
  Assign: 'constant',
  AssignAdd: 'constant',
  AssignSub: 'constant',
  ApplyGradientDescent: 'missing',
  IsVariableInitialized: 'constant',
  RandomStandardNormal: 'constant',
  RandomUniform: 'constant',
  ...binaryGradients,
  ...unaryGradients,
  ...arrayGradients,
  ...matrixGradients,
};
