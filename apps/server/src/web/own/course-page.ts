// A student's own page of a course: where they stand, how to hand in, what became of each push.
import type { AssignmentSpec, TaskSpec } from '@residual/contracts';
import type {
  Gradebook,
  Grade,
  GradebookAssignment,
  Score,
  Standing,
  SubmissionList,
  Viewer,
} from '@residual/store';
import { studentTabs } from '../design/course-tabs.ts';
import { formatCount, formatPoints, pointsOf } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { submissionTable } from '../design/submission-table.ts';
import { relativeTime, timeOf } from '../design/time.ts';
import { formerPoints, gradingBadge, lateTag, verdictBadge } from '../design/verdict.ts';
import { writtenIn, type Language } from '../language/language.ts';
import { words } from './words.ts';

export interface OwnCoursePage {
  readonly viewer: Viewer;
  readonly language: Language;
  /** With the one row that is theirs. */
  readonly gradebook: Gradebook;
  /** By version hash; one that is missing could not be read. */
  readonly specs: ReadonlyMap<string, AssignmentSpec>;
  readonly submissions: SubmissionList;
  /** Null before the repository is made. */
  readonly cloneUrl: string | null;
  readonly now: Date;
}

export function ownCoursePage(page: OwnCoursePage): string {
  const { viewer, language, gradebook } = page;
  const { course, assignments, rows } = gradebook;
  const say = words[language];
  const standings = rows[0]?.standings ?? [];
  const grades = rows[0]?.grades ?? [];
  const body = html`
    <header class="page-head">
      <div>
        <h1>${course.title}</h1>
        <p class="facts">
          <span>${say.timesIn(course.timeZone)}</span><span class="live" data-live-status hidden></span>
        </p>
      </div>
    </header>
    ${
      assignments.length === 0 &&
      html`<section class="message">
        <h2>${say.none}</h2>
        <p>${say.noneYet}</p>
      </section>`
    }
    <div class="assignments">
      ${assignments.map((assignment, column) =>
        assignmentCard(page, assignment, standings[column] ?? null, grades[column]),
      )}
    </div>
    ${howTo(page)} ${history(page)}
  `;
  return renderPage({
    title: course.title,
    viewer,
    language,
    body,
    tabs: studentTabs({ course, language, current: 'assignments' }),
    liveUrl: `/courses/${course.slug}/events`,
    unfinished: standings.some(isOpen),
  });
}

function assignmentCard(
  { gradebook, specs, now, language }: OwnCoursePage,
  assignment: GradebookAssignment,
  standing: Standing | null,
  grade: Grade,
): Html {
  const { timeZone } = gradebook.course;
  const say = words[language];
  const spec = specs.get(assignment.versionHash);
  const { deadline } = grade;
  return html`<section
    class="card assignment-card"
    id="assignment-${assignment.slug}"
    aria-labelledby="title-${assignment.slug}"
  >
    <header>
      <div>
        <h2 id="title-${assignment.slug}">${assignment.title}</h2>
        <p class="facts">
          ${
            deadline
              ? html`<span class=${deadline < now && !standing ? 'past' : ''}
                  >${say.due} ${timeOf(deadline, timeZone, language)}
                  <small
                    >(${grade.isExtended ? `${say.extended}, ` : ''}${relativeTime(deadline, now, language)})</small
                  ></span
                >`
              : html`<span>${say.noDeadline}</span>`
          }
          ${standing?.late && lateTag(language)} ${attempts(grade, language)}
        </p>
      </div>
      ${overall(standing, spec, language)}
    </header>
    ${spec && html`<p class="muted" lang=${writtenIn(language)}>${spec.summary}</p>`}
    ${taskTable(spec?.tasks ?? [], standing, language)}
    ${
      (standing || grade.isOverridden) &&
      html`<p class="grade">${say.grade} <span lang=${writtenIn(language)}>${grade.explanation}</span></p>`
    }
    ${
      standing
        ? whereToLook(standing, language)
        : html`<p class="muted">
            ${say.nothingYet} <code>${assignment.slug}/</code> ${say.ofYourRepository}
          </p>`
    }
  </section>`;
}

function attempts({ attemptLimit, attemptsUsed, counts }: Grade, language: Language): Html {
  const say = words[language];
  return html`${
    attemptLimit !== null &&
    html`<span
      >${say.attemptsUsed(formatCount(attemptsUsed, language), formatCount(attemptLimit, language))}</span
    >`
  }
  ${say.rule[counts] && html`<span>${say.rule[counts]}</span>`}`;
}

/** The submission that counts, and those that a student may wish had. */
function whereToLook({ submissionId, score, best, late, onTime }: Standing, language: Language): Html {
  const say = words[language];
  return html`<p>
    <a href="/submissions/${submissionId}">${say.latestSubmission}</a>${
      late && onTime && html`, ${scoreLink(say.lastOnTime, onTime, language)}`
    }${
      best &&
      best.submissionId !== submissionId &&
      best.points !== score?.points &&
      html`, ${scoreLink(say.bestSoFar, best, language)}`
    }
  </p>`;
}

const scoreLink = (label: string, { submissionId, points, maxPoints }: Score, language: Language): Html =>
  html`<a href="/submissions/${submissionId}"
    >${label}: ${formatPoints(points, language)}/${formatPoints(maxPoints, language)}</a
  >`;

function overall(standing: Standing | null, spec: AssignmentSpec | undefined, language: Language): Html {
  if (standing?.state === 'queued' || standing?.state === 'running') {
    const { lastScore, state } = standing;
    return html`<span class="grading-over">
      ${lastScore && formerPoints(lastScore.points, lastScore.maxPoints, language)}
      ${gradingBadge(state, language)}
    </span>`;
  }
  if (standing?.score) return pointsOf(standing.score.points, standing.score.maxPoints, language);
  if (standing) return verdictBadge('not graded', language);
  return (
    spec && html`<span class="muted">${words[language].points(formatCount(totalOf(spec), language))}</span>`
  );
}

const totalOf = ({ tasks }: AssignmentSpec): number =>
  tasks.reduce((sum, { points }) => sum + Number(points), 0);

const isOpen = (standing: Standing | null): boolean =>
  standing?.state === 'queued' || standing?.state === 'running';

/** In the assignment's order; tasks of an earlier version that it no longer has come last. */
function taskTable(specs: readonly TaskSpec[], standing: Standing | null, language: Language): Html {
  const say = words[language];
  const standings = new Map((standing?.tasks ?? []).map((each) => [each.task, each]));
  const names = new Set([...specs.map(({ name }) => name), ...standings.keys()]);
  return html`<ul class="task-list">
    ${[...names].map((name) => {
      const reached = standings.get(name);
      return html`<li>
        <span
          ><span class="task-title" lang=${writtenIn(language)}
            >${specs.find((each) => each.name === name)?.title ?? name}</span
          >
          <code>${name}</code></span
        >
        ${
          reached
            ? verdictBadge(reached.verdict, language)
            : html`<span class="muted">${isOpen(standing) ? say.beingGraded : say.noVerdict}</span>`
        }
        ${
          reached && reached.verdict !== 'not graded'
            ? pointsOf(reached.points, reached.maxPoints, language)
            : html`<span></span>`
        }
      </li>`;
    })}
  </ul>`;
}

function howTo({ cloneUrl, gradebook, language }: OwnCoursePage): Html {
  const say = words[language];
  const folder = gradebook.course.slug;
  const first = gradebook.assignments[0]?.slug ?? 'assignment';
  const commands = `cd ${folder}\ngit add ${first}\ngit commit -m "${say.commit}"\ngit push`;
  return html`<section class="card how-to" id="how-to" aria-labelledby="how-to-title">
    <h2 id="how-to-title">${say.handingIn}</h2>
    ${
      cloneUrl
        ? html`<p>${say.cloneOnce}</p>
            <pre class="command" data-copy>git clone ${cloneUrl} ${folder}</pre>
            <p>${say.thenOften}</p>
            <pre class="command" data-copy>${commands}</pre>
            <p>${say.answers}</p>
            <p><strong>${whatCounts(gradebook, language)}</strong> ${say.late}</p>
            <p class="hint">
              ${say.git} <a href="/courses/${gradebook.course.slug}/access">${say.makeAnother}</a>.
            </p>`
        : html`<p>${say.noRepository}</p>`
    }
  </section>`;
}

/** One sentence for all assignments, if there is one. */
function whatCounts({ rows }: Gradebook, language: Language): string {
  const say = words[language];
  const rules = new Set(rows.flatMap(({ grades }) => grades.map(({ counts }) => counts)));
  const [rule = 'latest'] = rules;
  return rules.size > 1 ? say.eachItsOwn : say.whatCounts[rule];
}

const history = ({ submissions, gradebook, language }: OwnCoursePage): Html =>
  submissions.total > 0 &&
  html`<section class="history">
    <h2>${words[language].yours}</h2>
    ${submissionTable(submissions, { timeZone: gradebook.course.timeZone, language })}
  </section>`;
