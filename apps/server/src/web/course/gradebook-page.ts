// The instructor's overview: students × assignments, live.
import { VERDICTS, verdictSlug, type Verdict } from '@residual/contracts';
import type { Gradebook, GradebookAssignment, GradebookRow, Standing, Viewer } from '@residual/store';
import { formatCount, plural } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import { gradingBadge, lateTag, verdictBadge, verdictDot } from '../design/verdict.ts';

export function gradebookPage(options: { viewer: Viewer; gradebook: Gradebook; now: Date }): string {
  const { viewer, gradebook } = options;
  const { course, assignments, rows } = gradebook;
  const body = html`
    <header class="page-head">
      <div>
        <h1>${course.title}</h1>
        <p class="facts">
          <span>${plural(rows.length, 'student')}</span>
          <span>${plural(assignments.length, 'assignment')}</span>
          <span>times in ${course.timeZone}</span>
          <span class="live" data-live-status hidden>live</span>
        </p>
      </div>
      <p><a class="button" href="/courses/${course.slug}/grades.csv" download>Grades as CSV</a></p>
    </header>
    ${assignments.length === 0 ? noAssignments : rows.length === 0 ? noStudents(course.slug) : table(gradebook)}
  `;
  return renderPage({
    title: course.title,
    viewer,
    body,
    liveUrl: `/courses/${course.slug}/events`,
    unfinished: rows.some((row) => row.standings.some((standing) => standing && isOpen(standing))),
    wide: true,
  });
}

const isOpen = ({ state }: Standing): boolean => state === 'queued' || state === 'running';

const noAssignments = html`<section class="message">
  <h2>No assignments yet</h2>
  <p>
    An assignment is a folder below <code>assignments/</code>. Add one and start Residual again; it appears
    here, and its starter goes to the students’ repositories.
  </p>
</section>`;

const ADD_STUDENT = 'npm run residual -- student add';

const noStudents = (slug: string): Html =>
  html`<section class="message">
    <h2>Nobody is enrolled yet</h2>
    <p>Add the first student; the command prints a login and an address to clone.</p>
    <pre class="command" data-copy>
${ADD_STUDENT} --course ${slug} --name "Grace Hopper" --email grace@example.org</pre>
  </section>`;

function table({ course, assignments, rows }: Gradebook): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Gradebook">
    <table class="gradebook">
      <thead>
        <tr>
          <th scope="col" class="student">Student</th>
          ${assignments.map((assignment, column) => columnHead(assignment, column, rows, course.timeZone))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr id="student-${row.enrollmentId}">
              <th scope="row" class="student"><span>${row.name}</span><small>${row.email}</small></th>
              ${row.standings.map((standing, column) => cell(row, assignments[column], standing))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function columnHead(
  assignment: GradebookAssignment,
  column: number,
  rows: readonly GradebookRow[],
  timeZone: string,
): Html {
  const standings = rows.flatMap((row) => row.standings[column] ?? []);
  const correct = standings.filter(({ verdict }) => verdict === 'correct').length;
  return html`<th scope="col">
    <span class="assignment">${assignment.title}</span>
    <small>${assignment.deadline ? html`due ${timeOf(assignment.deadline, timeZone)}` : 'no deadline'}</small>
    ${distribution(standings, rows.length)}
    <small>
      ${formatCount(standings.length)} of ${formatCount(rows.length)} submitted,${' '}
      <strong>${formatCount(correct)} correct</strong>
    </small>
  </th>`;
}

/** How the latest verdicts divide the course. Says nothing that the words below do not say. */
function distribution(standings: readonly Standing[], students: number): Html {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of standings) if (verdict) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const parts: Html[] = [];
  let start = 0;
  for (const verdict of VERDICTS) {
    const count = counts.get(verdict) ?? 0;
    if (count === 0) continue;
    parts.push(
      html`<rect class="verdict-${verdictSlug(verdict)}" x=${start} y="0" width=${count} height="1">
        <title>${verdict}: ${count}</title>
      </rect>`,
    );
    start += count;
  }
  return html`<svg
    class="distribution"
    viewBox="0 0 ${students} 1"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <rect class="none" x="0" y="0" width=${students} height="1" />
    ${parts}
  </svg>`;
}

function cell(row: GradebookRow, assignment: GradebookAssignment, standing: Standing | null): Html {
  const id = `cell-${row.enrollmentId}-${assignment.slug}`;
  if (!standing) return html`<td id=${id} class="cell empty">not submitted</td>`;
  const { score, verdict, best, tasks, submissions } = standing;
  return html`<td id=${id} class="cell" data-flash>
    <a href="/submissions/${standing.submissionId}">
      <span class="score">
        ${score ? html`<b>${score.points}</b><small>/${score.maxPoints}</small>` : html`<b class="muted">–</b>`}
      </span>
      <span>${badge(standing, verdict)}</span>
      <span class="tasks">${tasks.map((each) => verdictDot(each.verdict, each.task))}</span>
      <span class="meta">
        <span>${plural(submissions, 'submission')}</span>
        ${best && best.points !== score?.points && html`<span>best ${best.points}</span>`}
        ${standing.late && lateTag()}
      </span>
    </a>
  </td>`;
}

function badge(standing: Standing, verdict: Verdict | null): Html {
  if (standing.state === 'queued' || standing.state === 'running') return gradingBadge(standing.state);
  return verdictBadge(verdict ?? 'not graded');
}
