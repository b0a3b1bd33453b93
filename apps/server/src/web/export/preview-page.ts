// What an export changes and whom it passes over, before anything leaves.
import type { CourseExport, ExportReport, Listed } from '@residual/export';
import type { GradeExport, Viewer } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

export interface PreviewPage {
  readonly viewer: Viewer;
  readonly language: Language;
  readonly course: { readonly slug: string; readonly title: string; readonly timeZone: string };
  readonly draft: GradeExport;
  readonly opened: CourseExport;
  readonly report: ExportReport;
  /** All that were asked for, with or without a column in the uploaded file. */
  readonly asked: readonly { readonly slug: string; readonly title: string }[];
}

export function previewPage(page: PreviewPage): string {
  const { viewer, language, course, draft, opened, report } = page;
  const say = words[language];
  const count = (number: number): string => formatCount(number, language);
  const path = `/courses/${course.slug}/export`;
  const isEmpty = opened.plan.assignments.length === 0;
  const body = html`
    <header class="page-head">
      <div>
        <h1>${say.formats[draft.options.format].split(':')[0]}</h1>
        <p class="facts">
          <span>${say.inFile(count(report.rows))}</span>
          <span><strong>${say.changed(count(report.changes.count))}</strong></span>
          <span>${say.unchanged(count(report.unchanged))}</span>
          ${
            draft.finishedAt &&
            html`<span>${say.finished} ${timeOf(draft.finishedAt, course.timeZone, language)}</span>`
          }
        </p>
        <p id="download-hint" class="hint">
          ${draft.uploadName ? say.against.upload(draft.uploadName) : say.against.last}
          ${!isEmpty && !draft.finishedAt && ` ${say.downloadHint}`}
        </p>
      </div>
      <div class="actions">
        ${
          !isEmpty &&
          !draft.finishedAt &&
          html`<form method="post" action="${path}/${draft.id}/file">
            <button type="submit" aria-describedby="download-hint">${say.download}</button>
          </form>`
        }
        <a class="button" href="${path}?like=${draft.id}">${say.back}</a>
      </div>
    </header>
    ${opened.upload && columnChoice(page)} ${lists(page)}
  `;
  return renderPage({
    title: `${say.title} · ${course.title}`,
    viewer,
    language,
    body,
    crumbs: [
      { href: `/courses/${course.slug}`, text: course.title },
      { href: path, text: say.title },
    ],
    tabs: staffTabs({ course, language }),
    stylesheets: ['export.css'],
    wide: true,
  });
}

function columnChoice({ course, draft, opened, asked, language }: PreviewPage): Html {
  const say = words[language];
  const { layout, columns } = opened.upload!;
  return html`<form
    class="card columns-of-file"
    method="post"
    action="/courses/${course.slug}/export/${draft.id}/columns"
  >
    <h2>${say.columnsOfFile}</h2>
    <p class="hint">${say.columnsOfFileHint}</p>
    ${asked.map(
      ({ slug, title }) =>
        html`<label for="column-${slug}">${title}</label>
          <select id="column-${slug}" name="target:${slug}">
            <option value="">${say.noColumn}</option>
            ${layout.gradeColumns.map(
              ({ head }) =>
                html`<option value=${head} selected=${columns.get(slug)?.head === head}>${head}</option>`,
            )}
          </select>`,
    )}
    ${!draft.finishedAt && html`<p><button class="quiet" type="submit">${say.useColumns}</button></p>`}
  </form>`;
}

function lists({ report, language }: PreviewPage): Html {
  const say = words[language];
  const person = (each: { name: string; email: string }): Html =>
    html`<bdi>${each.name}</bdi> <small class="muted">${each.email}</small>`;
  const shown = (value: string | null): Html =>
    value === null
      ? html`<span class="muted">${say.neverExported}</span>`
      : value === ''
        ? html`<span class="muted">${say.empty}</span>`
        : value;
  return html`
    ${
      report.unmatched.count > 0 &&
      listOf(language, say.unmatched, report.unmatched, [say.line, say.text, say.reason], (each) => [
        String(each.line),
        html`<bdi>${each.text}</bdi>`,
        say.unmatchedReasons[each.reason],
      ])
    }
    ${
      report.leftOut.count > 0 &&
      listOf(language, say.leftOut, report.leftOut, [say.student, say.reason], (each) => [
        person(each),
        say.reasons[each.reason],
      ])
    }
    ${
      report.byName.count > 0 &&
      listOf(
        language,
        say.byName,
        report.byName,
        [say.student, say.text],
        (each) => [person(each), html`<bdi>${each.text}</bdi>`],
        say.byNameHint,
      )
    }
    ${
      report.aboveMaximum.count > 0 &&
      listOf(
        language,
        say.aboveMaximum,
        report.aboveMaximum,
        [say.student, say.assignment, say.afterwards],
        (each) => [person(each), each.assignment, each.points],
        say.aboveMaximumHint,
      )
    }
    ${
      report.changes.count === 0
        ? html`<p class="note">${say.nothing}</p>`
        : listOf(
            language,
            say.changes,
            report.changes,
            [say.student, say.assignment, say.now, say.afterwards],
            (each) => [
              person(each),
              each.assignment,
              shown(each.before),
              each.after === ''
                ? html`<span class="muted">${say.cleared}</span>`
                : html`<b>${each.after}</b>`,
            ],
          )
    }
    ${
      report.without.count > 0 &&
      listOf(
        language,
        say.withoutGrade,
        report.without,
        [say.student, say.assignment, say.status, say.sent],
        (each) => [
          person(each),
          each.assignment,
          html`<span title=${each.explanation}>${say.statuses[each.status]}</span>`,
          each.sent === null ? html`<span class="muted">${say.left}</span>` : shown(each.sent),
        ],
      )
    }
  `;
}

function listOf<T>(
  language: Language,
  title: string,
  list: Listed<T>,
  heads: readonly string[],
  cells: (item: T) => readonly Html[],
  hint?: string,
): Html {
  const say = words[language];
  const count = (number: number): string => formatCount(number, language);
  return html`<section class="export-list">
    <h2>${title} <small class="muted">${count(list.count)}</small></h2>
    ${hint && html`<p class="hint">${hint}</p>`}
    <div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table class="rows">
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${list.first.map(
            (item) =>
              html`<tr>
                ${cells(item).map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      list.count > list.first.length &&
      html`<p class="hint">${say.firstOf(count(list.first.length), count(list.count))}</p>`
    }
  </section>`;
}
