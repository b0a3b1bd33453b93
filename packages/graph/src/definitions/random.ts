// Ops that draw random numbers. `seed` and `seed2` both 0 mean another sequence in every session.
import { ANY, FLOATS, INTS, NUMBERS } from '../dtypes.ts';
import type { DType } from '../graphdef.ts';
import type { OpDef } from '../op-definition.ts';
import { requireRank, UNKNOWN } from '../shapes.ts';
import { constantInt, sameAsInput, shapeFrom } from './rules.ts';

const SEEDS = { seed: 'int', seed2: 'int' } as const;

const ofShape = (types: readonly DType[]) =>
  ({
    inputs: { shape: 'T' },
    outputs: ['dtype'],
    types: { T: INTS, dtype: types },
    attrs: SEEDS,
    shapes: ({ inputs }) => [shapeFrom(inputs[0])],
    stateful: true,
  }) satisfies OpDef;

export const random = {
  RandomStandardNormal: ofShape(FLOATS),
  TruncatedNormal: ofShape(FLOATS),
  RandomUniform: ofShape(FLOATS),
  RandomUniformInt: {
    inputs: { shape: 'T', minval: 'Tout', maxval: 'Tout' },
    outputs: ['Tout'],
    types: { T: INTS, Tout: INTS },
    attrs: SEEDS,
    shapes: ({ inputs }) => {
      requireRank(inputs[1].shape, 0);
      requireRank(inputs[2].shape, 0);
      return [shapeFrom(inputs[0])];
    },
    stateful: true,
  },
  /** Rows in a random order. */
  RandomShuffle: {
    inputs: { value: 'T' },
    outputs: ['T'],
    types: { T: ANY },
    attrs: SEEDS,
    shapes: sameAsInput,
    stateful: true,
  },
  /** For each row of unnormalised log-probabilities, numbers of classes. */
  Multinomial: {
    inputs: { logits: 'T', num_samples: 'int32' },
    outputs: ['output_dtype'],
    types: { T: NUMBERS, output_dtype: INTS },
    attrs: SEEDS,
    shapes: ({ inputs }) => {
      const [rows] = requireRank(inputs[0].shape, 2);
      requireRank(inputs[1].shape, 0);
      return [[rows, constantInt(inputs[1]) ?? UNKNOWN]];
    },
    stateful: true,
  },
} satisfies Record<string, OpDef>;
