import { AssignmentError, unpackBundle } from '@residual/assignments';
import { getAssignmentBundle, type Store } from '@residual/store';
import { totalPoints } from './total-points.ts';

/** What assignments are graded out of. A version never changes, so it is read once. */
export class MaxPoints {
  readonly #store: Store;
  readonly #known = new Map<string, string | null>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** @returns null if the version cannot be read */
  async of(versionHash: string): Promise<string | null> {
    const known = this.#known.get(versionHash);
    if (known !== undefined) return known;
    const bundle = await getAssignmentBundle(this.#store, versionHash);
    let points: string | null = null;
    try {
      points = totalPoints(unpackBundle(bundle).spec);
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
    }
    this.#known.set(versionHash, points);
    return points;
  }
}
