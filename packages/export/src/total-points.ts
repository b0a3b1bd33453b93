import type { AssignmentSpec } from '@residual/contracts';
import { Decimal } from 'decimal.js';

/** The most points an assignment can give, exactly. */
export function totalPoints(spec: AssignmentSpec): string {
  return Decimal.sum(0, ...spec.tasks.map(({ points }) => points)).toFixed();
}
