import { revealAfter } from '@residual/grading/policy';
import {
  verdictOfTasks,
  type AttemptDetails,
  type SubmissionDetails,
  type SubmissionList,
  type Viewer,
} from '@residual/store';
import { formatCount, plural, pointsOf } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { submissionTable } from '../design/submission-table.ts';
import { formatDuration, timeWithSeconds } from '../design/time.ts';
import {
  countsTag,
  formerPoints,
  gradingBadge,
  lateTag,
  verdictBadge,
  verdictMark,
} from '../design/verdict.ts';
import { visible } from '../design/visible-text.ts';
import type { TaskProgress } from '../live/activity.ts';
import { cancellableStates } from './cancellable.ts';
import { sourceLines } from './source-listing.ts';
import { taskId, taskSection } from './task-section.ts';

export interface SubmissionPage {
  readonly viewer: Viewer;
  readonly submission: SubmissionDetails;
  /** The one to show; null before the first is queued. */
  readonly attempt: AttemptDetails | null;
  /** The student's submissions to this assignment, newest first. */
  readonly siblings: SubmissionList;
  readonly progress: readonly TaskProgress[];
  readonly forStaff: boolean;
}

export function submissionPage(page: SubmissionPage): string {
  const { viewer, submission, attempt, forStaff } = page;
  const { course, assignment } = submission;
  const reveal = revealAfter(submission.grade);
  const afterDeadline = reveal !== null && reveal < new Date();
  const isOpen = isOpenAttempt(attempt);
  const standing = isOpen ? submission.attempts.find(({ state }) => state === 'graded') : attempt;
  const body = html`<article class="submission">
    ${head(page)} ${actions(page)} ${isOpen && progressBlock(page)}
    ${attempt?.state === 'not_graded' && notGraded(page, attempt)}
    ${isOpen && standing && html`<p class="note">Until then, the result of attempt ${standing.number} stands:</p>`}
    ${standing && standing.reports.length > 1 && jumpList(standing)}
    ${standing?.reports.map((report) => taskSection(report, { files: submission.files, forStaff, afterDeadline }))}
    ${!standing?.reports.length && programs(submission)} ${others(page)} ${attempts(page)}
  </article>`;
  return renderPage({
    title: `${assignment.title}, ${submission.student.name}`,
    viewer,
    body,
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    liveUrl: `/submissions/${submission.id}/events`,
    unfinished: isOpen,
  });
}

function head({ submission, siblings, attempt, forStaff }: SubmissionPage): Html {
  const { assignment, course, student } = submission;
  const counting = submission.grade.submissionId ?? siblings.submissions[0]?.id;
  const isLater = siblings.submissions.some(
    ({ id, receivedAt }) => id === counting && receivedAt > submission.receivedAt,
  );
  const former = submission.attempts.find(isScored);
  return html`<header class="submission-head">
    <div>
      ${forStaff && html`<p class="eyebrow"><a href="/courses/${course.slug}/students/${student.enrollmentId}">${student.name}</a> <span class="muted">${student.email}</span></p>`}
      <h1>${assignment.title}</h1>
      <p class="facts">
        <span
          >received ${timeWithSeconds(submission.receivedAt, course.timeZone)}
          ${submission.late && lateTag()}</span
        >
        ${
          counting === submission.id
            ? countsTag()
            : counting &&
              html`<span
                ><a href="/submissions/${counting}">${isLater ? 'A later' : 'An earlier'} submission</a>
                counts</span
              >`
        }
        <span>grade: ${submission.grade.explanation}</span>
        <span>commit <code title=${submission.commit}>${submission.commit.slice(0, 8)}</code></span>
        ${attempt && submission.attempts.length > 1 && html`<span>attempt ${attempt.number} of ${submission.attempts.length}</span>`}
      </p>
    </div>
    <div class="total" role="status">
      ${former && isOpenAttempt(attempt) && formerPoints(former.points, former.maxPoints)} ${total(attempt)}
    </div>
  </header>`;
}

/** What can be done about it now. */
function actions({ submission, attempt, forStaff }: SubmissionPage): Html {
  const { id, grade } = submission;
  const isChoice =
    !forStaff && grade.counts === 'chosen' && grade.submissionId !== id && submission.attempts.some(isScored);
  const [newest] = submission.attempts;
  const isNewest = attempt !== null && attempt === newest;
  const isRepeatable = isNewest && (attempt.state === 'not_graded' || attempt.state === 'cancelled');
  const isStoppable =
    isNewest && cancellableStates(submission, forStaff).some((state) => state === attempt.state);
  if (!isChoice && !isStoppable && !isRepeatable) return null;
  return html`<div class="actions">
    ${isStoppable && action(id, 'cancel', 'Cancel the grading')}
    ${isRepeatable && action(id, 'grade-again', 'Grade again')}
    ${isChoice && action(id, 'choose', 'Let this one count')}
  </div>`;
}

const action = (id: string, name: string, text: string): Html =>
  html`<form method="post" action="/submissions/${id}/${name}"><button class="quiet">${text}</button></form>`;

const isOpenAttempt = (attempt: AttemptDetails | null): boolean =>
  attempt === null || attempt.state === 'queued' || attempt.state === 'running';

const isScored = (
  attempt: AttemptDetails,
): attempt is AttemptDetails & { readonly points: string; readonly maxPoints: string } =>
  attempt.state === 'graded' && attempt.points !== null && attempt.maxPoints !== null;

function total(attempt: AttemptDetails | null): Html {
  if (!attempt || attempt.state === 'queued') return gradingBadge('queued');
  if (attempt.state === 'running') return gradingBadge('running');
  if (attempt.state === 'cancelled' || attempt.state === 'superseded')
    return html`<span class="muted">${attempt.state}</span>`;
  const verdict = verdictOfTasks(attempt.reports.map((report) => report.verdict));
  if (attempt.state === 'not_graded' || attempt.points === null || attempt.maxPoints === null || !verdict)
    return verdictBadge('not graded');
  return html`${pointsOf(attempt.points, attempt.maxPoints)} ${verdictBadge(verdict)}`;
}

function progressBlock({ attempt, progress }: SubmissionPage): Html {
  return html`<section class="card progress">
    <h2>${attempt?.state === 'running' ? 'Being graded' : 'Waiting for a worker'}</h2>
    ${
      progress.length > 0
        ? html`<ul>
            ${progress.map(
              ({ task, outcome }) =>
                html`<li>
                  <span>${task}</span>
                  ${
                    outcome
                      ? html`${verdictBadge(outcome.verdict)} ${pointsOf(outcome.points, outcome.maxPoints)}`
                      : gradingBadge('running')
                  }
                </li>`,
            )}
          </ul>`
        : html`<p class="muted">
            The result appears here by itself. You may close this page; nothing is lost.
          </p>`
    }
  </section>`;
}

function notGraded({ forStaff }: SubmissionPage, attempt: AttemptDetails): Html {
  return html`<section class="card not-graded" aria-labelledby="not-graded">
    <h2 id="not-graded">Not graded: the failure is ours</h2>
    <p>
      This is no score and takes none away. The submission is kept as it was received, with its time, and can
      be graded again; the course’s staff see that it waits for them.
    </p>
    ${
      forStaff &&
      html`<p><strong>For staff:</strong> the reason</p>
        <pre>${visible(attempt.failure ?? 'none was recorded')}</pre>`
    }
  </section>`;
}

const jumpList = (attempt: AttemptDetails): Html =>
  html`<nav class="jump" aria-label="Tasks">
    ${attempt.reports.map(
      ({ task, verdict, points, maxPoints }) =>
        html`<a href="#${taskId(task)}" class="verdict-${verdict.replaceAll(' ', '-')}"
          >${verdictMark(verdict)} ${task}
          <small>${verdict === 'not graded' ? verdict : `${points}/${maxPoints}`}</small></a
        >`,
    )}
  </nav>`;

const programs = ({ files }: SubmissionDetails): Html =>
  files.length > 0 &&
  html`<section class="card">
    <h2>What was received</h2>
    ${files.map(
      (file) =>
        html`<details class="program">
          <summary><code>${visible(file.path)}</code></summary>
          ${sourceLines(file.text, { sites: [] })}
        </details>`,
    )}
  </section>`;

const others = ({ siblings, submission }: SubmissionPage): Html =>
  siblings.total > 1 &&
  html`<section class="history">
    <h2>Submissions to this assignment</h2>
    ${submissionTable(siblings, {
      timeZone: submission.course.timeZone,
      currentId: submission.id,
      withAssignment: false,
    })}
  </section>`;

const REASONS = {
  first: 'after the push',
  retry: 'again after a failure of ours',
  regrade: 'regrade',
  reproduction: 'computed again to be compared',
} as const;

/** How each grading of this submission went; for staff also where. */
function attempts({ submission, attempt: shown, forStaff }: SubmissionPage): Html {
  const { attempts: all, course, id } = submission;
  if (all.length === 0) return null;
  return html`<details class="attempts" open=${all.length > 1}>
    <summary>${plural(all.length, 'grading')} of this submission</summary>
    <div class="scroll">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">attempt</th>
            <th scope="col">why</th>
            <th scope="col">queued</th>
            <th scope="col">waited</th>
            <th scope="col">took</th>
            <th scope="col">result</th>
            ${forStaff && html`<th scope="col">worker</th>`}
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (attempt) =>
              html`<tr>
                <td>
                  ${
                    attempt === shown
                      ? formatCount(attempt.number)
                      : html`<a href="/submissions/${id}?attempt=${attempt.number}"
                          >${formatCount(attempt.number)}</a
                        >`
                  }
                </td>
                <td>${REASONS[attempt.reason]}</td>
                <td>${timeWithSeconds(attempt.queuedAt, course.timeZone)}</td>
                <td>${between(attempt.queuedAt, attempt.startedAt)}</td>
                <td>${between(attempt.startedAt, attempt.finishedAt)}</td>
                <td>${total(attempt)}</td>
                ${forStaff && html`<td><code>${attempt.worker ?? ''}</code></td>`}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

const between = (start: Date | null, end: Date | null): string =>
  start && end ? formatDuration(Math.max(0, end.getTime() - start.getTime())) : '–';
