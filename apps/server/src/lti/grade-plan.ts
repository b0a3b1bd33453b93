// What there is to send to a platform's gradebook: each student's grade in each assignment beside what was sent last.
import { MaxPoints, toOutgoing } from '@residual/export';
import { SCOPES } from '@residual/lti';
import {
  listCourseAssignments,
  listLtiMembers,
  listLtiScores,
  readStudentGrades,
  streamStudents,
  type GradebookAssignment,
  type LtiContext,
  type LtiScoreRow,
  type RosterStudent,
  type Store,
} from '@residual/store';

export interface PlannedAssignment extends GradebookAssignment {
  /** Null: out of nothing, or its version cannot be read; then no score can be sent. */
  readonly maxPoints: string | null;
}

export interface PlannedScore {
  readonly student: RosterStudent;
  readonly assignment: PlannedAssignment;
  /** What the platform calls the student; null: it is not known. */
  readonly subject: string | null;
  /** Null: there is no number to send (missing, excused, being graded). */
  readonly points: string | null;
  /** How the grade came about, for the student. */
  readonly explanation: string;
  readonly last: LtiScoreRow | null;
  readonly state: 'to send' | 'failed' | 'same' | 'nothing' | 'left' | 'unknown student' | 'no maximum';
}

/** Whether the platform lets us make columns and write into them. */
export const takesScores = ({ lineItemsUrl, scopes }: LtiContext): boolean =>
  lineItemsUrl !== null && [SCOPES.lineItems, SCOPES.scores].every((scope) => scopes.includes(scope));

/** As it is remembered: equal texts need not be sent again. */
export const valueOf = (points: string, maxPoints: string): string => `${points}/${maxPoints}`;

/** Page after page of students. */
export async function* planScores(
  store: Store,
  { id: contextId, course, missingAsZero }: Pick<LtiContext, 'id' | 'course' | 'missingAsZero'>,
  now: Date,
): AsyncGenerator<readonly PlannedScore[]> {
  const maxPoints = new MaxPoints(store);
  const assignments = await Promise.all(
    (await listCourseAssignments(store, course.id)).map(async (assignment) => {
      const most = await maxPoints.of(assignment.versionHash);
      return { ...assignment, maxPoints: most !== null && Number(most) > 0 ? most : null };
    }),
  );
  const subjects = new Map(
    (await listLtiMembers(store, contextId)).map(({ enrollmentId, subject }) => [enrollmentId, subject]),
  );
  const scores = new Map(
    (await listLtiScores(store, contextId)).map((row) => [`${row.enrollmentId} ${row.assignmentId}`, row]),
  );
  const missing = missingAsZero ? 'zero' : 'leave';
  const rules = { missing, excused: 'leave', ungraded: 'leave' } as const;
  for await (const students of streamStudents(store, { courseId: course.id }))
    for (const student of await readStudentGrades(store, { courseId: course.id, assignments, students, now }))
      yield assignments.map((assignment, i): PlannedScore => {
        const grade = student.grades[i];
        const outgoing = toOutgoing(grade, rules, { marksExcused: false });
        const planned = {
          student,
          assignment,
          subject: subjects.get(student.enrollmentId) ?? null,
          points: outgoing.kind === 'points' ? outgoing.text : null,
          explanation: grade.explanation,
          last: scores.get(`${student.enrollmentId} ${assignment.id}`) ?? null,
        };
        return { ...planned, state: stateOf(planned) };
      });
}

function stateOf({ subject, points, assignment, last }: Omit<PlannedScore, 'state'>): PlannedScore['state'] {
  // What was sent when there was a grade stays there: the service has no way to say that there is none.
  if (points === null) return last?.accepted != null ? 'left' : 'nothing';
  if (assignment.maxPoints === null) return 'no maximum';
  if (subject === null) return 'unknown student';
  if (last?.failure != null) return 'failed';
  return last?.accepted === valueOf(points, assignment.maxPoints) ? 'same' : 'to send';
}
