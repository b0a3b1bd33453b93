// What becomes of a grade: points, or one of the things that are no number and none of them a zero.
import type { ExportOptions } from '@residual/contracts';
import type { Grade } from '@residual/store';
import type { Outgoing } from './model.ts';
import { roundPoints } from './rounding.ts';

const LEAVE: Outgoing = { kind: 'leave' };

/** @param form `marksExcused`: it has a sign for that */
export function toOutgoing(
  grade: Pick<Grade, 'status' | 'points' | 'exactPoints'>,
  options: Pick<ExportOptions, 'missing' | 'excused' | 'ungraded' | 'rounding'>,
  { marksExcused }: { readonly marksExcused: boolean },
): Outgoing {
  switch (grade.status) {
    case 'graded': {
      const { points, exactPoints } = grade;
      if (points === null || exactPoints === null)
        throw new Error('a grade has status "graded" and no points');
      return { kind: 'points', text: roundPoints(exactPoints, points, options.rounding) };
    }
    case 'excused':
      if (options.excused === 'mark') return marksExcused ? { kind: 'excused' } : LEAVE;
      return { kind: options.excused };
    case 'missing':
      if (options.missing !== 'zero') return { kind: options.missing };
      return { kind: 'points', text: roundPoints('0', '0', options.rounding) };
    default:
      return { kind: options.ungraded };
  }
}

/** As it is remembered and compared; null: nothing is said. */
export function outgoingText(outgoing: Outgoing): string | null {
  switch (outgoing.kind) {
    case 'points':
      return outgoing.text;
    case 'excused':
      return 'EX';
    case 'blank':
      return '';
    default:
      return null;
  }
}
