import { describe, expect, test } from '@jest/globals';
import { releaseTime } from './release-time.ts';

const times = Array.from({ length: 60_000 }, (_, ms) => ms);

describe('the moment at which an evaluation leaves', () => {
  test('never lies before it is ready, nor late by half as much again', () => {
    const wrong = times.filter((ms) => releaseTime(ms) < ms || releaseTime(ms) > Math.max(10, 1.5 * ms));
    expect(wrong).toEqual([]);
  });

  test('tells less than five bits of any time up to a minute', () => {
    expect(new Set(times.map(releaseTime)).size).toBeLessThan(32);
  });

  test('is the same for works that differ by a few milliseconds', () => {
    expect(releaseTime(123)).toBe(releaseTime(151));
  });
});
