// Who is in the course, in which role, and the forms that add to it.
import type { MemberList, Role } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { pager } from '../design/pager.ts';
import { timeOf } from '../design/time.ts';
import { doneMessage, field, formMistake, type FormState } from '../forms/field.ts';
import type { RefusedForm } from '../forms/read-form.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { words } from './words.ts';

export const ROLES = ['instructor', 'assistant', 'student'] as const satisfies readonly Role[];

export interface RosterAddress {
  readonly q: string;
  readonly role: Role | null;
  readonly page: number;
}

export interface RosterPage extends StaffView {
  readonly list: MemberList;
  readonly address: RosterAddress;
  readonly pageSize: number;
  /** What was pasted, to be changed. */
  readonly pasted: string;
  readonly refused: RefusedForm | null;
  readonly done: unknown;
}

export const rosterFrame = (view: StaffView) => ({
  viewer: view.viewer,
  language: view.language,
  tabs: staffTabs({ course: view.course, language: view.language, current: 'roster' }),
  crumbs: [{ href: `/courses/${view.course.slug}`, text: view.course.title }],
  wide: true,
  ...STAFF_ASSETS,
});

const addressOf = ({ q, role }: RosterAddress, page: number): string =>
  `?${new URLSearchParams({ ...(q && { q }), ...(role && { role }), ...(page > 1 && { page: String(page) }) })}`;

export function rosterPage(page: RosterPage): string {
  const { course, language, list, address, pageSize, isInstructor, done } = page;
  const t = words[language];
  const body = html`
    ${doneMessage(done, t.changed)}
    <header class="page-head">
      <div>
        <h1>${t.title}</h1>
        <p class="facts"><span>${t.members(formatCount(list.total, language))}</span></p>
      </div>
      ${isInstructor && html`<p><a class="button" href="#add">${t.addStudents}</a></p>`}
    </header>
    <form class="toolbar" method="get" role="search">
      <label class="visually-hidden" for="q">${t.search}</label>
      <input id="q" name="q" type="search" value=${address.q} placeholder=${t.search} />
      <label class="visually-hidden" for="role">${t.role}</label>
      <select id="role" name="role">
        <option value="">${t.anyRole}</option>
        ${ROLES.map((role) => html`<option value=${role} selected=${role === address.role}>${t.roles[role]}</option>`)}
      </select>
      <button class="quiet">${t.apply}</button>
      ${(address.q || address.role) && html`<a href="/courses/${course.slug}/roster">${t.clear}</a>`}
    </form>
    ${list.members.length === 0 ? html`<p class="note">${t.nobody}</p>` : memberTable(page)}
    ${pager({
      page: address.page,
      pageSize,
      shown: list.members.length,
      total: list.total,
      language,
      label: t.pages,
      href: (number) => addressOf(address, number),
    })}
    ${isInstructor && html`<div class="overview-columns">${addStudents(page)} ${addStaff(page)}</div>`}
  `;
  return renderPage({ title: `${t.title}, ${course.title}`, body, ...rosterFrame(page) });
}

function memberTable({ course, language, list, isInstructor, refused }: RosterPage): Html {
  const t = words[language];
  return html`${formMistake({ form: 'role', language, refused })}
    <div class="scroll card flush">
      <table class="rows stacks">
        <thead>
          <tr>
            <th scope="col">${t.name}</th>
            <th scope="col">${t.email}</th>
            <th scope="col">${t.role}</th>
            <th scope="col">${t.joined}</th>
          </tr>
        </thead>
        <tbody>
          ${list.members.map(
            ({ enrollmentId, name, email, role, joinedAt }) =>
              html`<tr id="member-${enrollmentId}">
                <th scope="row"><a href="/courses/${course.slug}/students/${enrollmentId}">${name}</a></th>
                <td>${email}</td>
                <td>
                  ${
                    isInstructor
                      ? html`<form
                          class="inline-form"
                          method="post"
                          action="/courses/${course.slug}/roster/role"
                        >
                          <input type="hidden" name="enrollment" value=${enrollmentId} />
                          <select name="role" aria-label=${t.newRole(name)}>
                            ${ROLES.map((each) => html`<option value=${each} selected=${each === role}>${t.roles[each]}</option>`)}
                          </select>
                          <button class="quiet">${t.change}</button>
                        </form>`
                      : t.roles[role]
                  }
                </td>
                <td><small class="muted">${timeOf(joinedAt, course.timeZone, language)}</small></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function addStudents({ course, language, refused, pasted }: RosterPage): Html {
  const t = words[language];
  const state: FormState = { form: 'list', language, refused };
  return html`<section class="card" id="add" aria-labelledby="add-title">
    <h2 id="add-title">${t.addStudents}</h2>
    <p class="hint">${t.addHint}</p>
    <form class="stack" method="post" action="/courses/${course.slug}/roster/preview">
      ${field(state, { name: 'list', label: t.list, type: 'textarea', isCode: true, isRequired: true, value: pasted })}
      <label class="visually-hidden" for="list-file">${t.file}</label>
      <input
        id="list-file"
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        data-fills="list-list"
        hidden
      />
      <button>${t.look}</button>
    </form>
  </section>`;
}

function addStaff({ course, language, refused }: RosterPage): Html {
  const t = words[language];
  const state: FormState = { form: 'staff', language, refused };
  return html`<section class="card" aria-labelledby="staff-title">
    <h2 id="staff-title">${t.addStaff}</h2>
    <p class="hint">${t.staffHint}</p>
    <form class="stack" method="post" action="/courses/${course.slug}/roster/staff">
      ${formMistake(state)} ${field(state, { name: 'name', label: t.name, isRequired: true })}
      ${field(state, { name: 'email', label: t.email, type: 'email', isRequired: true })}
      ${field(state, {
        name: 'role',
        label: t.role,
        value: 'assistant',
        options: (['instructor', 'assistant'] as const).map((role) => ({ value: role, text: t.roles[role] })),
      })}
      <button>${t.addMember}</button>
    </form>
  </section>`;
}
