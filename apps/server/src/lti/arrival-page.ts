// What somebody who comes from a platform is asked before they are let in.
import type { Launch } from '@residual/lti';
import type { LtiPlatform, Viewer } from '@residual/store';
import { html, type Html } from '../web/design/html.ts';
import { renderPage } from '../web/design/layout.ts';
import type { Language } from '../web/language/language.ts';
import { words } from './words.ts';

interface ArrivalPage {
  readonly id: string;
  readonly platform: LtiPlatform;
  readonly launch: Launch;
  readonly language: Language;
}

const show = (page: ArrivalPage, viewer: Viewer | null, title: string, body: Html): string =>
  renderPage({
    title,
    viewer,
    language: page.language,
    stylesheets: ['lti.css'],
    body: html`<section class="card how-to">
      <h1>${title}</h1>
      ${body}
    </section>`,
  });

/** Whom the platform says it has sent. */
function person({ platform, launch, language }: ArrivalPage): Html {
  const say = words[language];
  return html`<dl class="pairs">
    <dt>${say.platform}</dt>
    <dd>${platform.name} <code>${platform.issuer}</code></dd>
    <dt>${say.person}</dt>
    <dd>${launch.name ?? say.unnamed} ${launch.email}</dd>
  </dl>`;
}

export function loginFirstPage(page: ArrivalPage & { reason: 'known' | 'no email' | 'connect' }): string {
  const say = words[page.language];
  const next = encodeURIComponent(`/lti/arrived/${page.id}`);
  return show(
    page,
    null,
    say.loginFirst,
    html`<p>${say.loginReasons[page.reason]}</p>
      ${person(page)}
      <p><a class="button" href="/login?next=${next}">${say.toLogin}</a></p>`,
  );
}

export function linkPage(page: ArrivalPage & { viewer: Viewer }): string {
  const { viewer, platform, id } = page;
  const say = words[page.language];
  return show(
    page,
    viewer,
    say.link,
    html`<p>${say.linkText(viewer.name, viewer.email)}</p>
      ${person(page)}
      <p class="hint">${say.linkHint(platform.name)}</p>
      <form method="post" action="/lti/arrived/${id}/link">
        <button type="submit">${say.linkButton}</button>
      </form>`,
  );
}

export function connectPage(
  page: ArrivalPage & {
    viewer: Viewer;
    title: string;
    courses: readonly { readonly id: string; readonly title: string }[];
  },
): string {
  const { viewer, id, title, courses } = page;
  const say = words[page.language];
  return show(
    page,
    viewer,
    say.connect(title),
    courses.length === 0
      ? html`<p>${say.noCourse}</p>`
      : html`<p>${say.connectText}</p>
          ${person(page)}
          <form class="stack" method="post" action="/lti/arrived/${id}/connect">
            <div class="field">
              <label for="course">${say.course}</label>
              <select id="course" name="course" required>
                ${courses.map((course) => html`<option value=${course.id}>${course.title}</option>`)}
              </select>
            </div>
            <button type="submit">${say.connectButton}</button>
          </form>`,
  );
}
