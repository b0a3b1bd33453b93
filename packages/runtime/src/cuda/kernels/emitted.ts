// A kernel as source with what is needed to launch it.
import type { DType } from '@residual/graph';
import type { ValueId } from '../../compiler/program.ts';

/** What a parameter points to: the memory of a value, or a place in the memory that kernels share for a moment. */
export type Argument =
  { readonly kind: 'value'; readonly value: ValueId } | { readonly kind: 'scratch'; readonly offset: number };

export interface EmittedKernel {
  readonly name: string;
  readonly source: string;
  /** In the order of the parameters, all of which are pointers. */
  readonly arguments: readonly Argument[];
  readonly grid: readonly [x: number, y: number];
  /** Bytes of scratch memory that it and its companions use. */
  readonly scratch: number;
}

export const valueArgument = (value: ValueId): Argument => ({ kind: 'value', value });

/** What an emitter needs to know of a value. */
export type DTypeOf = (value: ValueId) => DType;
