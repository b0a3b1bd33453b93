import { describe, expect, test } from '@jest/globals';
import { descend } from '../reference/descent.ts';
import { lossAt, predict } from '../reference/loss.ts';
import { DATA, tinyTask } from '../testing/tiny-course.ts';
import { calibrateTask } from './calibrate-task.ts';

describe('the band of the hidden loss', () => {
  const LEARNING_RATE = 0.1; // with 50 steps, the tiny course's reference
  const descended = (steps: number): Float64Array =>
    descend('squared-error', DATA.training, { learningRate: LEARNING_RATE, steps }).w;
  // Unseen rows that the reference's last w fits exactly: whoever goes on from there does worse on them.
  const { hidden } = DATA;
  const data = { ...DATA, hidden: { ...hidden, labels: predict(hidden, descended(50)) } };
  const { value, band } = calibrateTask(tinyTask('descent', ['hidden-loss']), data).hidden;
  const lossAfter = (steps: number): number => lossAt('squared-error', data.hidden, descended(steps));

  test.each([51, 100, 300, 500])(
    'holds a w that was trained %i steps, longer than the reference',
    (steps) => {
      expect(lossAfter(steps)).toBeGreaterThan(value);
      expect(lossAfter(steps)).toBeLessThanOrEqual(value + band);
    },
  );

  test('does not hold a w that has hardly been trained', () => {
    expect(lossAfter(5)).toBeGreaterThan(value + band);
  });
});
