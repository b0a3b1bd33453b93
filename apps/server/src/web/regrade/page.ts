// A regrade: how far it is, who would gain or lose by it and why, and what is to become of it.
import type { Regrade, RegradeChange } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount, formatPoints } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import type { Language } from '../language/language.ts';
import { doneMessage, field, formMistake, type FormState } from '../forms/field.ts';
import type { RefusedForm } from '../forms/read-form.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { words } from './words.ts';

const STUDENTS_SHOWN = 100;

export interface RegradePage extends StaffView {
  readonly regrade: Regrade;
  /** Of the assignment. */
  readonly title: string;
  /** Of an open one. */
  readonly changes: readonly RegradeChange[];
  readonly refused: RefusedForm | null;
  readonly done: unknown;
}

export function regradeListPage(page: StaffView & { regrades: readonly Regrade[] }): string {
  const { viewer, course, language, regrades } = page;
  const t = words[language];
  const body = html`
    <header class="page-head"><h1>${t.title}</h1></header>
    ${
      regrades.length === 0
        ? html`<p class="note">${t.none}</p>`
        : html`<div class="scroll card flush">
            <table class="rows stacks">
              <thead>
                <tr>
                  <th scope="col">${t.assignment}</th>
                  <th scope="col">${t.state}</th>
                  <th scope="col" class="number">${t.graded}</th>
                  <th scope="col">${t.reason}</th>
                  <th scope="col">${t.started}</th>
                </tr>
              </thead>
              <tbody>
                ${regrades.map(
                  ({ id, assignment, state, attempts, reason, startedBy, startedAt }) =>
                    html`<tr>
                      <th scope="row">
                        <a href="/courses/${course.slug}/regrades/${id}">${assignment.slug}</a>
                      </th>
                      <td>${t.states[state]}</td>
                      <td class="number">
                        ${formatCount(attempts.ended, language)}<small
                          >/${formatCount(attempts.total, language)}</small
                        >
                      </td>
                      <td>${reason}</td>
                      <td>
                        <small class="muted"
                          >${timeOf(startedAt, course.timeZone, language)}, ${startedBy}</small
                        >
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  `;
  return renderPage({
    title: `${t.title}, ${course.title}`,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'assignments' }),
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    wide: true,
    ...STAFF_ASSETS,
  });
}

export function regradePage(page: RegradePage): string {
  const { viewer, course, language, regrade, title, done } = page;
  const t = words[language];
  const { state, attempts, reason, startedBy, startedAt, versionHash, settledBy } = regrade;
  const count = (value: number): string => formatCount(value, language);
  const isRunning = state === 'open' && attempts.ended < attempts.total;
  const body = html`
    ${doneMessage(done, t.done)}
    <header class="page-head">
      <div>
        <h1>${t.of(title)}</h1>
        <p class="facts">
          <span>${reason}</span>
          <span>${timeOf(startedAt, course.timeZone, language)} ${t.startedBy(startedBy)}</span>
          <span>${t.version} <code title=${versionHash}>${versionHash.slice(0, 12)}</code></span>
          <span class="live" data-live-status hidden></span>
        </p>
      </div>
      <span class="tag counts">${settledBy ? t.settled(t.states[state], settledBy) : t.states[state]}</span>
    </header>
    <section class="card" role="status">
      <p><strong>${t.progress(count(attempts.ended), count(attempts.total))}</strong></p>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect class="whole" width="100" height="1" />
        <rect width=${(100 * attempts.ended) / Math.max(1, attempts.total)} height="1" />
      </svg>
      ${attempts.notGraded > 0 && html`<p>${t.notGraded(count(attempts.notGraded))}</p>`}
      ${state === 'open' && html`<p class="hint">${t.untilThen}</p>`}
    </section>
    ${state === 'open' && changeTable(page)}
    ${state === 'open' && page.isInstructor && settling(page, isRunning)}
  `;
  return renderPage({
    title: t.of(title),
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'assignments' }),
    crumbs: [
      { href: `/courses/${course.slug}`, text: course.title },
      { href: `/courses/${course.slug}/assignments/${regrade.assignment.slug}`, text: title },
    ],
    liveUrl: `/courses/${course.slug}/events`,
    unfinished: isRunning,
    wide: true,
    ...STAFF_ASSETS,
  });
}

/** −1 loses, 1 gains. */
const direction = (before: string | null, after: string | null): number =>
  Math.sign(Number(after ?? -1) - Number(before ?? -1));

/** Who loses comes first; whose grade stays although a check changed, last. */
const ORDER = [-1, 1, 0];

function changeTable({ course, language, changes }: RegradePage): Html {
  const t = words[language];
  const students = [...Map.groupBy(changes, ({ enrollmentId }) => enrollmentId).values()].map((own) => ({
    own: own.filter(
      ({ state, checks, before, after }) =>
        state !== 'queued' && state !== 'running' && (checks.length > 0 || direction(before, after) !== 0),
    ),
    first: own[0],
    way: direction(own[0].grade.before.points, own[0].grade.after.points),
  }));
  const count = (way: number): string =>
    formatCount(students.filter((each) => each.way === way).length, language);
  const told = students
    .filter(({ way, own }) => way !== 0 || own.length > 0)
    .toSorted((a, b) => ORDER.indexOf(a.way) - ORDER.indexOf(b.way));
  const shown = told.slice(0, STUDENTS_SHOWN);
  return html`<section class="card below">
    <ul class="tally">
      <li class="loss"><b>${count(-1)}</b> ${t.loses}</li>
      <li class="gain"><b>${count(1)}</b> ${t.gains}</li>
      <li><b>${count(0)}</b> ${t.same}</li>
    </ul>
    ${
      shown.length === 0
        ? html`<p class="quiet-note">${t.noChange}</p>`
        : html`<div class="scroll">
            <table class="rows stacks">
              <thead>
                <tr>
                  <th scope="col">${t.student}</th>
                  <th scope="col">${t.grade}</th>
                  <th scope="col">${t.why}</th>
                </tr>
              </thead>
              <tbody>
                ${shown.map(
                  ({ first: { student, enrollmentId, grade }, own, way }) =>
                    html`<tr>
                      <th scope="row">
                        <a href="/courses/${course.slug}/students/${enrollmentId}">${student.name}</a>
                        <small>${student.email}</small>
                      </th>
                      <td class=${way > 0 ? 'gain' : way < 0 ? 'loss' : undefined}>
                        ${points(grade.before.points, language)} →
                        <b>${points(grade.after.points, language)}</b>
                        ${way !== 0 && html`<small class="muted explanation">${grade.after.explanation}</small>`}
                      </td>
                      <td>${own.map((each) => reasons(each, language))}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${told.length > shown.length && html`<p class="hint">${t.more(formatCount(told.length - shown.length, language))}</p>`}
  </section>`;
}

const points = (value: string | null, language: Language): string =>
  value === null ? '–' : formatPoints(value, language);

function reasons({ submissionId, checks, before, after, state }: RegradeChange, language: Language): Html {
  const t = words[language];
  if (checks.length === 0)
    return html`<p>
      <a href="/submissions/${submissionId}"
        >${points(before, language)} →
        ${state === 'graded' ? points(after, language) : state.replace('_', ' ')}</a
      >
    </p>`;
  return html`<ul class="reasons">
    ${checks.map(
      (check) =>
        html`<li>
          <a href="/submissions/${submissionId}">${check.title}</a> <small>${check.task}</small>:
          ${check.before === null ? t.notThere : points(check.before, language)} →
          ${check.after === null ? t.gone : points(check.after, language)}${check.why !== null && `. ${check.why}`}
        </li>`,
    )}
  </ul>`;
}

function settling({ course, language, regrade, refused }: RegradePage, isRunning: boolean): Html {
  const t = words[language];
  const place = `/courses/${course.slug}/regrades/${regrade.id}`;
  const state = (form: string): FormState => ({ form, language, refused });
  return html`<section class="card below form-grid">
    ${
      !isRunning &&
      html`<form class="stack" method="post" action="${place}/publish">
        <h2>${t.publish}</h2>
        <p class="hint">${t.publishHint}</p>
        ${formMistake(state('publish'))}
        ${field(state('publish'), { name: 'reason', label: t.reasonOptional })}
        <button>${t.publish}</button>
      </form>`
    }
    <form class="stack" method="post" action="${place}/discard">
      <h2>${t.discard}</h2>
      <p class="hint">${t.discardHint}</p>
      ${field(state('discard'), { name: 'reason', label: t.reasonOptional })}
      <button class="danger">${t.discard}</button>
    </form>
  </section>`;
}
