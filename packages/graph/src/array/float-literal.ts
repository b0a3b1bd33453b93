// Numbers of a language that tells 1.0 from 1.
import type { NestedArray } from './ndarray.ts';

/** Numbers, nested to any depth, at least one of which was written as a float; whole ones are floats too. */
export class FloatLiteral {
  readonly values: NestedArray;
  /** The first of them as its language shows it. */
  readonly shown: string;

  constructor(values: NestedArray, shown: string) {
    this.values = values;
    this.shown = shown;
  }

  /** As Python's repr; of a list only the first float. */
  repr(): string {
    return this.shown;
  }
}
