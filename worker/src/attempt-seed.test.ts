import { expect, test } from '@jest/globals';
import { attemptSeed } from './attempt-seed.ts';

const ATTEMPT = '01936f0e-7c1a-7000-8000-000000000000';

test('an attempt always gets the same seed, another attempt another one', () => {
  expect(attemptSeed(ATTEMPT, 'grading')).toBe(attemptSeed(ATTEMPT, 'grading'));
  expect(attemptSeed(ATTEMPT, 'grading')).not.toBe(attemptSeed(ATTEMPT.replace('0', '1'), 'grading'));
});

test("the program's seed is not the grader's", () => {
  expect(attemptSeed(ATTEMPT, 'program')).not.toBe(attemptSeed(ATTEMPT, 'grading'));
});
