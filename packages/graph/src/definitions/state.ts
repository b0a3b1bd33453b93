// Variables and what changes them. A `ref` is the variable itself, not its value.
import { shapeAttr } from '../attributes.ts';
import { ANY, NUMBERS } from '../dtypes.ts';
import type { NodeInfo, OpDef } from '../op-definition.ts';
import type { Shape } from '../graphdef.ts';
import { mergeShapes } from '../shapes.ts';
import { scalar } from './rules.ts';

const merged = ({ inputs }: NodeInfo): readonly Shape[] => [mergeShapes(inputs[0].shape, inputs[1].shape)];

const update = {
  inputs: { ref: 'ref T', value: 'T' },
  outputs: ['ref T'],
  types: { T: NUMBERS },
  shapes: merged,
  stateful: true,
} satisfies OpDef;

export const state = {
  VariableV2: {
    inputs: {},
    outputs: ['ref dtype'],
    types: { dtype: ANY },
    attrs: { shape: 'shape' },
    shapes: ({ attrs }) => [shapeAttr(attrs, 'shape')],
    stateful: true,
  },
  Assign: { ...update, types: { T: ANY } },
  AssignAdd: update,
  AssignSub: update,
  IsVariableInitialized: {
    inputs: { ref: 'ref dtype' },
    outputs: ['bool'],
    types: { dtype: ANY },
    shapes: scalar,
    stateful: true,
  },
} satisfies Record<string, OpDef>;
