// Constants, placeholders, and nodes that only pass on.
import { shapeAttr, tensorAttr } from '../attributes.ts';
import { ANY } from '../dtypes.ts';
import type { OpDef } from '../op-definition.ts';
import { mergeShapes } from '../shapes.ts';
import { sameAsInput } from './rules.ts';

export const structure = {
  Const: {
    inputs: {},
    outputs: ['dtype'],
    types: { dtype: ANY },
    attrs: { value: 'tensor' },
    shapes: ({ attrs }) => [tensorAttr(attrs, 'value').shape],
  },
  Placeholder: {
    inputs: {},
    outputs: ['dtype'],
    types: { dtype: ANY },
    attrs: { shape: 'shape' },
    shapes: ({ attrs }) => [shapeAttr(attrs, 'shape')],
  },
  PlaceholderWithDefault: {
    inputs: { input: 'dtype' },
    outputs: ['dtype'],
    types: { dtype: ANY },
    attrs: { shape: 'shape' },
    shapes: ({ inputs, attrs }) => {
      mergeShapes(inputs[0].shape, shapeAttr(attrs, 'shape'));
      return [shapeAttr(attrs, 'shape')];
    },
  },
  Identity: { inputs: { input: 'T' }, outputs: ['T'], types: { T: ANY }, shapes: sameAsInput },
  StopGradient: { inputs: { input: 'T' }, outputs: ['T'], types: { T: ANY }, shapes: sameAsInput },
  NoOp: { inputs: {}, outputs: [], shapes: () => [] },
} satisfies Record<string, OpDef>;
