// The exhaustive table of gradients.
import type { OpType } from '../op-types.ts';
import { arrayGradients } from './arrays.ts';
import { binaryGradients } from './binary.ts';
import { decompositionGradients } from './decompositions.ts';
import { diagonalGradients } from './diagonals.ts';
import { indexingGradients } from './indexing.ts';
import { joiningGradients } from './joining.ts';
import { linearAlgebraGradients } from './linear-algebra.ts';
import { matrixGradients } from './matrices.ts';
import { nnGradients } from './nn.ts';
import { reductionGradients } from './reductions.ts';
import type { GradientRule } from './rule.ts';
import { unaryGradients } from './unary.ts';

export const GRADIENTS: { readonly [K in OpType]: GradientRule } = {
  Const: 'constant',
  Placeholder: 'constant',
  PlaceholderWithDefault: (_, grad) => [grad],
  Identity: (_, grad) => [grad],
  StopGradient: 'constant',
  NoOp: 'constant',
  VariableV2: 'constant',
  Assign: 'constant',
  AssignAdd: 'constant',
  AssignSub: 'constant',
  IsVariableInitialized: 'constant',
  ApplyGradientDescent: 'missing',
  ApplyMomentum: 'missing',
  ApplyAdam: 'missing',
  ApplyAdagrad: 'missing',
  ApplyRMSProp: 'missing',
  ApplyCenteredRMSProp: 'missing',
  ApplyAdadelta: 'missing',
  ApplyFtrl: 'missing',
  RandomStandardNormal: 'constant',
  TruncatedNormal: 'constant',
  RandomUniform: 'constant',
  RandomUniformInt: 'constant',
  RandomShuffle: 'constant',
  Multinomial: 'constant',
  ...binaryGradients,
  ...unaryGradients,
  ...nnGradients,
  ...reductionGradients,
  ...arrayGradients,
  ...joiningGradients,
  ...indexingGradients,
  ...diagonalGradients,
  ...matrixGradients,
  ...linearAlgebraGradients,
  ...decompositionGradients,
};
