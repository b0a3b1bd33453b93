// The course at a glance: what an instructor looks at first on a Monday.
import type { AssignmentOverview, CourseOverview, OpenAppeal, Risk, StudentAtRisk } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { relativeTime, timeOf } from '../design/time.ts';
import { LOCALES, type Language } from '../language/language.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { activityChart } from './activity-chart.ts';
import { scoreHistogram } from './score-histogram.ts';
import { words } from './words.ts';

export interface OverviewPage extends StaffView {
  readonly overview: CourseOverview;
  /** Requests of students that wait for an answer. */
  readonly appeals: readonly OpenAppeal[];
  readonly atRisk: { readonly students: readonly StudentAtRisk[]; readonly total: number };
  readonly now: Date;
}

export function overviewPage(page: OverviewPage): string {
  const { viewer, course, language, overview } = page;
  const t = words[language];
  const count = (value: number): string => formatCount(value, language);
  const body = html`
    <header class="page-head">
      <div>
        <h1>${course.title}</h1>
        <p class="facts">
          <span>${t.students(count(overview.students))}</span>
          <span>${t.timesIn(course.timeZone)}</span>
          <span class="live" data-live-status hidden></span>
        </p>
      </div>
      <p><a class="button" href="/courses/${course.slug}/grades.csv" download>${t.csv}</a></p>
    </header>
    ${
      overview.assignments.length === 0
        ? html`<section class="message">
            <h2>${t.noAssignments}</h2>
            <p>${t.noAssignmentsText}</p>
            <pre class="command" data-copy>npm run residual -- publish --course ${course.slug}</pre>
          </section>`
        : assignmentTable(page)
    }
    ${
      overview.students === 0 &&
      html`<section class="message">
        <h2>${t.noStudents}</h2>
        <p>${t.noStudentsText}</p>
        <p><a class="button" href="/courses/${course.slug}/roster">${t.toRoster}</a></p>
      </section>`
    }
    ${
      overview.assignments.length > 0 &&
      overview.students > 0 &&
      html`${appealList(page)}
        <div class="overview-columns">${riskList(page)} ${diagnosisList(page)}</div>
        ${activity(page)}`
    }
  `;
  return renderPage({
    title: course.title,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'overview' }),
    liveUrl: `/courses/${course.slug}/events`,
    unfinished: overview.assignments.some(({ open }) => open > 0),
    wide: true,
    ...STAFF_ASSETS,
  });
}

function assignmentTable({ course, language, overview, now }: OverviewPage): Html {
  const t = words[language];
  return html`<section aria-labelledby="assignments">
    <h2 id="assignments" class="visually-hidden">${t.assignments}</h2>
    <div class="scroll card flush">
      <table class="rows stacks overview">
        <thead>
          <tr>
            <th scope="col">${t.assignment}</th>
            <th scope="col" class="number">${t.submitted}</th>
            <th scope="col" class="number">${t.passing}</th>
            <th scope="col">${t.distribution}</th>
            <th scope="col" class="number">${t.medianSubmissions}</th>
            <th scope="col" class="number">${t.timeToPass}</th>
          </tr>
        </thead>
        <tbody>
          ${overview.assignments.map((each) => assignmentRow(each, { course, language, overview, now }))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function assignmentRow(
  assignment: AssignmentOverview,
  { course, language, overview, now }: Pick<OverviewPage, 'course' | 'language' | 'overview' | 'now'>,
): Html {
  const t = words[language];
  const { slug, title, deadline, submitted, passed, open, notGraded } = assignment;
  const count = (value: number): string => formatCount(value, language);
  const list = (show: string): string =>
    `/courses/${course.slug}/gradebook?${new URLSearchParams({ in: slug, show })}`;
  return html`<tr id="assignment-${slug}">
    <th scope="row">
      <a href="/courses/${course.slug}/assignments/${slug}">${title}</a>
      <small>
        ${deadline ? html`${t.due} ${timeOf(deadline, course.timeZone, language)} (${relativeTime(deadline, now, language)})` : t.noDeadline}
      </small>
      ${open > 0 && html`<small><a href=${list('open')}>${t.open(count(open))}</a></small>`}
      ${notGraded > 0 && html`<small class="fault"><a href=${list('not-graded')}>${t.notGraded(count(notGraded))}</a></small>`}
    </th>
    <td class="number" data-label=${t.submitted} data-flash>
      <a href=${list('submitted')}>${count(submitted)}</a><small>/${count(overview.students)}</small>
    </td>
    <td class="number" data-label=${t.passing} data-flash>
      <a href=${list('passed')}>${count(passed)}</a
      ><small>${overview.students > 0 && ` ${percent(passed / overview.students, language)}`}</small>
    </td>
    <td class="histogram-cell">${scoreHistogram(assignment.scores, language)}</td>
    <td class="number" data-label=${t.medianSubmissions}>
      ${assignment.medianSubmissions === null ? '–' : assignment.medianSubmissions.toLocaleString(LOCALES[language])}
    </td>
    <td class="number" data-label=${t.timeToPass}>
      ${assignment.medianSecondsToPass === null ? '–' : lengthOfTime(assignment.medianSecondsToPass, language)}
    </td>
  </tr>`;
}

const percent = (share: number, language: Language): string =>
  share.toLocaleString(LOCALES[language], { style: 'percent', maximumFractionDigits: 0 });

/** Seconds as a person would say them about homework: "40 min", "7.5 h", "3.1 d". */
function lengthOfTime(seconds: number, language: Language): string {
  const t = words[language];
  const figure = (value: number): string =>
    value.toLocaleString(LOCALES[language], { maximumFractionDigits: value < 10 ? 1 : 0 });
  if (seconds < 5_400) return t.minutes(figure(Math.round(seconds / 60)));
  if (seconds < 36 * 3_600) return t.hours(figure(seconds / 3_600));
  return t.days(figure(seconds / 86_400));
}

function appealList({ appeals, language, now }: OverviewPage): Html {
  if (appeals.length === 0) return null;
  const t = words[language];
  return html`<section class="card below" aria-labelledby="appeals">
    <h2 id="appeals">${t.appeals}</h2>
    <ul class="plain-list">
      ${appeals.map(
        ({ submissionId, student, assignment, askedAt }) =>
          html`<li>
            <a href="/submissions/${submissionId}#appeals">${student.name}, ${assignment.title}</a>
            <span class="muted">${relativeTime(askedAt, now, language)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function riskList({ course, language, atRisk, now }: OverviewPage): Html {
  const t = words[language];
  return html`<section class="card" aria-labelledby="at-risk">
    <h2 id="at-risk">${t.atRisk}</h2>
    <p class="hint">${t.atRiskHint}</p>
    ${
      atRisk.total === 0
        ? html`<p class="quiet-note">${t.nobodyAtRisk}</p>`
        : html`<ul class="plain-list">
              ${atRisk.students.map(
                (student) =>
                  html`<li>
                    <a href="/courses/${course.slug}/students/${student.enrollmentId}">${student.name}</a>
                    <ul class="reasons">
                      ${student.risks.map((risk) => html`<li>${reason(risk, language, now)}</li>`)}
                    </ul>
                  </li>`,
              )}
            </ul>
            ${
              atRisk.total > atRisk.students.length &&
              html`<p class="more">
                <a href="/courses/${course.slug}/gradebook?show=at-risk"
                  >${t.allAtRisk(formatCount(atRisk.total, language))}</a
                >
              </p>`
            }`
    }
  </section>`;
}

function reason({ kind, assignment, deadline, submissions }: Risk, language: Language, now: Date): string {
  const t = words[language];
  const when = deadline ? relativeTime(deadline, now, language) : '';
  if (kind === 'stuck') return t.stuck(assignment.title, submissions);
  return kind === 'due' ? t.nothingYet(assignment.title, when) : t.missed(assignment.title, when);
}

function diagnosisList({ course, language, overview }: OverviewPage): Html {
  const t = words[language];
  const [most] = overview.diagnoses;
  return html`<section class="card" aria-labelledby="diagnoses">
    <h2 id="diagnoses">${t.diagnoses}</h2>
    <p class="hint">${t.diagnosesHint}</p>
    ${
      !most
        ? html`<p class="quiet-note">${t.noDiagnoses}</p>`
        : html`<ol class="bars">
            ${overview.diagnoses.map(
              ({ assignment, task, name, title, students }) =>
                html`<li>
                  <span class="bar-text">${title}<small>${assignment.title}, ${task}</small></span>
                  <a
                    href="/courses/${course.slug}/gradebook?${new URLSearchParams({ in: assignment.slug, mistake: `${task}/${name}` })}"
                    >${t.diagnosisStudents(formatCount(students, language))}</a
                  >
                  <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="whole" width="100" height="1" />
                    <rect width=${(100 * students) / most.students} height="1" />
                  </svg>
                </li>`,
            )}
          </ol>`
    }
  </section>`;
}

function activity({ course, language, overview }: OverviewPage): Html {
  const t = words[language];
  const total = overview.activity.reduce((sum, { submissions }) => sum + submissions, 0);
  return html`<section class="card activity" aria-labelledby="activity">
    <h2 id="activity">${t.activity}</h2>
    <p class="hint">${t.activityTotal(formatCount(total, language), overview.activity.length)}</p>
    ${activityChart(overview, { timeZone: course.timeZone, language })}
  </section>`;
}
