import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scoreBody, scoresUrl } from './scores.ts';

describe('the address of scores', () => {
  test.each([
    [
      'https://canvas.example/api/lti/courses/1/line_items/7',
      'https://canvas.example/api/lti/courses/1/line_items/7/scores',
    ],
    [
      'https://moodle.example/mod/lti/services.php/2/lineitems/9/lineitem?type_id=4',
      'https://moodle.example/mod/lti/services.php/2/lineitems/9/lineitem/scores?type_id=4',
    ],
    ['https://lms.example/items/7/?a=1&b=2', 'https://lms.example/items/7/scores?a=1&b=2'],
  ])('of %s is %s', (item, scores) => expect(scoresUrl(item)).toBe(scores));

  test('lies below that of the column, with the same query', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (item) => {
        const [before, after] = [new URL(item), new URL(scoresUrl(item))];
        expect(after.search).toBe(before.search);
        expect(after.pathname.replace(/\/scores$/, '')).toBe(before.pathname.replace(/\/+$/, ''));
      }),
    );
  });
});

const score = { subject: 'u', maxPoints: '20', comment: '', isRegrade: false };
const AT = new Date('2027-01-31T12:00:00.007Z');

test('points stand in a score as the decimals that they are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999_999 }),
      fc.integer({ min: 0, max: 9_999 }),
      (whole, fraction) => {
        const decimals = String(fraction).padStart(4, '0').replace(/0+$/, '');
        const plain = decimals === '' ? String(whole) : `${whole}.${decimals}`;
        for (const points of [plain, `${whole}.${String(fraction).padStart(4, '0')}`])
          expect(JSON.stringify(scoreBody({ ...score, points }, AT))).toContain(`"scoreGiven":${plain},`);
      },
    ),
  );
});

test('only of a grade that the platform has already it is said that it is no new attempt', () => {
  const extension = 'https://canvas.instructure.com/lti/submission';
  expect(scoreBody({ ...score, points: '1' }, AT)).not.toHaveProperty([extension]);
  expect(scoreBody({ ...score, points: '1', isRegrade: true }, AT)).toHaveProperty([extension], {
    new_submission: false,
  });
});
