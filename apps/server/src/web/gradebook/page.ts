// Students × assignments, a page at a time.
import { sumGrades } from '@residual/grading/policy';
import {
  GRADEBOOK_FILTERS,
  type GradebookAssignment,
  type GradebookCell,
  type GradebookPage as Rows,
  type GradebookPageRow,
} from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount, formatPoints } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { pager } from '../design/pager.ts';
import { timeOf } from '../design/time.ts';
import { words as common } from '../design/words.ts';
import { verdictSlug } from '@residual/contracts';
import type { Language } from '../language/language.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { addressOf, type GradebookAddress } from './query.ts';
import { words } from './words.ts';

export interface GradebookPage extends StaffView {
  readonly gradebook: Rows;
  readonly address: GradebookAddress;
  readonly pageSize: number;
}

export function gradebookPage(page: GradebookPage): string {
  const { viewer, course, language, gradebook, address, pageSize } = page;
  const t = words[language];
  const { rows, total, assignments } = gradebook;
  const body = html`
    <header class="page-head">
      <div>
        <h1>${t.title}</h1>
        <p class="facts">
          <span>${t.found(formatCount(total, language))}</span>
          <span class="live" data-live-status hidden></span>
        </p>
      </div>
      <p><a class="button" href="/courses/${course.slug}/grades.csv" download>${t.csv}</a></p>
    </header>
    ${toolbar(page)}
    ${
      rows.length === 0
        ? html`<p class="note">
            ${t.nobody} <a href=${`/courses/${course.slug}/gradebook`}>${t.showAll}</a>
          </p>`
        : html`<div class="gradebook-frame">
              <div class="scroll" tabindex="0" role="region" aria-label=${t.region}>
                <table class="gradebook dense" data-grid>
                  <thead>
                    <tr>
                      ${sortHead(page, 'name', t.student, 'student')}
                      ${sortHead(page, 'total', t.total, 'sum')}
                      ${assignments.map((each) => sortHead(page, each.slug, each.title, 'assignment', due(each, page)))}
                    </tr>
                  </thead>
                  <tbody>
                    ${rows.map((row) => studentRow(row, page))}
                  </tbody>
                </table>
              </div>
            </div>
            ${pager({
              page: address.page,
              pageSize,
              shown: rows.length,
              total,
              language,
              label: t.pages,
              href: (number) => addressOf(address, { page: number }),
            })}
            <p class="hint legend">${t.legend}</p>`
    }
  `;
  return renderPage({
    title: `${t.title}, ${course.title}`,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'gradebook' }),
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    liveUrl: `/courses/${course.slug}/events`,
    unfinished: rows.some(({ cells }) => cells.some(isOpen)),
    wide: true,
    ...STAFF_ASSETS,
  });
}

const isOpen = ({ state }: GradebookCell): boolean => state === 'queued' || state === 'running';

function toolbar({ course, language, address, gradebook }: GradebookPage): Html {
  const t = words[language];
  const isPlain = addressOf(address, { sort: 'name' }) === '?';
  return html`<form class="toolbar" method="get" role="search">
    <label class="visually-hidden" for="q">${t.search}</label>
    <input id="q" name="q" type="search" value=${address.q} placeholder=${t.search} />
    <label for="show">${t.show}</label>
    <select id="show" name="show">
      <option value="">${t.filters.all}</option>
      ${GRADEBOOK_FILTERS.map(
        (each) => html`<option value=${each} selected=${address.show === each}>${t.filters[each]}</option>`,
      )}
    </select>
    <label for="in">${t.in}</label>
    <select id="in" name="in">
      <option value="">${t.anyAssignment}</option>
      ${gradebook.assignments.map(
        ({ slug, title }) => html`<option value=${slug} selected=${address.in === slug}>${title}</option>`,
      )}
    </select>
    ${address.sort !== 'name' && html`<input type="hidden" name="sort" value=${address.sort} />`}
    ${
      address.mistake &&
      html`<label class="chip"
        ><input type="checkbox" name="mistake" value=${address.mistake} checked />
        ${t.mistake(address.mistake)}</label
      >`
    }
    <button class="quiet" type="submit">${t.apply}</button>
    ${!isPlain && html`<a href="/courses/${course.slug}/gradebook">${t.clear}</a>`}
  </form>`;
}

const due = ({ deadline }: GradebookAssignment, { course, language }: GradebookPage): Html =>
  deadline
    ? html`${words[language].due} ${timeOf(deadline, course.timeZone, language)}`
    : words[language].noDeadline;

/** Points from the highest on, names from A on; once more the other way round. */
function sortHead(
  { address, language }: GradebookPage,
  key: string,
  text: string,
  kind: 'student' | 'assignment' | 'sum',
  more?: Html,
): Html {
  const up = address.sort === key;
  const down = address.sort === `-${key}`;
  const next = up ? `-${key}` : down ? key : key === 'name' ? 'name' : `-${key}`;
  return html`<th scope="col" class=${kind} aria-sort=${up ? 'ascending' : down ? 'descending' : undefined}>
    <a href=${addressOf(address, { sort: next })} title=${words[language].sortBy(text)}
      >${text}${(up || down) && html`<span class="arrow" aria-hidden="true">${up ? '↑' : '↓'}</span>`}</a
    >
    ${more && html`<small>${more}</small>`}
  </th>`;
}

function studentRow({ enrollmentId, name, email, cells }: GradebookPageRow, page: GradebookPage): Html {
  const { course, language, gradebook } = page;
  const total = sumGrades(cells.map(({ grade }) => grade));
  return html`<tr id="student-${enrollmentId}">
    <th scope="row" class="student">
      <a href="/courses/${course.slug}/students/${enrollmentId}">${name}</a><small>${email}</small>
    </th>
    <td class="sum">${total === null ? '–' : formatPoints(total, language)}</td>
    ${cells.map((cell, i) => gradeCell(cell, gradebook.assignments[i], { enrollmentId, course, language }))}
  </tr>`;
}

function gradeCell(
  cell: GradebookCell,
  { slug }: GradebookAssignment,
  { enrollmentId, course, language }: { enrollmentId: string; course: { slug: string }; language: Language },
): Html {
  const { grade, submissionId, verdict } = cell;
  const href = submissionId
    ? `/submissions/${grade.submissionId ?? submissionId}`
    : `/courses/${course.slug}/students/${enrollmentId}?assignment=${slug}#manage`;
  const tint = grade.status === 'graded' && verdict ? `cell verdict-${verdictSlug(verdict)}` : 'cell';
  return html`<td id="cell-${enrollmentId}-${slug}" class=${tint} data-flash>
    <a href=${href} title=${grade.explanation}>${value(cell, language)}${marks(cell, language)}</a>
  </td>`;
}

function value(cell: GradebookCell, language: Language): Html {
  const t = words[language];
  const { grade, points, maxPoints } = cell;
  if (grade.status === 'excused') return html`<span class="muted">${t.excused}</span>`;
  if (grade.points !== null) {
    const most = grade.maxPoints ?? maxPoints;
    return html`<span class=${isOpen(cell) ? 'former' : undefined}
      ><b>${formatPoints(grade.points, language)}</b
      >${most !== null && html`<small>/${formatPoints(most, language)}</small>`}</span
    >`;
  }
  if (points !== null) return html`<b class="former">${formatPoints(points, language)}</b>`;
  if (grade.status === 'missing') return html`<span class="muted">${t.missing}</span>`;
  return html`<span class="muted" aria-hidden="true">${t.open}</span
    ><span class="visually-hidden">${t.openLong}</span>`;
}

function marks(cell: GradebookCell, language: Language): Html {
  const t = words[language];
  const { grade, late, state } = cell;
  return html`${(state === 'queued' || state === 'running') && html`<span class="spinner" aria-hidden="true"></span><span class="visually-hidden">${common[language][state]}</span>`}
  ${state === 'not_graded' && html`<span class="tag fault">${t.notGraded}</span>`}
  ${late && html`<span class="tag late">${t.late}</span>`}
  ${grade.isExtended && html`<span class="tag" title=${t.extendedLong}>${t.extended}</span>`}
  ${grade.isOverridden && grade.status !== 'excused' && html`<span class="tag counts" title=${t.setLong}>${t.set}</span>`}`;
}
