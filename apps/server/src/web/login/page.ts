import { html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';

export function loginPage(options: { next: string; email?: string; error?: string }): string {
  const { next, email = '', error } = options;
  const body = html`<section class="login">
    <h1>Log in</h1>
    <p class="lead">Homework is handed in with git. Here you see what became of it.</p>
    ${error && html`<p class="alert" role="alert">${error}</p>`}
    <form method="post" action="/login">
      <input type="hidden" name="next" value=${next} />
      <label for="email">E-mail</label>
      <input
        id="email"
        name="email"
        type="email"
        autocomplete="username"
        required
        value=${email}
        autofocus=${!email}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus=${Boolean(email)}
      />
      <button type="submit">Log in</button>
    </form>
    <p class="hint">
      The password came with your account. It is not the token that stands in your clone address: that one
      only opens git.
    </p>
  </section>`;
  return renderPage({ title: 'Log in', viewer: null, body });
}
