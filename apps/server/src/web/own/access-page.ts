// How a student's repository is opened: tokens for HTTP, keys for SSH.
import type { Membership, PushTokenRow, Viewer } from '@residual/store';
import { studentTabs } from '../design/course-tabs.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import { doneMessage } from '../forms/field.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

interface AccessView {
  readonly viewer: Viewer;
  readonly language: Language;
  readonly course: Membership['course'];
}

export interface AccessPage extends AccessView {
  readonly tokens: readonly PushTokenRow[];
  /** Null before the repository is made. */
  readonly cloneUrl: string | null;
  /** Null where SSH is not served. */
  readonly sshUrl: string | null;
  readonly done: unknown;
}

export function accessPage(page: AccessPage): string {
  const { language, course, cloneUrl, sshUrl, done } = page;
  const say = words[language];
  const body = html`
    <header class="page-head"><h1>${say.access}</h1></header>
    ${doneMessage(done, say.done)}
    ${
      cloneUrl
        ? html`<div class="assignments">
            <section class="card how-to" aria-labelledby="http-title">
              <h2 id="http-title">${say.overHttp}</h2>
              <pre class="command" data-copy>git clone ${cloneUrl} ${course.slug}</pre>
              <p>${say.overHttpText}</p>
              ${tokenTable(page)}
              <form method="post" action="/courses/${course.slug}/access/tokens">
                <button type="submit">${say.newToken}</button>
              </form>
            </section>
            <section class="card how-to" aria-labelledby="ssh-title">
              <h2 id="ssh-title">${say.overSsh}</h2>
              ${
                sshUrl
                  ? html`<pre class="command" data-copy>git clone ${sshUrl} ${course.slug}</pre>
                      <p>${say.overSshText} <a href="/account#keys">${say.yourAccount}</a>.</p>`
                  : html`<p>${say.noSsh}</p>`
              }
            </section>
          </div>`
        : html`<section class="message"><p>${say.noRepository}</p></section>`
    }
  `;
  return render(page, say.access, body);
}

function tokenTable({ tokens, course, language }: AccessPage): Html {
  const say = words[language];
  if (tokens.length === 0) return html`<p class="muted">${say.noTokens}</p>`;
  return html`<h3>${say.tokens}</h3>
    <div class="scroll">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">${say.token}</th>
            <th scope="col">${say.made}</th>
            <th scope="col">${say.expires}</th>
            <th scope="col"><span class="visually-hidden">${say.revoke}</span></th>
          </tr>
        </thead>
        <tbody>
          ${tokens.map(
            ({ id, createdAt, expiresAt }) =>
              html`<tr>
                <th scope="row"><code>${id.slice(0, 8)}</code></th>
                <td>${timeOf(createdAt, course.timeZone, language)}</td>
                <td>${expiresAt ? timeOf(expiresAt, course.timeZone, language) : say.never}</td>
                <td>
                  <form method="post" action="/courses/${course.slug}/access/tokens/revoke">
                    <button
                      class="quiet"
                      name="token"
                      value=${id}
                      aria-label="${say.revoke} ${id.slice(0, 8)}"
                    >
                      ${say.revoke}
                    </button>
                  </form>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

export interface NewTokenPage extends AccessView {
  readonly token: string;
  /** With the token in it. */
  readonly cloneUrl: string;
}

export function newTokenPage(page: NewTokenPage): string {
  const { language, course, token, cloneUrl } = page;
  const say = words[language];
  const body = html`
    <header class="page-head"><h1>${say.newTokenTitle}</h1></header>
    <section class="card how-to">
      <p>${say.newTokenText}</p>
      <pre class="command" data-copy>${token}</pre>
      <p>${say.newTokenAddress}:</p>
      <pre class="command" data-copy>git clone ${cloneUrl} ${course.slug}</pre>
      <p>${say.newTokenUse}:</p>
      <pre class="command" data-copy>git remote set-url origin ${cloneUrl}</pre>
      <p><a href="/courses/${course.slug}/access">${say.back}</a></p>
    </section>
  `;
  return render(page, say.newTokenTitle, body);
}

export function dataPage(view: AccessView): string {
  const { language, course } = view;
  const say = words[language];
  const body = html`
    <header class="page-head"><h1>${say.data}</h1></header>
    <section class="card how-to">
      <p>${say.dataText}</p>
      <p>${say.dataHidden}</p>
      <p><a class="button" href="/courses/${course.slug}/data.json" download>${say.download}</a></p>
      <p class="muted">${say.dataGit}</p>
    </section>
  `;
  return render(view, say.data, body, 'data');
}

const render = (
  { viewer, language, course }: AccessView,
  title: string,
  body: Html,
  current: 'access' | 'data' = 'access',
): string =>
  renderPage({
    title,
    viewer,
    language,
    body,
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    tabs: studentTabs({ course, language, current }),
  });
