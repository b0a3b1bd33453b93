// Tokens of the programming interface, and webhooks.
import {
  API_SCOPES,
  WEBHOOK_EVENTS,
  type ApiToken,
  type Viewer,
  type Webhook,
  type WebhookDelivery,
} from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { timeOf } from '../design/time.ts';
import type { Language } from '../language/language.ts';
import { words } from './access-words.ts';
import { words as exportWords } from './words.ts';

export interface AccessPage {
  readonly viewer: Viewer;
  readonly language: Language;
  readonly course: { readonly slug: string; readonly title: string; readonly timeZone: string };
  readonly tokens: readonly ApiToken[];
  readonly webhooks: readonly Webhook[];
  readonly deliveries: readonly WebhookDelivery[];
  readonly now: Date;
  /** Shown once. */
  readonly made?: { readonly kind: 'token' | 'secret'; readonly text: string };
  readonly problem?: string;
}

export function accessPage(page: AccessPage): string {
  const { viewer, language, course, made, problem } = page;
  const say = words[language];
  const body = html`
    <header class="page-head">
      <div>
        <h1>${say.title}</h1>
        <p class="lead">${say.lead}</p>
      </div>
      <p><a class="button" href="/api/v1/">${say.reference}</a></p>
    </header>
    ${problem && html`<p class="alert" role="alert">${problem}</p>`}
    ${
      made &&
      html`<section class="card made" role="status">
        <p>${made.kind === 'token' ? say.newToken : say.newSecret}</p>
        <pre class="command" data-copy>${made.text}</pre>
      </section>`
    }
    ${tokens(page)} ${webhooks(page)} ${deliveries(page)}
  `;
  return renderPage({
    title: `${say.title} · ${course.title}`,
    viewer,
    language,
    body,
    crumbs: [
      { href: `/courses/${course.slug}`, text: course.title },
      { href: `/courses/${course.slug}/export`, text: exportWords[language].title },
    ],
    tabs: staffTabs({ course, language }),
    stylesheets: ['export.css'],
  });
}

function tokens({ course, tokens: all, language, now }: AccessPage): Html {
  const say = words[language];
  const path = `/courses/${course.slug}/export/access/tokens`;
  const time = (moment: Date): Html => timeOf(moment, course.timeZone, language);
  return html`<section class="access">
    <h2>${say.tokens}</h2>
    <p class="hint">${say.tokensHint}</p>
    ${
      all.length === 0
        ? html`<p class="muted">${say.noTokens}</p>`
        : html`<div class="scroll">
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">${say.name}</th>
                  <th scope="col">${say.scopes}</th>
                  <th scope="col">${say.expires}</th>
                  <th scope="col">${say.used}</th>
                  <th><span class="visually-hidden">${say.revoke}</span></th>
                </tr>
              </thead>
              <tbody>
                ${all.map(
                  (token) =>
                    html`<tr>
                      <td>${token.name}</td>
                      <td><code>${token.scopes.join(', ')}</code></td>
                      <td>${token.expiresAt ? time(token.expiresAt) : say.never}</td>
                      <td>${token.lastUsedAt ? time(token.lastUsedAt) : say.never}</td>
                      <td>
                        ${
                          token.revokedAt
                            ? html`<span class="muted">${say.revoked}</span>`
                            : token.expiresAt && token.expiresAt <= now
                              ? html`<span class="muted">${say.expired}</span>`
                              : html`<form method="post" action="${path}/${token.id}/revoke">
                                  <button class="quiet" type="submit">${say.revoke}</button>
                                </form>`
                        }
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <form class="card export-form" method="post" action=${path}>
      <p class="field">
        <label for="name">${say.name}</label>
        <input id="name" name="name" type="text" required maxlength="100" aria-describedby="name-hint" />
        <small id="name-hint" class="hint">${say.nameHint}</small>
      </p>
      <fieldset class="choices">
        <legend>${say.scopes}</legend>
        ${API_SCOPES.map((scope) => choice('scopes', scope, say.scopeTexts[scope]))}
      </fieldset>
      <p class="field">
        <label for="days">${say.days}</label>
        <input id="days" name="days" type="number" min="1" max="730" value="180" required />
      </p>
      <p><button type="submit">${say.create}</button></p>
    </form>
  </section>`;
}

function webhooks({ course, webhooks: all, language }: AccessPage): Html {
  const say = words[language];
  const path = `/courses/${course.slug}/export/access/webhooks`;
  const action = (id: string, name: string, text: string): Html =>
    html`<form method="post" action="${path}/${id}/${name}">
      <button class="quiet" type="submit">${text}</button>
    </form>`;
  return html`<section class="access">
    <h2>${say.webhooks}</h2>
    <p class="hint">${say.webhooksHint}</p>
    ${
      all.length === 0
        ? html`<p class="muted">${say.noWebhooks}</p>`
        : html`<div class="scroll">
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">${say.url}</th>
                  <th scope="col">${say.events}</th>
                  <th scope="col">${say.state}</th>
                  <th><span class="visually-hidden">${say.remove}</span></th>
                </tr>
              </thead>
              <tbody>
                ${all.map(
                  (webhook) =>
                    html`<tr>
                      <td class="address">${webhook.url}</td>
                      <td><code>${webhook.events.join(', ')}</code></td>
                      <td>
                        ${
                          webhook.disabledAt
                            ? html`<strong>${say.disabled}</strong> ${webhook.notice}`
                            : webhook.failingSince
                              ? html`${say.failing} ${timeOf(webhook.failingSince, course.timeZone, language)}`
                              : say.works
                        }
                      </td>
                      <td>
                        <div class="actions">
                          ${(webhook.disabledAt ?? webhook.failingSince) && action(webhook.id, 'enable', say.enable)}
                          ${action(webhook.id, 'remove', say.remove)}
                        </div>
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <form class="card export-form" method="post" action=${path}>
      <p class="field">
        <label for="url">${say.url}</label>
        <input id="url" name="url" type="url" required maxlength="500" placeholder="https://" />
      </p>
      <fieldset class="choices">
        <legend>${say.events}</legend>
        ${WEBHOOK_EVENTS.map((event) => choice('events', event, say.eventTexts[event]))}
      </fieldset>
      <p><button type="submit">${say.add}</button></p>
    </form>
  </section>`;
}

const choice = (name: string, value: string, text: string): Html =>
  html`<label
    ><input type="checkbox" name=${name} value=${value} /> <span>${text} <code>${value}</code></span></label
  >`;

function deliveries({ course, deliveries: all, language }: AccessPage): Html {
  const say = words[language];
  if (all.length === 0) return null;
  return html`<section class="access">
    <h2>${say.deliveries}</h2>
    <div class="scroll">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">${say.when}</th>
            <th scope="col">${say.event}</th>
            <th scope="col">${say.result}</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (each) =>
              html`<tr>
                <td>${timeOf(each.createdAt, course.timeZone, language)}</td>
                <td><code>${each.event}</code></td>
                <td>
                  ${each.deliveredAt ? say.delivered : each.failure}
                  ${each.tries > 0 && html`<small class="muted"> ${say.tries(each.tries)}</small>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
