import { MaxPoints } from '@residual/export';
import type { Store } from '@residual/store';

const known = new WeakMap<Store, MaxPoints>();

/** One for each store: what is read is kept. */
export function maxPointsOf(store: Store): MaxPoints {
  const maxPoints = known.get(store) ?? new MaxPoints(store);
  known.set(store, maxPoints);
  return maxPoints;
}
