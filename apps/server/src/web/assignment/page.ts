// One assignment: its settings, extensions, what staff set, and grading it again.
import { rulesOf } from '@residual/grading/policy';
import type { CoursePolicy } from '@residual/contracts';
import type { ExtensionRow, GradeChange, ManagedAssignment, OverrideRow } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount, formatPoints } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { relativeTime, timeOf } from '../design/time.ts';
import { doneMessage, field, formMistake, type FormState } from '../forms/field.ts';
import type { FormValues, RefusedForm } from '../forms/read-form.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { ruleText } from './rule-text.ts';
import { settingsValues } from './settings-form.ts';
import { words } from './words.ts';

const CHANGES_SHOWN = 100;

export interface AssignmentPage extends StaffView {
  readonly assignment: ManagedAssignment;
  readonly coursePolicy: CoursePolicy;
  /** That hold in this assignment. */
  readonly extensions: readonly ExtensionRow[];
  readonly groups: readonly string[];
  readonly overrides: readonly OverrideRow[];
  /** What the settings in the form would change; null: nobody asked. */
  readonly preview: { readonly values: FormValues; readonly changes: readonly GradeChange[] } | null;
  readonly refused: RefusedForm | null;
  readonly done: unknown;
  readonly now: Date;
}

const placeOf = ({ course, assignment }: AssignmentPage): string =>
  `/courses/${course.slug}/assignments/${assignment.slug}`;

export function assignmentPage(page: AssignmentPage): string {
  const { viewer, course, language, assignment, coursePolicy, now, done } = page;
  const t = words[language];
  const body = html`
    ${doneMessage(done, t.done)}
    <header class="page-head">
      <div>
        <h1>${assignment.title}</h1>
        <p class="facts">
          <span
            >${assignment.deadline ? html`${t.deadline} ${timeOf(assignment.deadline, course.timeZone, language)} (${relativeTime(assignment.deadline, now, language)})` : t.noDeadline}</span
          >
          <span>${ruleText(rulesOf(coursePolicy, assignment.policy), language)}</span>
          <span
            >${t.version}
            <code title=${assignment.versionHash}>${assignment.versionHash.slice(0, 12)}</code></span
          >
        </p>
      </div>
      <p>
        <a class="button" href="/courses/${course.slug}/gradebook?in=${assignment.slug}">${t.gradebook}</a>
      </p>
    </header>
    ${settings(page)} ${extensions(page)} ${overrides(page)} ${regrade(page)}
  `;
  return renderPage({
    title: `${assignment.title}, ${course.title}`,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'assignments' }),
    crumbs: [
      { href: `/courses/${course.slug}`, text: course.title },
      { href: `/courses/${course.slug}/assignments`, text: t.title },
    ],
    wide: true,
    ...STAFF_ASSETS,
  });
}

const options = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([value, text]) => ({ value, text }));

function settings(page: AssignmentPage): Html {
  const { assignment, course, language, isInstructor, refused, preview } = page;
  const t = words[language];
  if (!isInstructor) return null;
  const state: FormState = { form: 'settings', language, refused };
  const values: FormValues = preview?.values ?? settingsValues(assignment, course.timeZone);
  const asked = (name: string) => values[name] ?? '';
  return html`<section class="card" id="settings" aria-labelledby="settings-title">
    <h2 id="settings-title">${t.settings}</h2>
    <p class="hint">${t.settingsHint}</p>
    <p class="hint">
      ${assignment.isSetByStaff ? html`<span class="tag counts">${t.setHere}</span> ${t.setHereLong}` : t.byFolder}
    </p>
    <form class="settings" method="post" action="${placeOf(page)}/settings#settings">
      ${formMistake(state)}
      <div class="form-grid">
        ${field(state, { name: 'deadline', label: t.deadlineField(course.timeZone), type: 'datetime-local', value: asked('deadline') })}
        ${field(state, { name: 'perDay', label: t.perDay, value: asked('perDay') })}
        ${field(state, { name: 'days', label: t.days, value: asked('days'), options: options(t.daysOptions) })}
        ${field(state, { name: 'graceMinutes', label: t.graceMinutes, value: asked('graceMinutes') })}
        ${field(state, { name: 'atMost', label: t.atMost, value: asked('atMost') })}
        ${field(state, { name: 'cutOff', label: t.cutOff, hint: t.cutOffHint, value: asked('cutOff') })}
        ${field(state, { name: 'useLateDays', label: t.useLateDays, value: asked('useLateDays'), options: options(t.useLateDaysOptions) })}
        ${field(state, { name: 'limit', label: t.limit, hint: t.limitHint, value: asked('limit') })}
        ${field(state, { name: 'counts', label: t.counts, value: asked('counts'), options: options(t.countsOptions) })}
        ${field(state, { name: 'reason', label: t.reason, isRequired: true, value: asked('reason') })}
      </div>
      ${preview && changeList(preview.changes, page)}
      <div class="actions">
        <button name="step" value="preview" class=${preview ? 'quiet' : undefined}>${t.preview}</button>
        ${preview && html`<button name="step" value="save">${t.save}</button>`}
      </div>
    </form>
    ${
      assignment.isSetByStaff &&
      html`<form class="stack restore" method="post" action="${placeOf(page)}/restore">
        <h3>${t.restore}</h3>
        <p class="hint">${t.restoreHint}</p>
        ${field({ ...state, form: 'restore' }, { name: 'reason', label: t.reason, isRequired: true })}
        <button class="quiet">${t.restore}</button>
      </form>`
    }
  </section>`;
}

function changeList(changes: readonly GradeChange[], { course, language }: AssignmentPage): Html {
  const t = words[language];
  if (changes.length === 0) return html`<p class="done" role="status">${t.noChanges}</p>`;
  const direction = ({ before, after }: GradeChange): number =>
    Math.sign(Number(after.points ?? -1) - Number(before.points ?? -1));
  const count = (way: number): string =>
    formatCount(changes.filter((each) => direction(each) === way).length, language);
  const shown = changes.toSorted((a, b) => direction(a) - direction(b)).slice(0, CHANGES_SHOWN);
  return html`<div class="preview" role="status">
    <p>
      <strong>${t.changes(formatCount(changes.length, language))}</strong>: ${t.gains(count(1))},
      ${t.loses(count(-1))}
    </p>
    <div class="scroll short">
      <table class="rows stacks">
        <thead>
          <tr>
            <th scope="col">${t.student}</th>
            <th scope="col">${t.was}</th>
            <th scope="col">${t.becomes}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (each) =>
              html`<tr>
                <th scope="row">
                  <a href="/courses/${course.slug}/students/${each.enrollmentId}">${each.name}</a>
                  <small>${each.assignment}</small>
                </th>
                <td><small>${each.before.explanation}</small></td>
                <td class=${direction(each) > 0 ? 'gain' : 'loss'}>
                  <small>${each.after.explanation}</small>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${changes.length > shown.length && html`<p class="hint">${t.moreChanges(formatCount(changes.length - shown.length, language))}</p>`}
  </div>`;
}

function extensions(page: AssignmentPage): Html {
  const { course, language, isInstructor, groups, refused, assignment } = page;
  const t = words[language];
  const state: FormState = { form: 'extension', language, refused };
  return html`<section class="card below" id="extensions" aria-labelledby="extensions-title">
    <h2 id="extensions-title">${t.extensions}</h2>
    ${
      page.extensions.length === 0
        ? html`<p class="quiet-note">${t.noExtensions}</p>`
        : html`<div class="scroll short">
            <table class="rows stacks">
              <thead>
                <tr>
                  <th scope="col">${t.forWhom}</th>
                  <th scope="col">${t.until('').replace(' ()', '')}</th>
                  <th scope="col">${t.reason}</th>
                  <th scope="col">${t.grantedBy}</th>
                  <th scope="col"><span class="visually-hidden">${t.revoke}</span></th>
                </tr>
              </thead>
              <tbody>
                ${page.extensions.map(
                  (each) =>
                    html`<tr id="extension-${each.id}">
                      <th scope="row">${each.student ?? each.group}</th>
                      <td>${timeOf(each.until, course.timeZone, language)}</td>
                      <td>${each.reason}</td>
                      <td><small class="muted">${each.grantedBy}</small></td>
                      <td>
                        ${
                          isInstructor &&
                          html`<form method="post" action="${placeOf(page)}/revoke">
                            <input type="hidden" name="extension" value=${each.id} />
                            <button class="quiet">${t.revoke}</button>
                          </form>`
                        }
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${
      isInstructor &&
      assignment.deadline &&
      html`<form method="post" action="${placeOf(page)}/extension#extensions">
        ${formMistake(state)}
        <div class="form-grid">
          ${field(state, { name: 'email', label: t.email, type: 'email' })}
          ${groups.length > 0 && field(state, { name: 'group', label: t.group, options: [{ value: '', text: t.noGroup }, ...groups.map((name) => ({ value: name, text: name }))] })}
          ${field(state, { name: 'until', label: t.until(course.timeZone), type: 'datetime-local', isRequired: true })}
          ${field(state, { name: 'reason', label: t.reason, isRequired: true })}
        </div>
        <div class="actions"><button>${t.grant}</button></div>
      </form>`
    }
  </section>`;
}

function overrides(page: AssignmentPage): Html {
  const { course, language } = page;
  const t = words[language];
  return html`<section class="card below" aria-labelledby="overrides-title">
    <h2 id="overrides-title">${t.overrides}</h2>
    ${
      page.overrides.length === 0
        ? html`<p class="quiet-note">${t.noOverrides}</p>`
        : html`<div class="scroll short">
            <table class="rows stacks">
              <thead>
                <tr>
                  <th scope="col">${t.student}</th>
                  <th scope="col">${t.points}</th>
                  <th scope="col">${t.reason}</th>
                  <th scope="col">${t.setBy}</th>
                </tr>
              </thead>
              <tbody>
                ${page.overrides.map(
                  (each) =>
                    html`<tr>
                      <th scope="row">
                        <a
                          href="/courses/${course.slug}/students/${each.enrollmentId}?assignment=${page.assignment.slug}#manage"
                          >${each.name}</a
                        >
                      </th>
                      <td>${each.points === null ? t.excused : formatPoints(each.points, language)}</td>
                      <td>${each.reason}</td>
                      <td>
                        <small class="muted"
                          >${each.setBy}, ${timeOf(each.setAt, course.timeZone, language)}</small
                        >
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function regrade(page: AssignmentPage): Html {
  const { course, language, assignment, isInstructor, refused } = page;
  const t = words[language];
  const state: FormState = { form: 'regrade', language, refused };
  return html`<section class="card below" id="regrade" aria-labelledby="regrade-title">
    <h2 id="regrade-title">${t.regrade}</h2>
    ${
      assignment.openRegradeId
        ? html`<p>
            ${t.openRegrade}
            <a href="/courses/${course.slug}/regrades/${assignment.openRegradeId}">${t.toRegrade}</a>
          </p>`
        : isInstructor &&
          html`<form class="stack" method="post" action="${placeOf(page)}/regrade#regrade">
            <p class="hint">${t.regradeHint}</p>
            ${formMistake(state)} ${field(state, { name: 'reason', label: t.reason, isRequired: true })}
            <button>${t.startRegrade}</button>
          </form>`
    }
  </section>`;
}
