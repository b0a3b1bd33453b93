// One's account: password, keys, where one is logged in.
import type { LinkedPlatform, SshKeyRow, Viewer } from '@residual/store';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import { doneMessage } from '../forms/field.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

/** Which form was refused, and why, by field. */
export interface RefusedAccountForm {
  readonly form: 'password' | 'key';
  readonly mistakes: Readonly<Record<string, string>>;
}

export interface AccountPage {
  readonly viewer: Viewer;
  readonly language: Language;
  readonly keys: readonly SshKeyRow[];
  readonly sessions: number;
  /** The institution's login, where there is one, and whether the account is linked with it. */
  readonly institution: { readonly name: string; readonly isLinked: boolean } | null;
  /** Learning platforms that may open the account. */
  readonly platforms: readonly LinkedPlatform[];
  readonly done: unknown;
  readonly refused: RefusedAccountForm | null;
}

/** No course has given a zone: times of the account are in that of coordinated time. */
const ZONE = 'UTC';

export function accountPage(page: AccountPage): string {
  const { viewer, language, done, institution } = page;
  const say = words[language];
  const body = html`
    <header class="page-head">
      <div>
        <h1>${say.title}</h1>
        <p class="facts"><span>${viewer.name}</span> <span>${viewer.email}</span></p>
      </div>
    </header>
    ${doneMessage(done, say.done)}
    <div class="assignments">
      ${passwordForm(page)} ${keys(page)} ${sessions(page)}
      ${
        institution &&
        html`<section class="card how-to" aria-labelledby="institution">
          <h2 id="institution">${say.institution}</h2>
          <p>${institution.isLinked ? say.linked(institution.name) : say.notLinked(institution.name)}</p>
        </section>`
      }
      ${platforms(page)}
    </div>
  `;
  return renderPage({ title: say.title, viewer, language, body });
}

function platforms({ platforms: all, language }: AccountPage): Html {
  if (all.length === 0) return null;
  const say = words[language];
  return html`<section class="card" aria-labelledby="platforms">
    <h2 id="platforms">${say.platforms}</h2>
    <p>${say.platformsText}</p>
    <ul class="keys">
      ${all.map(
        ({ platformId, name, issuer, linkedAt }) =>
          html`<li>
            <span
              >${name}
              <small class="muted"
                >${issuer}, ${say.linkedSince} ${timeOf(linkedAt, ZONE, language)} ${ZONE}</small
              ></span
            >
            <form method="post" action="/account/platforms/unlink">
              <button class="quiet" name="platform" value=${platformId} aria-label="${say.unlink} ${name}">
                ${say.unlink}
              </button>
            </form>
          </li>`,
      )}
    </ul>
  </section>`;
}

interface Input {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly autocomplete?: string;
}

function input({ refused, language }: AccountPage, form: RefusedAccountForm['form'], field: Input): Html {
  const { name, label, hint, autocomplete } = field;
  const id = `${form}-${name}`;
  const mistake = refused?.form === form ? refused.mistakes[name] : undefined;
  const attributes = {
    id,
    name,
    required: true,
    'aria-invalid': mistake ? 'true' : undefined,
    'aria-describedby':
      [mistake && `${id}-mistake`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined,
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${
      autocomplete
        ? html`<input ...${attributes} type="password" autocomplete=${autocomplete} />`
        : html`<textarea
            ...${attributes}
            class="code"
            rows="3"
            spellcheck="false"
            autocomplete="off"
          ></textarea>`
    }
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${mistake && html`<p class="error" id="${id}-mistake">${words[language].mistakes[mistake] ?? mistake}</p>`}
  </div>`;
}

function passwordForm(page: AccountPage): Html {
  const say = words[page.language];
  return html`<section class="card" aria-labelledby="password">
    <h2 id="password">${say.password}</h2>
    <form class="fields" method="post" action="/account/password">
      <input type="text" hidden autocomplete="username" value=${page.viewer.email} readonly />
      ${input(page, 'password', { name: 'current', label: say.current, autocomplete: 'current-password' })}
      ${input(page, 'password', { name: 'next', label: say.next, hint: say.nextHint, autocomplete: 'new-password' })}
      ${input(page, 'password', { name: 'repeat', label: say.repeat, autocomplete: 'new-password' })}
      <button type="submit">${say.change}</button>
    </form>
  </section>`;
}

function keys(page: AccountPage): Html {
  const { language } = page;
  const say = words[language];
  return html`<section class="card" aria-labelledby="keys">
    <h2 id="keys">${say.keys}</h2>
    <p>${say.keysText}</p>
    ${
      page.keys.length === 0
        ? html`<p class="muted">${say.noKeys}</p>`
        : html`<ul class="keys">
            ${page.keys.map(
              ({ fingerprint, publicKey, createdAt }) =>
                html`<li>
                  <span
                    ><code>SHA256:${fingerprint}</code>
                    <small class="muted"
                      >${publicKey.split(' ')[0]}, ${say.registered} ${timeOf(createdAt, ZONE, language)}
                      ${ZONE}</small
                    ></span
                  >
                  <form method="post" action="/account/keys/remove">
                    <button
                      class="quiet"
                      name="key"
                      value=${fingerprint}
                      aria-label="${say.remove} SHA256:${fingerprint.slice(0, 8)}"
                    >
                      ${say.remove}
                    </button>
                  </form>
                </li>`,
            )}
          </ul>`
    }
    <form class="fields" method="post" action="/account/keys">
      ${input(page, 'key', { name: 'key', label: say.key, hint: say.keyHint })}
      <button type="submit">${say.addKey}</button>
    </form>
  </section>`;
}

function sessions({ sessions: count, language }: AccountPage): Html {
  const say = words[language];
  return html`<section class="card" aria-labelledby="sessions">
    <h2 id="sessions">${say.sessions}</h2>
    <p>${say.sessionsText(formatCount(count, language), count === 1)}</p>
    ${
      count > 1 &&
      html`<form method="post" action="/account/sessions/end">
        <button class="quiet" type="submit">${say.endOthers}</button>
      </form>`
    }
  </section>`;
}
