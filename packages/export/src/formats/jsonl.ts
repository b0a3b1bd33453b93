import type { ExportWriter } from '../model.ts';
import { verdictOf } from './plain.ts';

/** Everything, an object a student and line. Points are decimals in text: a JSON number would be a binary fraction. */
export const writeJsonLines: ExportWriter = async function* ({ course, assignments }, pages) {
  for await (const rows of pages)
    yield rows
      .map(({ student, outgoing }) => {
        const { name, email, section, identifiers, enrollmentId } = student;
        const grades = assignments.map(({ slug, title, maxPoints, deadline }, i) => {
          const grade = student.grades[i];
          const standing = student.standings[i];
          const sent = outgoing[i];
          return {
            assignment: slug,
            title,
            status: grade.status,
            grade: sent.kind === 'points' ? sent.text : null,
            maxPoints: grade.maxPoints ?? maxPoints,
            explanation: grade.explanation,
            isOverridden: grade.isOverridden,
            deadline: (grade.deadline ?? deadline)?.toISOString() ?? null,
            daysLate: grade.daysLate,
            lateDaysSpent: grade.lateDaysSpent,
            attemptsUsed: grade.attemptsUsed,
            countedSubmission: grade.submissionId,
            latest: standing && {
              submission: standing.submissionId,
              receivedAt: standing.receivedAt.toISOString(),
              late: standing.late,
              verdict: verdictOf(standing),
              points: standing.score?.points ?? null,
              maxPoints: standing.score?.maxPoints ?? null,
              tasks: standing.tasks,
            },
            bestPoints: standing?.best?.points ?? null,
            onTimePoints: standing?.onTime?.points ?? null,
            submissions: standing?.submissions ?? 0,
          };
        });
        const line = {
          course: course.slug,
          enrollment: enrollmentId,
          name,
          email,
          section,
          identifiers,
          grades,
        };
        return `${JSON.stringify(line)}\n`;
      })
      .join('');
};
