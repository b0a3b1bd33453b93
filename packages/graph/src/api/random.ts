// tf's random tensors.
import type { Tensor } from '../graph.ts';
import { randomNormal, randomUniform } from '../ops/random.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

interface Seeded {
  readonly dtype?: 'float32' | 'float64';
  /** The op's own seed; without it, one derived from the graph's seed and the number of nodes. */
  readonly seed?: number;
}

export function randomApi(context: Context) {
  return {
    /** Normal numbers with `mean` (0) and `stddev` (1); other numbers in every run. */
    randomNormal: (
      shape: readonly number[],
      options?: NameOr<Seeded & { readonly mean?: number; readonly stddev?: number }>,
    ): Tensor => randomNormal(context.graph, shape, optionsOf(options)),
    /** Uniform numbers from [minval, maxval), [0, 1) if absent. */
    randomUniform: (
      shape: readonly number[],
      options?: NameOr<Seeded & { readonly minval?: number; readonly maxval?: number }>,
    ): Tensor => randomUniform(context.graph, shape, optionsOf(options)),
  };
}
