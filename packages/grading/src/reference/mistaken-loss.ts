// Losses that students write by mistake, so that a measured number can be recognised.
import type { Rows } from '@residual/assignments';
import { type LossKind, predict, ROW_LOSSES } from './loss.ts';

export type Mistake = 'sign flipped' | 'labels 0/1' | 'labels missing' | 'broadcast';

/** What stands in for y. A loss without labels is (wᵀx)², or log(1 + exp(−wᵀx)). */
const LABELS: Readonly<Record<Exclude<Mistake, 'broadcast'>, (y: number, kind: LossKind) => number>> = {
  'sign flipped': (y) => -y,
  'labels 0/1': (y) => (y > 0 ? 1 : 0),
  'labels missing': (_y, kind) => (kind === 'logistic' ? 1 : 0),
};

/** Mean over all pairs (i, j) of the row loss of prediction i and label j: an [n, 1] against an [n]. */
export function broadcastLoss(kind: LossKind, rows: Rows, w: ArrayLike<number>): number {
  const { value } = ROW_LOSSES[kind];
  const counts = new Map<number, number>();
  for (const y of rows.labels) counts.set(y, (counts.get(y) ?? 0) + 1);
  let sum = 0;
  for (const p of predict(rows, w)) for (const [y, count] of counts) sum += count * value(p, y);
  return sum / (rows.n * rows.n);
}

/** Row losses that are written in place of the right one. */
export type OtherRowLoss = 'absolute error' | 'not squared' | 'one missing' | 'log missing';

const ROW_MISTAKES: Readonly<
  Record<OtherRowLoss, { of: LossKind; value: (prediction: number, label: number) => number }>
> = {
  'absolute error': { of: 'squared-error', value: (p, y) => Math.abs(p - y) },
  'not squared': { of: 'squared-error', value: (p, y) => p - y },
  /** log(exp(−y·p)) */
  'one missing': { of: 'logistic', value: (p, y) => -y * p },
  /** 1 + exp(−y·p) */
  'log missing': { of: 'logistic', value: (p, y) => 1 + Math.exp(-y * p) },
};

export const rowMistakesOf = (kind: LossKind): OtherRowLoss[] =>
  (Object.keys(ROW_MISTAKES) as OtherRowLoss[]).filter((name) => ROW_MISTAKES[name].of === kind);

/** The mean of such row losses. */
export function otherRowLoss(name: OtherRowLoss, rows: Rows, w: ArrayLike<number>): number {
  let sum = 0;
  predict(rows, w).forEach((p, i) => (sum += ROW_MISTAKES[name].value(p, rows.labels[i])));
  return sum / rows.n;
}

export const MISTAKES: readonly Mistake[] = ['sign flipped', 'labels 0/1', 'labels missing', 'broadcast'];

/** Rows on which the right loss equals the mistaken one; null where there are none. */
export const mistakenRows = (kind: LossKind, mistake: Mistake, rows: Rows): Rows | null =>
  mistake === 'broadcast' ? null : { ...rows, labels: rows.labels.map((y) => LABELS[mistake](y, kind)) };
