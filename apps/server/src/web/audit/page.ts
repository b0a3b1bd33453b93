// The audit log of a course, newest first.
import type { AuditEntry, AuditPage as Entries } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { pager } from '../design/pager.ts';
import { timeWithSeconds } from '../design/time.ts';
import type { Language } from '../language/language.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { words } from './words.ts';

export interface AuditAddress {
  readonly about: string;
  readonly by: string;
  readonly action: string;
  readonly page: number;
}

export interface AuditLogPage extends StaffView {
  readonly log: Entries;
  readonly address: AuditAddress;
  readonly pageSize: number;
}

const addressOf = ({ about, by, action }: AuditAddress, page: number): string =>
  `?${new URLSearchParams({ ...(about && { about }), ...(by && { by }), ...(action && { action }), ...(page > 1 && { page: String(page) }) })}`;

export function auditLogPage({ viewer, course, language, log, address, pageSize }: AuditLogPage): string {
  const t = words[language];
  const isFiltered = addressOf(address, 1) !== '?';
  const body = html`
    <header class="page-head">
      <div>
        <h1>${t.title}</h1>
        <p class="facts"><span>${t.found(formatCount(log.total, language))}</span> <span>${t.hint}</span></p>
      </div>
    </header>
    <form class="toolbar" method="get" role="search">
      <label for="about">${t.about}</label>
      <input id="about" name="about" type="search" value=${address.about} />
      <label for="by">${t.by}</label>
      <input id="by" name="by" type="search" value=${address.by} />
      <label for="action">${t.action}</label>
      <select id="action" name="action">
        <option value="">${t.anyAction}</option>
        ${log.actions.map((each) => html`<option value=${each} selected=${each === address.action}>${t.actionText(each)}</option>`)}
      </select>
      <button class="quiet">${t.apply}</button>
      ${isFiltered && html`<a href="/courses/${course.slug}/audit">${t.clear}</a>`}
    </form>
    ${
      log.entries.length === 0
        ? html`<p class="note">${isFiltered ? t.none : t.empty}</p>`
        : html`<div class="scroll card flush">
            <table class="rows stacks audit">
              <thead>
                <tr>
                  <th scope="col">${t.at}</th>
                  <th scope="col">${t.actor}</th>
                  <th scope="col">${t.action}</th>
                  <th scope="col">${t.subject}</th>
                  <th scope="col">${t.reason}</th>
                  <th scope="col">${t.change}</th>
                </tr>
              </thead>
              <tbody>
                ${log.entries.map(
                  (entry) =>
                    html`<tr id="entry-${entry.id}">
                      <td>${timeWithSeconds(entry.at, course.timeZone, language)}</td>
                      <td>${entry.actor}</td>
                      <td>${t.actionText(entry.action)}</td>
                      <td>${entry.subject}</td>
                      <td>${entry.reason ?? ''}</td>
                      <td>${change(entry, language)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${pager({
      page: address.page,
      pageSize,
      shown: log.entries.length,
      total: log.total,
      language,
      label: t.pages,
      href: (page) => addressOf(address, page),
    })}
  `;
  return renderPage({
    title: `${t.title}, ${course.title}`,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'audit' }),
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    wide: true,
    ...STAFF_ASSETS,
  });
}

function change({ before, after }: AuditEntry, language: Language): Html {
  const t = words[language];
  return html`<dl class="change">
    ${
      before !== null &&
      html`<div>
        <dt>${t.before}</dt>
        <dd>${valueText(before)}</dd>
      </div>`
    }
    ${
      after !== null &&
      html`<div>
        <dt>${t.after}</dt>
        <dd>${valueText(after)}</dd>
      </div>`
    }
  </dl>`;
}

const UUID = /^[0-9a-f]{8}-/;

/** JSON as people read it: `deadline 2027-01-31, points 7`; ids by their beginning. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, each]) => `${key} ${valueText(each)}`)
      .join(', ');
  const text = String(value);
  return UUID.test(text) || /^[0-9a-f]{40,}$/.test(text) ? text.slice(0, 8) : text;
}
