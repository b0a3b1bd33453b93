// The pages there are, as whom one looks at them, and what to do before the picture is taken.
import type { CourseInProgress } from '../support/course-in-progress.ts';

export type Who = 'nobody' | 'instructor' | 'ada' | 'emmy' | 'carl';

export interface PageToShow {
  readonly name: string;
  readonly who: Who;
  readonly path: string;
}

const COURSE = '/courses/deep-learning';

export function pagesToShow({ submissions }: CourseInProgress): PageToShow[] {
  const page = (name: string, who: Who, path: string): PageToShow => ({ name, who, path });
  return [
    page('login', 'nobody', '/login'),
    page('not-found', 'ada', '/nowhere'),
    page('student-assignments', 'ada', COURSE),
    page('student-access', 'ada', `${COURSE}/access`),
    page('student-data', 'ada', `${COURSE}/data`),
    page('account', 'ada', '/account'),
    page('submission-correct', 'ada', `/submissions/${submissions.adaCorrect}`),
    page('submission-runtime-error', 'emmy', `/submissions/${submissions.emmyRuntimeError}`),
    page('submission-waiting', 'carl', `/submissions/${submissions.carlWaiting}`),
    page('staff-submission-diverged', 'instructor', `/submissions/${submissions.kurtDiverged}`),
    page('staff-submission-not-graded', 'instructor', `/submissions/${submissions.graceNotGraded}`),
    page('staff-overview', 'instructor', COURSE),
  ];
}
