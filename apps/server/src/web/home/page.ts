import type { Viewer } from '@residual/store';
import { html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

export function homePage(viewer: Viewer, language: Language): string {
  const say = words[language];
  const body =
    viewer.memberships.length === 0
      ? html`<section class="message">
          <h1>${say.none}</h1>
          <p>${say.explainNone(viewer.email)}</p>
        </section>`
      : html`<h1>${say.title}</h1>
          <ul class="cards">
            ${viewer.memberships.map(
              ({ course, role }) =>
                html`<li class="card">
                  <h2><a href="/courses/${course.slug}">${course.title}</a></h2>
                  <p class="muted">${say.roles[role]}</p>
                </li>`,
            )}
          </ul>`;
  return renderPage({ title: say.title, viewer, language, body });
}
