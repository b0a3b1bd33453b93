// What a platform may show in a frame of its own: nothing to read, one thing to press at most.
import { html } from '../web/design/html.ts';
import { renderPage } from '../web/design/layout.ts';
import type { Language } from '../web/language/language.ts';
import { words } from './words.ts';

export function newWindowPage({ href, language }: { href: string; language: Language }): string {
  const say = words[language];
  const body = html`<section class="message">
    <h1>${say.newWindow}</h1>
    <p><a class="button" href=${href} target="_blank" rel="noopener">${say.open}</a></p>
    <p class="hint">${say.newWindowHint}</p>
  </section>`;
  return renderPage({ title: say.newWindow, viewer: null, language, body });
}

/** Its script tells the platform that the window may be closed. */
export function registeredPage({ name, language }: { name: string; language: Language }): string {
  const say = words[language];
  const body = html`<section class="message">
    <h1>${say.registered(name)}</h1>
    <p>${say.registeredHint}</p>
  </section>`;
  return renderPage({
    title: say.registered(name),
    viewer: null,
    language,
    body,
    scripts: ['lti-registered.js'],
  });
}
