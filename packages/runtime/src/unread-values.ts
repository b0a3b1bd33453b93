// Values that runs of a session have put out and nobody has looked at. A program may keep any number of them, a device
// may not: the oldest are read when there are too many, and all of them before the session's memory goes.
import { elementCount, DTYPE, type FetchedValue, type Outcome, type TypedArray } from '@residual/graph';
import type { Fetched } from './backend.ts';
import { outcomeOf } from './outcome.ts';
import { RunError } from './run-error.ts';

const MOST = 256;
const MOST_BYTES = 64 << 20;

export class UnreadValues {
  readonly #values = new Set<LocalValue>();
  #bytes = 0;

  add(fetched: readonly Fetched[]): readonly FetchedValue[] {
    const values = new Array<FetchedValue>(fetched.length);
    for (let i = 0; i < fetched.length; i++) {
      const value = new LocalValue(fetched[i], this.#forget);
      this.#values.add(value);
      this.#bytes += value.byteLength;
      values[i] = value;
    }
    // What this run has put out stays unread, however much it is.
    for (const value of this.#values) {
      const { size } = this.#values;
      if (size <= fetched.length || (size <= MOST && this.#bytes <= MOST_BYTES)) break;
      value.read();
    }
    return values;
  }

  readAll(): void {
    for (const value of this.#values) value.read();
  }

  readonly #forget = (value: LocalValue): void => {
    if (this.#values.delete(value)) this.#bytes -= value.byteLength;
  };
}

class LocalValue implements FetchedValue {
  readonly dtype: Fetched['dtype'];
  readonly shape: Fetched['shape'];
  #fetched: Fetched | null;
  #outcome: Outcome<TypedArray> | null = null;
  readonly #onRead: (value: LocalValue) => void;

  constructor(fetched: Fetched, onRead: (value: LocalValue) => void) {
    this.dtype = fetched.dtype;
    this.shape = fetched.shape;
    this.#fetched = fetched;
    this.#onRead = onRead;
  }

  get byteLength(): number {
    return elementCount(this.shape) * DTYPE[this.dtype].bytes;
  }

  read(): Outcome<TypedArray> {
    if (this.#outcome === null) {
      const fetched = this.#fetched!;
      this.#onRead(this);
      this.#outcome = outcomeOf(() => fetched.read());
      this.#fetched = null;
    }
    return this.#outcome;
  }

  get data(): TypedArray {
    const outcome = this.read();
    if (outcome.ok) return outcome.value;
    const { kind, message, op } = outcome.failure;
    throw new RunError(kind, message, op);
  }
}
