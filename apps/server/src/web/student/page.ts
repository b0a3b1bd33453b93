// One student as staff see them: every assignment, what can be done about it, notes, access, all submissions.
import { addDays, sumGrades } from '@residual/grading/policy';
import type {
  Grade,
  GradebookAssignment,
  Member,
  ScoredSubmission,
  StaffNote,
  StudentExtension,
  SubmissionList,
} from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatPoints } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { submissionTable } from '../design/submission-table.ts';
import { formatTime, relativeTime, timeOf } from '../design/time.ts';
import { doneMessage, field, formMistake, type FormState } from '../forms/field.ts';
import { momentValue, type RefusedForm } from '../forms/read-form.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { scoreCurve, sparkline } from './score-curve.ts';
import { words } from './words.ts';

export interface StudentStaffPage extends StaffView {
  readonly student: Member;
  readonly assignments: readonly GradebookAssignment[];
  /** In the order of the assignments. */
  readonly grades: readonly Grade[];
  readonly history: readonly ScoredSubmission[];
  /** The one to manage; null: none is chosen. */
  readonly chosen: GradebookAssignment | null;
  /** Of the student, in the chosen assignment. */
  readonly extensions: readonly StudentExtension[];
  readonly notes: readonly StaffNote[];
  /** To the chosen assignment, or to all. */
  readonly submissions: SubmissionList;
  readonly refused: RefusedForm | null;
  readonly done: unknown;
  readonly now: Date;
}

const placeOf = ({ course, student }: Pick<StudentStaffPage, 'course' | 'student'>): string =>
  `/courses/${course.slug}/students/${student.enrollmentId}`;

export function studentStaffPage(page: StudentStaffPage): string {
  const { viewer, course, language, student, history, grades, now, done } = page;
  const t = words[language];
  const total = sumGrades(grades);
  const last = history.at(-1);
  const body = html`
    ${doneMessage(done, t.done)}
    <header class="page-head">
      <div>
        <h1>${student.name}</h1>
        <p class="facts">
          <span>${student.email}</span>
          ${student.role !== 'student' && html`<span>${t.staffRole[student.role]}</span>`}
          <span>${last ? t.lastPush(relativeTime(last.receivedAt, now, language)) : t.never}</span>
          <span class="live" data-live-status hidden></span>
        </p>
      </div>
      ${total !== null && html`<p class="sum-of-all"><span class="muted">${t.total}</span> <b>${formatPoints(total, language)}</b></p>`}
    </header>
    ${assignmentTable(page)} ${managePanel(page)}
    <div class="overview-columns">${notes(page)} ${access(page)}</div>
    ${submissionList(page)}
  `;
  return renderPage({
    title: student.name,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language }),
    crumbs: [
      { href: `/courses/${course.slug}`, text: course.title },
      { href: `/courses/${course.slug}/gradebook`, text: language === 'de' ? 'Noten' : 'Gradebook' },
    ],
    liveUrl: `/courses/${course.slug}/events`,
    unfinished: page.submissions.submissions.some(({ state }) => state === 'queued' || state === 'running'),
    wide: true,
    ...STAFF_ASSETS,
  });
}

function assignmentTable(page: StudentStaffPage): Html {
  const { course, language, assignments, grades, history, chosen, isInstructor } = page;
  const t = words[language];
  const historyOf = Map.groupBy(history, ({ assignmentId }) => assignmentId);
  return html`<section aria-labelledby="assignments">
    <h2 id="assignments" class="visually-hidden">${t.assignments}</h2>
    <div class="scroll card flush">
      <table class="rows stacks overview">
        <thead>
          <tr>
            <th scope="col">${t.assignment}</th>
            <th scope="col">${t.grade}</th>
            <th scope="col">${t.scores}</th>
            <th scope="col"><span class="visually-hidden">${t.manage}</span></th>
          </tr>
        </thead>
        <tbody>
          ${assignments.map((assignment, i) => {
            const grade = grades[i];
            const own = historyOf.get(assignment.id) ?? [];
            const latest = own.at(-1);
            return html`<tr
              id="assignment-${assignment.slug}"
              aria-current=${chosen?.id === assignment.id ? 'true' : undefined}
            >
              <th scope="row">
                <a href="/courses/${course.slug}/assignments/${assignment.slug}">${assignment.title}</a>
                <small
                  >${grade.deadline ? html`${t.due} ${timeOf(grade.deadline, course.timeZone, language)}` : t.noDeadline}
                  ${grade.isExtended && html`<span class="tag">${t.extended}</span>`}</small
                >
              </th>
              <td>
                <span class="explanation">${grade.explanation}</span>
              </td>
              <td>
                ${sparkline(own)}
                <small class="muted"
                  >${own.length === 0 ? t.nothing : t.attempts(grade.attemptLimit === null ? own.length : grade.attemptsUsed, grade.attemptLimit)}</small
                >
              </td>
              <td>
                <div class="row-actions">
                  ${latest && html`<a href="/submissions/${grade.submissionId ?? latest.submissionId}">${t.latest}</a>`}
                  ${isInstructor && html`<a href="${placeOf(page)}?assignment=${assignment.slug}#manage">${t.manage}</a>`}
                </div>
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

function managePanel(page: StudentStaffPage): Html {
  const { chosen, assignments, grades, course, language, history, isInstructor } = page;
  if (!chosen) return null;
  const grade = grades[assignments.indexOf(chosen)];
  return html`<section class="card manage" id="manage" aria-labelledby="manage-title">
    <h2 id="manage-title">${chosen.title}</h2>
    <p class="muted">${grade.explanation}</p>
    ${scoreCurve(
      history.filter(({ assignmentId }) => assignmentId === chosen.id),
      { title: chosen.title, deadline: grade.deadline, timeZone: course.timeZone, language },
    )}
    ${isInstructor && html`<div class="form-grid">${forms(page, chosen, grade)}</div>`}
  </section>`;
}

function forms(page: StudentStaffPage, assignment: GradebookAssignment, grade: Grade): Html {
  const { course, language, refused, extensions, now } = page;
  const t = words[language];
  const action = (name: string): string => `${placeOf(page)}/${assignment.slug}/${name}`;
  const state = (form: string): FormState => ({ form, language, refused });
  const reason = (form: string): Html =>
    field(state(form), { name: 'reason', label: t.reason, isRequired: true });
  const later = addDays(
    new Date(Math.max(now.getTime(), grade.deadline?.getTime() ?? 0)),
    2,
    course.timeZone,
  );
  const suggested = `${momentValue(later, course.timeZone).slice(0, 10)}T23:59`;
  return html`
    ${
      grade.deadline &&
      html`<div>
        <form class="stack" method="post" action=${action('extension')}>
          <h3>${t.extension}</h3>
          <p class="hint">${t.extensionHint}</p>
          ${formMistake(state('extension'))}
          ${field(state('extension'), { name: 'until', label: t.until(course.timeZone), type: 'datetime-local', isRequired: true, value: suggested })}
          ${reason('extension')}
          <button>${t.grant}</button>
        </form>
        ${
          extensions.length > 0 &&
          html`<ul class="plain-list">
            ${extensions.map(
              ({ id, until, reason: why }) =>
                html`<li>
                  <form class="inline-form" method="post" action=${action('revoke')}>
                    <input type="hidden" name="extension" value=${id} />
                    <span>${t.extendedUntil(formatTime(until, course.timeZone, language), why)}</span>
                    <button class="quiet">${t.revoke}</button>
                  </form>
                </li>`,
            )}
          </ul>`
        }
      </div>`
    }
    <form class="stack" method="post" action=${action('points')}>
      <h3>${t.setPoints}</h3>
      <p class="hint">${t.setHint}</p>
      ${field(state('points'), { name: 'points', label: t.points, isRequired: true, value: grade.isOverridden ? (grade.points ?? '') : '' })}
      ${reason('points')}
      <button>${t.set}</button>
    </form>
    <form class="stack" method="post" action=${action('excuse')}>
      <h3>${t.excuse}</h3>
      <p class="hint">${t.excuseHint}</p>
      ${reason('excuse')}
      <button>${t.excuseButton}</button>
    </form>
    ${
      grade.isOverridden &&
      html`<form class="stack" method="post" action=${action('reset')}>
        <h3>${t.reset}</h3>
        <p class="hint">
          ${t.resetHint(grade.computedPoints === null ? t.noPoints : formatPoints(grade.computedPoints, language))}
        </p>
        ${reason('reset')}
        <button>${t.reset}</button>
      </form>`
    }
    <form class="stack" method="post" action=${action('regrade')}>
      <h3>${t.regrade}</h3>
      <p class="hint">${t.regradeHint}</p>
      ${formMistake(state('regrade'))} ${reason('regrade')}
      <button>${t.startRegrade}</button>
    </form>
  `;
}

function notes(page: StudentStaffPage): Html {
  const { viewer, course, language, refused } = page;
  const t = words[language];
  return html`<section class="card" id="notes" aria-labelledby="notes-title">
    <h2 id="notes-title">${t.notes}</h2>
    <p class="hint">${t.notesHint}</p>
    <ul class="plain-list notes">
      ${page.notes.map(
        ({ id, text, writtenBy, writtenAt }) =>
          html`<li>
            <p class="note-text">${text}</p>
            <p class="hint">
              ${writtenBy}, ${timeOf(writtenAt, course.timeZone, language)}
              ${
                writtenBy === viewer.email &&
                html`<form class="inline-form" method="post" action="${placeOf(page)}/notes/remove">
                  <input type="hidden" name="note" value=${id} /><button class="link">${t.removeNote}</button>
                </form>`
              }
            </p>
          </li>`,
      )}
    </ul>
    <form class="stack" method="post" action="${placeOf(page)}/notes">
      ${field({ form: 'note', language, refused }, { name: 'text', label: t.note, type: 'textarea', isRequired: true })}
      <button class="quiet">${t.addNote}</button>
    </form>
  </section>`;
}

function access(page: StudentStaffPage): Html {
  const { student, isInstructor, language } = page;
  const t = words[language];
  if (!isInstructor || student.role !== 'student') return null;
  return html`<section class="card" aria-labelledby="access-title">
    <h2 id="access-title">${t.access}</h2>
    ${student.repository && html`<p><code>${student.repository.path}</code></p>`}
    <p class="hint">${t.accessHint}</p>
    <div class="actions">
      ${
        student.repository &&
        html`<form method="post" action="${placeOf(page)}/token">
          <button class="quiet">${t.newToken}</button>
        </form>`
      }
      <form method="post" action="${placeOf(page)}/password">
        <button class="quiet">${t.newPassword}</button>
      </form>
    </div>
  </section>`;
}

function submissionList(page: StudentStaffPage): Html {
  const { submissions, course, language, chosen } = page;
  const t = words[language];
  return (
    submissions.total > 0 &&
    html`<section class="history">
      <h2>${chosen ? t.submissionsTo(chosen.title) : t.submissions}</h2>
      ${chosen && html`<p class="hint"><a href=${placeOf(page)}>${t.submissions} ${t.allAssignments}</a></p>`}
      ${submissionTable(submissions, { timeZone: course.timeZone, language, withAssignment: !chosen })}
    </section>`
  );
}

/** Something that only its owner will know from now on: shown by the answer itself, and nowhere again. */
export function secretPage(
  page: StaffView & { student: Member } & (
      { kind: 'token'; cloneUrl: string; expiresAt: Date | null } | { kind: 'password'; password: string }
    ),
): string {
  const { viewer, course, language, student } = page;
  const t = words[language];
  const body = html`<section class="card secret">
    <h1>${page.kind === 'token' ? t.tokenTitle : t.passwordTitle}</h1>
    <p>${student.name}, ${student.email}</p>
    <p>${page.kind === 'token' ? t.tokenOnce : t.passwordOnce}</p>
    ${page.kind === 'token' && page.expiresAt && html`<p>${t.tokenUntil} ${timeOf(page.expiresAt, course.timeZone, language)}</p>`}
    ${
      page.kind === 'token'
        ? html`<h2>${t.clone}</h2>
            <pre class="command" data-copy>git clone ${page.cloneUrl} ${course.slug}</pre>
            <h2>${t.setUrl}</h2>
            <pre class="command" data-copy>git remote set-url origin ${page.cloneUrl}</pre>`
        : html`<pre class="command" data-copy>${page.password}</pre>`
    }
    <p><a class="button" href=${placeOf(page)}>${t.backTo(student.name)}</a></p>
  </section>`;
  return renderPage({
    title: page.kind === 'token' ? t.tokenTitle : t.passwordTitle,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language }),
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    ...STAFF_ASSETS,
  });
}
