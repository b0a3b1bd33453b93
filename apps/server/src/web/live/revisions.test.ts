import { describe, expect, test } from '@jest/globals';
import { Revisions } from './revisions.ts';

const place = (submissionId: string) => ({
  attemptId: `attempt of ${submissionId}`,
  courseId: 'course',
  enrollmentId: 'student',
  submissionId,
});
const concernsA = ({ submissionId }: { submissionId: string }): boolean => submissionId === 'a';

describe('after a lost connection', () => {
  test('only what concerns the page has changed', () => {
    const revisions = new Revisions();
    revisions.add(place('a'));
    const seen = revisions.current;
    expect(revisions.hasChangedSince(seen, concernsA)).toBe(false);
    revisions.add(place('b'));
    expect(revisions.hasChangedSince(seen, concernsA)).toBe(false);
    revisions.add(place('a'));
    expect(revisions.hasChangedSince(seen, concernsA)).toBe(true);
  });

  test('everything may have changed where the server began anew, or forgot so long ago, or never said such a thing', () => {
    const revisions = new Revisions();
    const seen = revisions.current;
    expect(new Revisions().hasChangedSince(seen, concernsA)).toBe(true);
    for (let i = 0; i <= 2_000; i += 1) revisions.add(place('b'));
    expect(revisions.hasChangedSince(seen, concernsA)).toBe(true);
    for (const nonsense of ['', '-', 'x-1', `${seen.split('-')[0]}-99999999`])
      expect(revisions.hasChangedSince(nonsense, concernsA)).toBe(true);
  });
});
