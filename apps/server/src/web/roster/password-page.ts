// The password of a new member of the staff, shown once.
import { html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import type { StaffView } from '../staff.ts';
import { rosterFrame } from './page.ts';
import { words } from './words.ts';

export function passwordPage(page: StaffView & { email: string; password: string; url: string }): string {
  const { course, language, email, password, url } = page;
  const t = words[language];
  const body = html`<section class="card secret">
    <h1>${t.staffAdded}</h1>
    <p>${t.staffPassword(email)}</p>
    <pre class="command" data-copy>${`${url}\n${email}\n${password}`}</pre>
    <p><a class="button" href="/courses/${course.slug}/roster">${t.back}</a></p>
  </section>`;
  return renderPage({ title: t.staffAdded, body, ...rosterFrame(page) });
}
