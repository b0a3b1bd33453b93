// The closed list of outcomes of one task. A verdict is a value, never an exception: a job whose
// student program fails has succeeded. Only `not graded` is ours, and it is never a score.
import { z } from 'zod';

export const VERDICTS = [
  'correct',
  'partial',
  'wrong',
  'compile error',
  'runtime error',
  'time limit',
  'memory limit',
  'output limit',
  'forbidden',
  'not graded',
] as const;

export const verdictSchema = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdictSchema>;

/** `compile error` → `compile-error`, the form used in file names and CSS classes. */
export const verdictSlug = (verdict: Verdict): string => verdict.replaceAll(' ', '-');

/** Inverse of {@link verdictSlug}; null if no verdict is written so. */
export const findVerdictBySlug = (slug: string): Verdict | null =>
  VERDICTS.find((verdict) => verdictSlug(verdict) === slug) ?? null;
