// Scores (Assignment and Grade Services 2.0, 3.4).
import { pointsSchema } from '@residual/contracts';
import { SCOPES } from './claims.ts';
import type { Service } from './service.ts';

const SCORE = 'application/vnd.ims.lis.v1.score+json';

/** Canvas: a score is a new attempt of the student's unless this says otherwise. */
const CANVAS_SUBMISSION = 'https://canvas.instructure.com/lti/submission';

export interface Score {
  /** The platform's name for the student. */
  readonly subject: string;
  /** Exact decimals of at most six digits and four decimals: a double writes those as they are. */
  readonly points: string;
  readonly maxPoints: string;
  /** Shown to the student. */
  readonly comment: string;
  /** Whether the platform has a score of theirs already, or may have. */
  readonly isRegrade: boolean;
}

/** Behind the path: what names the column may stand in the query, as Moodle's `?type_id=4`. */
export function scoresUrl(lineItem: string): string {
  const url = new URL(lineItem);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/scores`;
  return url.href;
}

/**
 * @param options `timestamp`: asked for before each try, later than any before, since platforms refuse what is older
 * than what they have, and one that failed may have been taken all the same
 * @throws ServiceError
 */
export async function sendScore(
  service: Service,
  { lineItem, score, timestamp }: { lineItem: string; score: Score; timestamp: () => Promise<Date> },
): Promise<void> {
  let isRegrade = score.isRegrade;
  await service.call({
    method: 'POST',
    url: scoresUrl(lineItem),
    scope: SCOPES.scores,
    contentType: SCORE,
    body: async () => {
      const body = scoreBody({ ...score, isRegrade }, await timestamp());
      // One that failed may have been taken: tried again, it is no further attempt of the student's.
      isRegrade = true;
      return JSON.stringify(body);
    },
  });
}

export function scoreBody({ subject, points, maxPoints, comment, isRegrade }: Score, timestamp: Date) {
  return {
    userId: subject,
    timestamp: timestamp.toISOString(),
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
    scoreGiven: Number(pointsSchema.parse(points)),
    scoreMaximum: Number(pointsSchema.parse(maxPoints)),
    comment,
    ...(isRegrade && { [CANVAS_SUBMISSION]: { new_submission: false } }),
  };
}
