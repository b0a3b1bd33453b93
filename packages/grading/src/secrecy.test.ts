// Whatever the hidden rows are, the student is told the same.
import { describe, expect, test } from '@jest/globals';
import type { Evaluation } from '@residual/contracts';
import { ATTACKS, gradeAttack, OTHER_DATA, right, train } from './testing/hidden-data-attacks.ts';
import { DATA } from './testing/tiny-course.ts';

/** All that a student is told, but for what a hidden check says by passing. */
function told({ checks, diagnoses, curve, afterDeadline, error }: Evaluation) {
  return {
    checks: checks.map((check) =>
      check.hidden ? { ...check, status: null, points: null, message: null } : check,
    ),
    diagnoses,
    curve,
    afterDeadline,
    error,
  };
}

describe('a student learns nothing about hidden rows', () => {
  test.each(Object.entries(ATTACKS))('from %s', (_what, parts) => {
    expect(told(gradeAttack(parts, OTHER_DATA))).toEqual(told(gradeAttack(parts, DATA)));
  });

  test.each(Object.entries(ATTACKS))('from numbers in texts: %s', (_what, parts) => {
    const text = JSON.stringify(told(gradeAttack(parts, DATA)));
    const { inputs } = DATA.hidden;
    for (const x of inputs.slice(0, 40)) expect(text).not.toContain(String(Math.abs(x)).slice(0, 7));
  });
});

test('weights that the grader chose are in no text', () => {
  // Fails in ways that quote values: the first weight as an index.
  const loss = `tf.add(${right}, tf.gather(tf.zeros([1]), tf.cast(tf.reduceSum(w).mul(1e6), tf.int32)), 'loss')`;
  const first = gradeAttack({ loss, train }, DATA, 1);
  const messages = (evaluation: Evaluation) =>
    evaluation.checks.map(({ message = '' }) => message).join('\n');
  expect(messages(first)).not.toMatch(/-?\d{3,}/);
});
