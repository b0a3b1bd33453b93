// The pages there are and as whom one looks at them: for screenshots and for the checks of every page.
import type { CourseInProgress } from './course-in-progress.ts';

export type Who = 'nobody' | 'instructor' | 'ada' | 'emmy' | 'carl';

export interface PageToShow {
  readonly name: string;
  readonly who: Who;
  readonly path: string;
}

const COURSE = '/courses/deep-learning';

export function pagesToShow({ submissions }: CourseInProgress, adaId: string): PageToShow[] {
  const page = (name: string, who: Who, path: string): PageToShow => ({ name, who, path });
  return [
    page('login', 'nobody', '/login'),
    page('not-found', 'ada', '/nowhere'),
    page('student-assignments', 'ada', COURSE),
    page('student-access', 'ada', `${COURSE}/access`),
    page('student-data', 'ada', `${COURSE}/data`),
    page('account', 'ada', '/account'),
    page('submission-correct', 'ada', `/submissions/${submissions.adaCorrect}`),
    page('submission-board', 'ada', `/submissions/${submissions.adaLogistic}`),
    page('submission-runtime-error', 'emmy', `/submissions/${submissions.emmyRuntimeError}`),
    page('submission-waiting', 'carl', `/submissions/${submissions.carlWaiting}`),
    page('staff-submission-diverged', 'instructor', `/submissions/${submissions.kurtDiverged}`),
    page('staff-submission-not-graded', 'instructor', `/submissions/${submissions.graceNotGraded}`),
    page('staff-overview', 'instructor', COURSE),
    page('staff-gradebook', 'instructor', `${COURSE}/gradebook`),
    page('staff-student', 'instructor', `${COURSE}/students/${adaId}`),
    page('staff-queue', 'instructor', `${COURSE}/queue`),
    page('staff-roster', 'instructor', `${COURSE}/roster`),
    page('staff-assignment', 'instructor', `${COURSE}/assignments/linear-regression`),
    page('staff-assignments', 'instructor', `${COURSE}/assignments`),
    page('staff-regrades', 'instructor', `${COURSE}/regrades`),
    page('staff-export', 'instructor', `${COURSE}/export`),
    page('staff-lms', 'instructor', `${COURSE}/lti`),
    page('staff-audit', 'instructor', `${COURSE}/audit`),
  ];
}

/** By whom a page is looked at. */
export const emailsOf = (course: CourseInProgress): Readonly<Record<Exclude<Who, 'nobody'>, string>> => ({
  instructor: course.instructor,
  ada: course.ada,
  emmy: course.emmy,
  carl: 'gauss@example.edu',
});
