import { createHash } from 'node:crypto';

/**
 * A seed in [0, 2³¹) that an attempt always gets again. The program's seed tells nothing about the grader's: a
 * program that knew the weights it is going to be checked at could answer for those alone.
 */
export function attemptSeed(attemptId: string, purpose: 'program' | 'grading'): number {
  return createHash('sha256').update(`${purpose} ${attemptId}`).digest().readUInt32LE() >>> 1;
}
