import { html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import type { Language } from '../language/language.ts';
import { signature } from './signature.ts';
import { words } from './words.ts';

export interface LoginPage {
  /** Where to go afterwards. */
  readonly next: string;
  readonly language: Language;
  readonly email?: string;
  readonly refused?: boolean;
  /** What the institution's login is called, where there is one. */
  readonly institution?: string | undefined;
}

export function loginPage({ next, language, email = '', refused = false, institution }: LoginPage): string {
  const say = words[language];
  const body = html`<section class="login">
    ${signature}
    <h1>${say.title}</h1>
    <p class="lead">${say.lead}</p>
    ${refused && html`<p class="alert" role="alert">${say.refused}</p>`}
    ${
      institution &&
      html`<p>
          <a class="button" href="/login/institution?next=${encodeURIComponent(next)}"
            >${say.institution(institution)}</a
          >
        </p>
        <p class="or">${say.or}</p>`
    }
    <form method="post" action="/login">
      <input type="hidden" name="next" value=${next} />
      <label for="email">${say.email}</label>
      <input
        id="email"
        name="email"
        type="email"
        autocomplete="username"
        required
        value=${email}
        autofocus=${!email}
      />
      <label for="password">${say.password}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus=${Boolean(email)}
      />
      <button type="submit">${say.title}</button>
    </form>
    <p class="hint">${say.hint}</p>
  </section>`;
  return renderPage({ title: say.title, viewer: null, language, body });
}
