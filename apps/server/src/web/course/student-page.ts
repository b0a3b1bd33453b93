// One student's page: where they stand, how to hand in, what became of each push. Staff see it without the how-to.
import type { AssignmentSpec, TaskSpec } from '@residual/contracts';
import { totalPoints } from '@residual/export';
import type {
  Gradebook,
  Grade,
  GradebookAssignment,
  Score,
  Standing,
  SubmissionList,
  Viewer,
} from '@residual/store';
import { pointsOf } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { relativeTime, timeOf } from '../design/time.ts';
import { submissionTable } from '../design/submission-table.ts';
import { formerPoints, gradingBadge, lateTag, verdictBadge } from '../design/verdict.ts';

export interface StudentPage {
  readonly viewer: Viewer;
  /** With the one row that is theirs. */
  readonly gradebook: Gradebook;
  /** By version hash; one that is missing could not be read. */
  readonly specs: ReadonlyMap<string, AssignmentSpec>;
  readonly submissions: SubmissionList;
  /** Null before the repository is made. */
  readonly cloneUrl: string | null;
  readonly forStaff: boolean;
  readonly now: Date;
}

export function studentPage(page: StudentPage): string {
  const { viewer, gradebook, forStaff } = page;
  const { course, assignments, rows } = gradebook;
  const [student] = rows;
  const standings = student?.standings ?? [];
  const grades = student?.grades ?? [];
  const title = forStaff ? student.name : course.title;
  const body = html`
    <header class="page-head">
      <div>
        <h1>${title}</h1>
        <p class="facts">
          ${forStaff && html`<span>${student.email}</span>`} <span>times in ${course.timeZone}</span
          ><span class="live" data-live-status hidden>live</span>
        </p>
      </div>
    </header>
    ${
      assignments.length === 0 &&
      html`<section class="message">
        <h2>No assignments yet</h2>
        <p>They appear here when the course publishes them.</p>
      </section>`
    }
    <div class="assignments">
      ${assignments.map((assignment, column) => assignmentCard(page, assignment, standings[column] ?? null, grades[column]))}
    </div>
    ${!forStaff && howTo(page)} ${history(page)}
  `;
  return renderPage({
    title,
    viewer,
    body,
    crumbs: forStaff ? [{ href: `/courses/${course.slug}`, text: course.title }] : [],
    liveUrl: `/courses/${course.slug}/events`,
    unfinished: standings.some(isOpen),
  });
}

function assignmentCard(
  { gradebook, specs, now }: StudentPage,
  assignment: GradebookAssignment,
  standing: Standing | null,
  grade: Grade,
): Html {
  const { timeZone } = gradebook.course;
  const spec = specs.get(assignment.versionHash);
  const { deadline } = grade;
  return html`<section class="card assignment-card" id="assignment-${assignment.slug}">
    <header>
      <div>
        <h2>${assignment.title}</h2>
        <p class="facts">
          ${
            deadline
              ? html`<span class=${deadline < now && !standing ? 'past' : ''}
                  >due ${timeOf(deadline, timeZone)}
                  <small>(${grade.isExtended ? 'extended, ' : ''}${relativeTime(deadline, now)})</small></span
                >`
              : html`<span>no deadline</span>`
          }
          ${standing?.late && lateTag()} ${attempts(grade)}
        </p>
      </div>
      ${overall(standing, spec)}
    </header>
    ${spec && html`<p class="muted">${spec.summary}</p>`} ${taskTable(spec?.tasks ?? [], standing)}
    ${(standing || grade.isOverridden) && html`<p class="grade">Grade: ${grade.explanation}</p>`}
    ${
      standing
        ? whereToLook(standing)
        : html`<p class="muted">
            Nothing handed in yet. The starter lies in <code>${assignment.slug}/</code> of your repository.
          </p>`
    }
  </section>`;
}

const attempts = ({ attemptLimit, attemptsUsed, counts }: Grade): Html =>
  html`${attemptLimit !== null && html`<span>${attemptsUsed} of ${attemptLimit} attempts used</span>`}
  ${counts !== 'latest' && html`<span>the ${counts} submission counts</span>`}`;

/** The submission that counts, and those that a student may wish had. */
function whereToLook({ submissionId, score, best, late, onTime }: Standing): Html {
  return html`<p>
    <a href="/submissions/${submissionId}">Latest submission</a>${
      late && onTime && html`, ${scoreLink('last on time', onTime)}`
    }${
      best &&
      best.submissionId !== submissionId &&
      best.points !== score?.points &&
      html`, ${scoreLink('best so far', best)}`
    }
  </p>`;
}

const scoreLink = (label: string, { submissionId, points, maxPoints }: Score): Html =>
  html`<a href="/submissions/${submissionId}">${label}: ${points}/${maxPoints}</a>`;

function overall(standing: Standing | null, spec: AssignmentSpec | undefined): Html {
  if (standing?.state === 'queued' || standing?.state === 'running') {
    const { lastScore, state } = standing;
    return html`<span class="grading-over">
      ${lastScore && formerPoints(lastScore.points, lastScore.maxPoints)} ${gradingBadge(state)}
    </span>`;
  }
  if (standing?.score) return pointsOf(standing.score.points, standing.score.maxPoints);
  if (standing) return verdictBadge('not graded');
  return spec && html`<span class="muted">${totalPoints(spec)} points</span>`;
}

const isOpen = (standing: Standing | null): boolean =>
  standing?.state === 'queued' || standing?.state === 'running';

/** In the assignment's order; tasks of an earlier version that it no longer has come last. */
function taskTable(specs: readonly TaskSpec[], standing: Standing | null): Html {
  const standings = new Map((standing?.tasks ?? []).map((each) => [each.task, each]));
  const names = new Set([...specs.map(({ name }) => name), ...standings.keys()]);
  return html`<ul class="task-list">
    ${[...names].map((name) => {
      const reached = standings.get(name);
      return html`<li>
        <span
          ><span class="task-title">${specs.find((each) => each.name === name)?.title ?? name}</span>
          <code>${name}</code></span
        >
        ${reached ? verdictBadge(reached.verdict) : html`<span class="muted">${isOpen(standing) ? 'being graded' : 'no verdict'}</span>`}
        ${reached && reached.verdict !== 'not graded' ? pointsOf(reached.points, reached.maxPoints) : html`<span></span>`}
      </li>`;
    })}
  </ul>`;
}

function howTo({ cloneUrl, gradebook }: StudentPage): Html {
  const folder = gradebook.course.slug;
  const first = gradebook.assignments[0]?.slug ?? 'assignment';
  const commands = `cd ${folder}\ngit add ${first}\ngit commit -m "my solution"\ngit push`;
  return html`<section class="card how-to" id="how-to">
    <h2>Handing in</h2>
    ${
      cloneUrl
        ? html`<p>Clone once:</p>
            <pre class="command" data-copy>git clone ${cloneUrl} ${folder}</pre>
            <p>Then, as often as you like:</p>
            <pre class="command" data-copy>${commands}</pre>
            <p>
              The push answers with the verdict, line by line. What counts is when a push reached the server,
              not the date of the commit.
            </p>
            <p>
              ${whatCounts(gradebook)} What arrives after the deadline is graded and marked late; the line
              below an assignment says what your grade is and how it came about.
            </p>
            <p class="hint">
              Git asks for a user name (anything will do) and a password: paste your push token. It is part of
              the clone address that you were given with your account, between the colon and the @, and is
              kept nowhere else. If it is lost, your instructor can make you another.
            </p>`
        : html`<p>Your repository is not made yet. Ask your instructor to finish your enrolment.</p>`
    }
  </section>`;
}

/** One sentence for all assignments, if there is one. */
function whatCounts({ rows }: Gradebook): Html {
  const rules = new Set(rows.flatMap(({ grades }) => grades.map(({ counts }) => counts)));
  if (rules.size > 1) return html`<strong>Which submission counts</strong> is said with each assignment.`;
  const [rule = 'latest'] = rules;
  return WHAT_COUNTS[rule];
}

const WHAT_COUNTS: Record<Grade['counts'], Html> = {
  latest: html`<strong>Your latest submission counts</strong>, also when an earlier one had more points.`,
  best: html`<strong>Your best submission counts</strong>, lateness taken into account.`,
  chosen: html`<strong>The submission that you choose counts</strong>; the latest, until you choose.`,
};

const history = ({ submissions, gradebook, forStaff }: StudentPage): Html =>
  submissions.total > 0 &&
  html`<section class="history">
    <h2>${forStaff ? 'Submissions' : 'Your submissions'}</h2>
    ${submissionTable(submissions, { timeZone: gradebook.course.timeZone })}
  </section>`;
