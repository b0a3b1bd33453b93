// What is to be exported, and what was.
import { EXPORT_COLUMNS, EXPORT_FORMATS, STUDENT_KEYS, type ExportOptions } from '@residual/contracts';
import type { GradeExport, Viewer } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

export interface ExportFormPage {
  readonly viewer: Viewer;
  readonly language: Language;
  readonly course: { readonly slug: string; readonly title: string; readonly timeZone: string };
  readonly assignments: readonly { readonly slug: string; readonly title: string }[];
  readonly sections: readonly { readonly section: string | null; readonly students: number }[];
  readonly exports: readonly GradeExport[];
  readonly mayManageAccess: boolean;
  /** What was chosen before. */
  readonly options?: ExportOptions | undefined;
  /** Why it cannot be exported so. */
  readonly problem?: string | undefined;
}

export function exportFormPage(page: ExportFormPage): string {
  const { viewer, language, course, assignments, problem } = page;
  const say = words[language];
  const body = html`
    <header class="page-head">
      <div>
        <h1>${say.title}</h1>
        <p class="lead">${say.lead}</p>
      </div>
    </header>
    ${problem && html`<p class="alert" role="alert">${problem}</p>`}
    ${assignments.length === 0 ? html`<p class="note">${say.noAssignments}</p>` : form(page)} ${history(page)}
  `;
  return renderPage({
    title: `${say.title} · ${course.title}`,
    viewer,
    language,
    body,
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    tabs: staffTabs({ course, language, current: 'export' }),
    stylesheets: ['export.css'],
  });
}

function form(page: ExportFormPage): Html {
  const { course, assignments, sections, options, language } = page;
  const say = words[language];
  return html`<form
    class="card export-form"
    method="post"
    action="/courses/${course.slug}/export"
    enctype="multipart/form-data"
  >
    <fieldset class="formats">
      <legend>${say.format}</legend>
      ${EXPORT_FORMATS.map(
        (format) =>
          html`<label
            ><input
              type="radio"
              name="format"
              value=${format}
              required
              checked=${format === (options?.format ?? 'canvas')}
            />
            ${say.formats[format]}</label
          >`,
      )}
    </fieldset>
    <p class="field">
      <label for="upload">${say.upload}</label>
      <input
        id="upload"
        name="upload"
        type="file"
        accept=".csv,.txt,.tsv,.xls,text/csv,text/tab-separated-values"
        aria-describedby="upload-hint"
      />
      <small id="upload-hint" class="hint">${say.uploadHint}</small>
    </p>
    <fieldset class="choices">
      <legend>${say.assignments}</legend>
      ${assignments.map(({ slug, title }) =>
        check('assignments', slug, title, options?.assignments?.includes(slug) ?? true),
      )}
    </fieldset>
    ${
      sections.length > 1 &&
      html`<fieldset class="choices">
        <legend>${say.sections}</legend>
        ${sections.map(({ section, students }) =>
          check(
            'sections',
            section ?? '',
            html`${section ?? say.noSection} <small class="muted">${formatCount(students, language)}</small>`,
            options?.sections?.includes(section ?? '') ?? true,
          ),
        )}
      </fieldset>`
    }
    <fieldset class="selects">
      <legend>${say.whatIsNoNumber}</legend>
      ${select('missing', say.missing, say.missingChoices, options?.missing ?? 'leave')}
      ${select('excused', say.excused, say.excusedChoices, options?.excused ?? 'mark')}
      ${select('ungraded', say.ungraded, say.ungradedChoices, options?.ungraded ?? 'leave', say.ungradedHint)}
    </fieldset>
    <div class="selects">
      ${select(
        'places',
        say.rounding,
        { '': say.exact, ...Object.fromEntries([0, 1, 2, 3, 4].map((n) => [` ${n}`, say.places(n)])) },
        options?.rounding ? ` ${options.rounding.places}` : '',
        say.roundingHint,
      )}
      ${select('mode', say.mode, say.modes, options?.rounding?.mode ?? 'half-up')}
    </div>
    ${more(page)}
    <p><button type="submit">${say.preview}</button></p>
  </form>`;
}

function more({ assignments, options, language }: ExportFormPage): Html {
  const say = words[language];
  const isUsed = Boolean(options?.key ?? options?.columns) || Object.keys(options?.targets ?? {}).length > 0;
  return html`<details open=${isUsed}>
    <summary>${say.more}</summary>
    <div class="selects">
      ${select(
        'key',
        say.key,
        { '': say.keyDefault, ...Object.fromEntries(STUDENT_KEYS.map((key) => [key, say.keys[key]])) },
        options?.key ?? '',
      )}
    </div>
    <fieldset class="targets">
      <legend>${say.targets}</legend>
      <p class="hint">${say.targetsHint}</p>
      ${assignments.map(
        ({ slug, title }) =>
          html`<label for="target-${slug}">${title}</label>
            <input
              id="target-${slug}"
              name="target:${slug}"
              type="text"
              maxlength="500"
              value=${options?.targets[slug] ?? ''}
            />`,
      )}
    </fieldset>
    <fieldset class="choices">
      <legend>${say.columns}</legend>
      <p class="hint">${say.columnsHint}</p>
      ${EXPORT_COLUMNS.map((column) =>
        check('columns', column, column, options?.columns?.includes(column) ?? false),
      )}
    </fieldset>
  </details>`;
}

const check = (name: string, value: string, text: Html, isChecked: boolean): Html =>
  html`<label><input type="checkbox" name=${name} value=${value} checked=${isChecked} /> ${text}</label>`;

function select(
  name: string,
  label: string,
  choices: Readonly<Record<string, string>>,
  chosen: string,
  hint?: string,
): Html {
  return html`<p class="field">
    <label for=${name}>${label}</label>
    <select id=${name} name=${name} aria-describedby=${hint ? `${name}-hint` : undefined}>
      ${Object.entries(choices).map(
        ([value, text]) => html`<option value=${value.trim()} selected=${value === chosen}>${text}</option>`,
      )}
    </select>
    ${hint && html`<small id="${name}-hint" class="hint">${hint}</small>`}
  </p>`;
}

function history({ course, exports, language }: ExportFormPage): Html {
  const say = words[language];
  return html`<section class="history">
    <h2>${say.before}</h2>
    ${
      exports.length === 0
        ? html`<p class="muted">${say.none}</p>`
        : html`<div class="scroll">
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">${say.when}</th>
                  <th scope="col">${say.format}</th>
                  <th scope="col">${say.students}</th>
                  <th scope="col">${say.by}</th>
                  <th><span class="visually-hidden">${say.again}</span></th>
                </tr>
              </thead>
              <tbody>
                ${exports.map(
                  (each) =>
                    html`<tr>
                      <td>${timeOf(each.finishedAt!, course.timeZone, language)}</td>
                      <td>${say.formats[each.options.format].split(':')[0]}</td>
                      <td>${formatCount(each.rows, language)}</td>
                      <td>${each.createdBy}</td>
                      <td><a href="?like=${each.id}">${say.again}</a></td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}
