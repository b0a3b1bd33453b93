import type { Viewer } from '@residual/store';
import { html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';

export function homePage(viewer: Viewer): string {
  const body =
    viewer.memberships.length === 0
      ? html`<section class="message">
          <h1>No courses yet</h1>
          <p>
            You are logged in as ${viewer.email}, but you are not in any course. Ask your instructor to put
            this address on the roster.
          </p>
        </section>`
      : html`<h1>Your courses</h1>
          <ul class="cards">
            ${viewer.memberships.map(
              ({ course, role }) =>
                html`<li class="card">
                  <h2><a href="/courses/${course.slug}">${course.title}</a></h2>
                  <p class="muted">${role}</p>
                </li>`,
            )}
          </ul>`;
  return renderPage({ title: 'Your courses', viewer, body });
}
