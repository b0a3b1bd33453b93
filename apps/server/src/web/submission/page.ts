// One submission: the result that stands, or how far its grading is, and the way to its others.
import type { DrawnGraph } from '@residual/contracts';
import { revealAfter } from '@residual/grading/policy';
import {
  verdictOfTasks,
  type Appeal,
  type AttemptDetails,
  type EarlierSubmission,
  type PlaceInLine,
  type SubmissionDetails,
  type SubmissionList,
  type Viewer,
} from '@residual/store';
import { staffTabs, studentTabs } from '../design/course-tabs.ts';
import { formatCount, formatPoints, pointsOf } from '../design/figure.ts';
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
import { writtenIn, type Language } from '../language/language.ts';
import type { TaskProgress } from '../live/activity.ts';
import { appealsBlock } from './appeals.ts';
import { cancellableStates } from './cancellable.ts';
import type { Reading } from './reading.ts';
import { sourceLines } from './source-listing.ts';
import { stagesOf } from './stages.ts';
import { taskId, taskSection } from './task-section.ts';
import { stateText, words } from './words.ts';

export interface SubmissionPage {
  readonly viewer: Viewer;
  readonly language: Language;
  readonly submission: SubmissionDetails;
  /** The one to show; null before the first is queued. */
  readonly attempt: AttemptDetails | null;
  /** Of the attempt that is shown, where it has no end yet. */
  readonly place: PlaceInLine | null;
  /** By task, of the result that stands. */
  readonly graphs: ReadonlyMap<string, DrawnGraph>;
  readonly earlier: EarlierSubmission | null;
  readonly appeals: readonly Appeal[];
  /** The student's submissions to this assignment, newest first. */
  readonly siblings: SubmissionList;
  readonly progress: readonly TaskProgress[];
  readonly forStaff: boolean;
}

/** What the page shows results of: the attempt, or, while that has none, the newest that has. */
export const standingAttempt = (
  submission: SubmissionDetails,
  attempt: AttemptDetails | null,
): AttemptDetails | null =>
  isOpenAttempt(attempt) ? (submission.attempts.find(({ state }) => state === 'graded') ?? null) : attempt;

export function submissionPage(page: SubmissionPage): string {
  const { viewer, submission, attempt, forStaff, language, graphs, earlier } = page;
  const { course, assignment, files } = submission;
  const say = words[language];
  const reveal = revealAfter(submission.grade);
  const isOpen = isOpenAttempt(attempt);
  const standing = standingAttempt(submission, attempt);
  const reading: Reading = {
    language,
    forStaff,
    afterDeadline: reveal !== null && reveal < new Date(),
    timeZone: course.timeZone,
    files,
    earlier,
    graphs,
    drawingOf: (task) => `/submissions/${submission.id}/attempts/${standing?.number}/graphs/${task}.svg`,
  };
  const body = html`<article class="submission">
    ${head(page)} ${actions(page)} ${isOpen && progressBlock(page)}
    ${attempt?.state === 'not_graded' && notGraded(page, attempt)}
    ${isOpen && standing && html`<p class="note">${say.standing(formatCount(standing.number, language))}</p>`}
    ${standing && standing.reports.length > 1 && jumpList(standing, language)}
    ${standing?.reports.map((report) => taskSection(report, reading))}
    ${!standing?.reports.length && programs(submission, language)}
    ${appealsBlock({
      submissionId: submission.id,
      appeals: page.appeals,
      forStaff,
      isGraded: submission.attempts.some(isScored),
      timeZone: course.timeZone,
      language,
    })}
    ${others(page)} ${attempts(page, reading)}
  </article>`;
  const tabs = forStaff ? staffTabs : studentTabs;
  return renderPage({
    title: `${assignment.title}, ${submission.student.name}`,
    viewer,
    language,
    body,
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    tabs: tabs({ course, language }),
    liveUrl: `/submissions/${submission.id}/events`,
    unfinished: isOpen,
  });
}

function head({ submission, siblings, attempt, forStaff, language }: SubmissionPage): Html {
  const { assignment, course, student } = submission;
  const say = words[language];
  const counting = submission.grade.submissionId ?? siblings.submissions[0]?.id;
  const isLater = siblings.submissions.some(
    ({ id, receivedAt }) => id === counting && receivedAt > submission.receivedAt,
  );
  const former = submission.attempts.find(isScored);
  const number = (value: number): string => formatCount(value, language);
  return html`<header class="submission-head">
    <div>
      ${forStaff && html`<p class="eyebrow"><a href="/courses/${course.slug}/students/${student.enrollmentId}">${student.name}</a> <span class="muted">${student.email}</span></p>`}
      <h1>${assignment.title}</h1>
      <p class="facts">
        <span
          >${say.received} ${timeWithSeconds(submission.receivedAt, course.timeZone, language)}
          ${submission.late && lateTag(language)}</span
        >
        ${
          counting === submission.id
            ? countsTag(language)
            : counting &&
              html`<span
                ><a href="/submissions/${counting}">${isLater ? say.later : say.earlier}</a>
                ${say.counts}</span
              >`
        }
        <span>${say.grade} <span lang=${writtenIn(language)}>${submission.grade.explanation}</span></span>
        ${isOpenAttempt(attempt) && html`<span class="live" data-live-status hidden></span>`}
        <span>${say.commit} <code title=${submission.commit}>${submission.commit.slice(0, 8)}</code></span>
        ${attempt && submission.attempts.length > 1 && html`<span>${say.attemptOf(number(attempt.number), number(submission.attempts.length))}</span>`}
      </p>
    </div>
    <div class="total" role="status">
      ${former && isOpenAttempt(attempt) && formerPoints(former.points, former.maxPoints, language)}
      ${total(attempt, language)}
    </div>
  </header>`;
}

/** What can be done about it now. */
function actions({ submission, attempt, forStaff, language }: SubmissionPage): Html {
  const say = words[language];
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
    ${isStoppable && action(id, 'cancel', say.cancel)}
    ${isRepeatable && action(id, 'grade-again', say.gradeAgain)}
    ${isChoice && action(id, 'choose', say.choose)}
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

function total(attempt: AttemptDetails | null, language: Language): Html {
  if (!attempt || attempt.state === 'queued') return gradingBadge('queued', language);
  if (attempt.state === 'running') return gradingBadge('running', language);
  if (attempt.state === 'cancelled' || attempt.state === 'superseded')
    return html`<span class="muted">${stateText(attempt.state, words[language])}</span>`;
  const verdict = verdictOfTasks(attempt.reports.map((report) => report.verdict));
  if (attempt.state === 'not_graded' || attempt.points === null || attempt.maxPoints === null || !verdict)
    return verdictBadge('not graded', language);
  return html`${pointsOf(attempt.points, attempt.maxPoints, language)} ${verdictBadge(verdict, language)}`;
}

function progressBlock({ attempt, progress, place, language }: SubmissionPage): Html {
  const say = words[language];
  return html`<section class="card progress" aria-live="polite">
    <h2>${attempt?.state === 'running' ? say.running : say.waiting}</h2>
    ${
      progress.length > 0
        ? html`<ul>
            ${progress.map(
              ({ task, outcome }) =>
                html`<li>
                  <span>${task}</span>
                  ${
                    outcome
                      ? html`${verdictBadge(outcome.verdict, language)}
                        ${pointsOf(outcome.points, outcome.maxPoints, language)}`
                      : gradingBadge('running', language)
                  }
                </li>`,
            )}
          </ul>`
        : place?.state === 'queued' && html`<p class="place">${placeText(place, language)}</p>`
    }
    <p class="muted">${say.appears}</p>
  </section>`;
}

function placeText({ before, seconds, isServed }: PlaceInLine, language: Language): string {
  const say = words[language];
  const sentences = [before === 0 ? say.next : say.before(formatCount(before, language), before === 1)];
  if (seconds !== null) sentences.push(say.about(roughly(seconds, language)));
  else if (!isServed) sentences.push(say.notServed);
  return sentences.join(' ');
}

/** An estimate is no better than to ten seconds. */
function roughly(seconds: number, language: Language): string {
  const say = words[language];
  return seconds < 90
    ? say.seconds(
        formatCount(
          Math.max(5, seconds < 20 ? Math.round(seconds) : Math.round(seconds / 10) * 10),
          language,
        ),
      )
    : say.minutes(formatCount(Math.round(seconds / 60), language));
}

function notGraded({ forStaff, language }: SubmissionPage, attempt: AttemptDetails): Html {
  const say = words[language];
  return html`<section class="card not-graded" aria-labelledby="not-graded">
    <h2 id="not-graded">${say.notGraded}</h2>
    <p>${say.notGradedText}</p>
    ${
      forStaff &&
      html`<p><strong>${say.forStaff}</strong> ${say.theReason}</p>
        <pre>${visible(attempt.failure ?? say.noReason)}</pre>`
    }
  </section>`;
}

const jumpList = (attempt: AttemptDetails, language: Language): Html =>
  html`<nav class="jump" aria-label=${words[language].tasks}>
    ${attempt.reports.map(
      ({ task, verdict, points, maxPoints }) =>
        html`<a href="#${taskId(task)}" class="verdict-${verdict.replaceAll(' ', '-')}"
          >${verdictMark(verdict)} ${task}
          <small
            >${verdict === 'not graded' ? verdict : `${formatPoints(points, language)}/${formatPoints(maxPoints, language)}`}</small
          ></a
        >`,
    )}
  </nav>`;

const programs = ({ files }: SubmissionDetails, language: Language): Html =>
  files.length > 0 &&
  html`<section class="card">
    <h2>${words[language].received2}</h2>
    ${files.map(
      (file) =>
        html`<details class="program">
          <summary><code>${visible(file.path)}</code></summary>
          ${sourceLines(file.text, { sites: [], language })}
        </details>`,
    )}
  </section>`;

const others = ({ siblings, submission, language }: SubmissionPage): Html =>
  siblings.total > 1 &&
  html`<section class="history">
    <h2>${words[language].submissions}</h2>
    ${submissionTable(siblings, {
      timeZone: submission.course.timeZone,
      currentId: submission.id,
      withAssignment: false,
      language,
    })}
  </section>`;

/** How each grading of this submission went; for staff also where. */
function attempts(
  { submission, attempt: shown, forStaff, language }: SubmissionPage,
  reading: Reading,
): Html {
  const { attempts: all, course, id } = submission;
  if (all.length === 0) return null;
  const say = words[language];
  const number = (value: number): string => formatCount(value, language);
  return html`<details class="attempts" open=${all.length > 1}>
    <summary>${say.gradings(number(all.length), all.length === 1)}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${say.attempt}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">${say.attempt}</th>
            <th scope="col">${say.why}</th>
            <th scope="col">${say.queued}</th>
            <th scope="col">${say.waited}</th>
            <th scope="col">${say.took}</th>
            <th scope="col">${say.result}</th>
            ${forStaff && html`<th scope="col">${say.worker}</th>`}
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (attempt) =>
              html`<tr>
                <td>
                  ${
                    attempt === shown
                      ? number(attempt.number)
                      : html`<a href="/submissions/${id}?attempt=${attempt.number}"
                          >${number(attempt.number)}</a
                        >`
                  }
                </td>
                <td>${say.reasons[attempt.reason]}</td>
                <td>${timeWithSeconds(attempt.queuedAt, course.timeZone, language)}</td>
                <td>${between(attempt.queuedAt, attempt.startedAt, language)}</td>
                <td>${between(attempt.startedAt, attempt.finishedAt, language)}</td>
                <td>${total(attempt, language)}</td>
                ${forStaff && html`<td><code>${attempt.worker ?? ''}</code></td>`}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${shown && stagesOf(shown, reading)}
  </details>`;
}

const between = (start: Date | null, end: Date | null, language: Language): string =>
  start && end ? formatDuration(Math.max(0, end.getTime() - start.getTime()), language) : '–';
