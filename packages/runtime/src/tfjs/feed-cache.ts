import type { TensorValue } from '@residual/graph';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Feed } from '../backend.ts';
import { RecentlyUsed } from '../recently-used.ts';
import { DeviceTensor } from './device-tensor.ts';

/** Values fed that stay with tfjs, since they may be fed again. */
const MOST_KEPT = 16;

interface Kept {
  readonly id: number;
  readonly version: number;
  readonly value: DeviceTensor;
}

/** Uploads each version of a fed array once. */
export class FeedCache {
  readonly #upload: (value: TensorValue) => Tensor;
  readonly #byId = new Map<number, Kept>();
  readonly #recent = new RecentlyUsed<Kept>(MOST_KEPT, (kept) => this.#free(kept));

  /** @param upload makes a tensor that outlives the run */
  constructor(upload: (value: TensorValue) => Tensor) {
    this.#upload = upload;
  }

  /** The value itself where it has no name to know it by, or tfjs has no such dtype. */
  get(feed: Feed): TensorValue {
    const { id, version } = feed;
    if (id === undefined || version === undefined || feed.dtype !== 'float32') return feed;
    let kept = this.#byId.get(id);
    if (kept !== undefined && kept.version !== version) {
      this.#recent.delete(kept);
      this.#free(kept);
      kept = undefined;
    }
    if (kept === undefined) {
      const value = new DeviceTensor(this.#upload(feed));
      kept = { id, version, value };
      this.#byId.set(id, kept);
    }
    this.#recent.use(kept);
    return kept.value;
  }

  clear(): void {
    for (const kept of this.#byId.values()) {
      this.#recent.delete(kept);
      this.#free(kept);
    }
  }

  #free({ id, value }: Kept): void {
    this.#byId.delete(id);
    value.tensor.dispose();
  }
}
