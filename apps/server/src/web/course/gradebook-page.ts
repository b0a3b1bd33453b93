// The instructor's overview: students × assignments, live.
import { VERDICTS, verdictSlug, type Verdict } from '@residual/contracts';
import type {
  CourseSummary,
  Gradebook,
  GradebookAssignment,
  GradebookRow,
  Grade,
  Standing,
  Viewer,
} from '@residual/store';
import { formatCount, plural } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import { gradingBadge, lateTag, verdictBadge, verdictDot } from '../design/verdict.ts';

export interface GradebookPage {
  readonly viewer: Viewer;
  /** One page of it. */
  readonly gradebook: Gradebook;
  readonly summary: CourseSummary;
  readonly search: string;
  readonly page: number;
  readonly pageSize: number;
}

export function gradebookPage(options: GradebookPage): string {
  const { viewer, gradebook, summary } = options;
  const { course, assignments, rows } = gradebook;
  const body = html`
    <header class="page-head">
      <div>
        <h1>${course.title}</h1>
        <p class="facts">
          <span>${plural(summary.students, 'student')}</span>
          <span>${plural(assignments.length, 'assignment')}</span>
          <span>times in ${course.timeZone}</span>
          <span class="live" data-live-status hidden>live</span>
        </p>
      </div>
      <p><a class="button" href="/courses/${course.slug}/grades.csv" download>Grades as CSV</a></p>
    </header>
    ${assignments.length === 0 ? noAssignments : summary.students === 0 ? noStudents(course.slug) : list(options)}
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

function list(options: GradebookPage): Html {
  const { gradebook, summary, search, pageSize } = options;
  return html`
    ${(summary.students > pageSize || search !== '') && searchForm(search)}
    ${
      gradebook.rows.length === 0
        ? html`<p class="note">No student’s name or address has “${search}” in it.</p>`
        : table(gradebook, summary)
    }
    ${pager(options)}
  `;
}

const searchForm = (search: string): Html =>
  html`<form class="search" method="get" role="search">
    <label class="visually-hidden" for="q">Name or e-mail address</label>
    <input id="q" name="q" type="search" value=${search} placeholder="Name or e-mail" />
    <button class="quiet" type="submit">Find</button>
  </form>`;

function pager({ gradebook, search, page, pageSize }: GradebookPage): Html {
  const pages = Math.ceil(gradebook.total / pageSize);
  if (pages <= 1) return null;
  const href = (number: number): string =>
    `?${new URLSearchParams({ ...(search && { q: search }), page: String(number) })}`;
  const first = (page - 1) * pageSize + 1;
  return html`<nav class="pager" aria-label="Pages of the gradebook">
    ${page > 1 && html`<a class="button" rel="prev" href=${href(page - 1)}>Back</a>`}
    <span>
      ${formatCount(first)}–${formatCount(first + gradebook.rows.length - 1)} of
      ${formatCount(gradebook.total)}
    </span>
    ${page < pages && html`<a class="button" rel="next" href=${href(page + 1)}>Next</a>`}
  </nav>`;
}

function table({ course, assignments, rows }: Gradebook, summary: CourseSummary): Html {
  return html`${assignments.length > 1 && html`<p class="sideways">More assignments are to the right: scroll sideways.</p>`}
    <div class="gradebook-frame">
      <div class="scroll" tabindex="0" role="region" aria-label="Gradebook">
        <table class="gradebook">
          <thead>
            <tr>
              <th scope="col" class="student">Student</th>
              ${assignments.map((assignment) => columnHead(assignment, summary, course.timeZone))}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr id="student-${row.enrollmentId}">
                  <th scope="row" class="student">
                    <a href="/courses/${course.slug}/students/${row.enrollmentId}">${row.name}</a
                    ><small>${row.email}</small>
                  </th>
                  ${row.standings.map((standing, column) => cell(row, assignments[column], standing, row.grades[column]))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>`;
}

function columnHead(
  assignment: GradebookAssignment,
  { students, assignments }: CourseSummary,
  timeZone: string,
): Html {
  const { submitted, verdicts } = assignments.get(assignment.id) ?? { submitted: 0, verdicts: new Map() };
  return html`<th scope="col">
    <span class="assignment">${assignment.title}</span>
    <small>${assignment.deadline ? html`due ${timeOf(assignment.deadline, timeZone)}` : 'no deadline'}</small>
    ${distribution(verdicts, students)}
    <small>
      ${formatCount(submitted)} of ${formatCount(students)} submitted,
      <strong>${formatCount(verdicts.get('correct') ?? 0)} correct</strong>
    </small>
  </th>`;
}

/** How the latest verdicts divide the course. Says nothing that the words below do not say. */
function distribution(counts: ReadonlyMap<Verdict, number>, students: number): Html {
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

function cell(
  row: GradebookRow,
  assignment: GradebookAssignment,
  standing: Standing | null,
  grade: Grade,
): Html {
  const id = `cell-${row.enrollmentId}-${assignment.slug}`;
  if (!standing)
    return html`<td id=${id} class="cell empty" title=${grade.explanation}>${withoutSubmission(grade)}</td>`;
  const { score, verdict, best, tasks, submissions } = standing;
  const former = isOpen(standing) ? standing.lastScore : null;
  const shown = former ?? score;
  return html`<td id=${id} class="cell" data-flash>
    <a href="/submissions/${standing.submissionId}">
      <span class=${former ? 'score former' : 'score'} title=${former ? 'before this grading' : undefined}>
        ${shown ? html`<b>${shown.points}</b><small>/${shown.maxPoints}</small>` : html`<b class="muted">–</b>`}
      </span>
      <span>${badge(standing, verdict)}</span>
      <span class="tasks">${tasks.map((each) => verdictDot(each.verdict, each.task))}</span>
      <span class="meta">
        <span>${plural(submissions, 'submission')}</span>
        ${best && best.points !== shown?.points && html`<span>best ${best.points}</span>`}
        ${standing.late && lateTag()}
        ${differs(grade, shown?.points ?? null) && html`<strong title=${grade.explanation}>grade ${grade.points ?? grade.status}</strong>`}
      </span>
    </a>
  </td>`;
}

/** A grade that the policy or staff made another than the points of the latest submission. */
const differs = (grade: Grade, points: string | null): boolean =>
  grade.isOverridden || (grade.points ?? points) !== points;

/** An excuse or points can be given without one. */
const withoutSubmission = ({ isOverridden, points, status }: Grade): string =>
  isOverridden ? `grade ${points ?? status}` : 'not submitted';

function badge(standing: Standing, verdict: Verdict | null): Html {
  if (standing.state === 'queued' || standing.state === 'running') return gradingBadge(standing.state);
  return verdictBadge(verdict ?? 'not graded');
}
