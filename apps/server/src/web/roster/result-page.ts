// The access of students who were just added. Enrolling takes its time, so that the page is sent piece by piece: what
// comes before the students, each one as soon as there is a repository, and what comes after them.
import type { StudentAccess } from '@residual/course';
import { renderToString } from 'preact-render-to-string';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import type { StaffView } from '../staff.ts';
import { rosterFrame } from './page.ts';
import { words } from './words.ts';

const HERE = 'students-come-here';

/** @returns what is sent before the students, and what after them */
export function resultFrame(page: StaffView): readonly [string, string] {
  const t = words[page.language];
  const body = html`
    <header class="page-head">
      <div>
        <h1>${t.resultTitle}</h1>
        <p><strong>${t.once}</strong></p>
      </div>
      <p><a class="button" href="/courses/${page.course.slug}/roster">${t.back}</a></p>
    </header>
    ${HERE}
  `;
  const [before, after] = renderPage({ title: t.resultTitle, body, ...rosterFrame(page) }).split(HERE);
  return [before, after];
}

export interface AddedStudent {
  readonly name: string;
  readonly email: string;
  readonly password: string | null;
  readonly cloneUrl: string;
}

export const cloneUrl = (publicUrl: string, email: string, access: StudentAccess): string => {
  const url = new URL(`${publicUrl}/git/${access.repositoryPath}`);
  url.username = email.split('@')[0];
  url.password = access.pushToken;
  return url.href;
};

export function studentPart(page: StaffView, student: AddedStudent, publicUrl: string): string {
  const { course, language } = page;
  const t = words[language];
  const { name, email, password } = student;
  const mail = t.mail({
    name,
    email,
    password,
    course: course.title,
    url: publicUrl,
    clone: student.cloneUrl,
    slug: course.slug,
  });
  return part(
    html`<details class="card added">
      <summary>${name} <span class="muted">${email}</span></summary>
      <pre class="command" data-copy>${mail}</pre>
    </details>`,
  );
}

export const failurePart = (
  page: StaffView,
  { name, email }: { name: string; email: string },
  why: string,
): string => part(html`<p class="alert">${name}, ${email}: ${words[page.language].failed}. ${why}</p>`);

/** Cells are quoted, so that names with commas stay whole. */
export function summaryPart(
  page: StaffView,
  { added, missing }: { added: readonly AddedStudent[]; missing: readonly string[] },
): string {
  const t = words[page.language];
  const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const rows = added.map(({ name, email, password, cloneUrl: url }) =>
    [name, email, password ?? t.knownPassword, url].map(quote).join(','),
  );
  return part(
    html`<section class="below">
      <p class="done" role="status">${t.done(added.length)}</p>
      ${missing.length > 0 && html`<p class="alert">${t.noStarter(missing.join(', '))}</p>`}
      ${
        added.length > 0 &&
        html`<details class="card">
          <summary>${t.table}</summary>
          <pre class="command" data-copy>${['name,email,password,clone', ...rows].join('\n')}</pre>
        </details>`
      }
    </section>`,
  );
}

const part = (content: Html): string => renderToString(html`<div>${content}</div>`);
