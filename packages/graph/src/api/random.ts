// tf's random tensors.
import type { TensorLike } from '../convert.ts';
import type { Tensor } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import {
  multinomial,
  randomNormal,
  randomShuffle,
  randomUniform,
  truncatedNormal,
  type RandomShape,
} from '../ops/random.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

interface Seed {
  /** The op's own seed; without it, one derived from the graph's seed and the number of nodes. */
  readonly seed?: number | null;
}

interface Normal extends Seed {
  readonly dtype?: 'float32' | 'float64';
  readonly mean?: TensorLike;
  readonly stddev?: TensorLike;
}

interface Uniform extends Seed {
  readonly dtype?: DType;
  readonly minval?: TensorLike;
  readonly maxval?: TensorLike;
}

export function randomApi(context: Context) {
  return {
    /** Normal numbers with `mean` (0) and `stddev` (1); other numbers in every run. */
    randomNormal: (shape: RandomShape, options?: NameOr<Normal>): Tensor =>
      randomNormal(context.graphOf(shape), shape, optionsOf(options)),
    /** The same, but numbers beyond two standard deviations are drawn again. */
    truncatedNormal: (shape: RandomShape, options?: NameOr<Normal>): Tensor =>
      truncatedNormal(context.graphOf(shape), shape, optionsOf(options)),
    /** Uniform numbers from [minval, maxval), [0, 1) if absent; integers for dtype int32. */
    randomUniform: (shape: RandomShape, options?: NameOr<Uniform>): Tensor =>
      randomUniform(context.graphOf(shape), shape, optionsOf(options)),
    /** Rows of x in a random order. */
    randomShuffle: (x: TensorLike, options?: NameOr<Seed>): Tensor =>
      randomShuffle(context.graphOf(x), x, optionsOf(options)),
    /** For each row of unnormalised log-probabilities, `numSamples` class numbers. */
    multinomial: (logits: TensorLike, numSamples: TensorLike, options?: NameOr<Seed>): Tensor =>
      multinomial(context.graphOf(logits, numSamples), logits, numSamples, optionsOf(options)),
  };
}
