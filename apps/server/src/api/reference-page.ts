// The document for people: every operation with an example to copy.
import { html, type Html } from '../web/design/html.ts';
import { renderPage } from '../web/design/layout.ts';
import { API_PATH } from './openapi.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';

export function referencePage(publicUrl: string): string {
  const body = html`
    <header class="page-head">
      <div>
        <h1>Programming interface</h1>
        <p class="lead">
          Grades, submissions, roster and export of a course, for programs. The same as
          <a href="${API_PATH}/openapi.json">OpenAPI 3.1</a>.
        </p>
      </div>
    </header>
    <section class="card">
      <p>
        A token opens one course, within its scopes. Instructors make one on the course’s export page, or with
        <code>residual api-token create</code>, and every request carries it:
        <code>Authorization: Bearer residual_…</code>
      </p>
      <p class="hint">
        Points are exact decimals in text. Lists come in pages: <code>next</code> is the
        <code>cursor</code> of the following one. Errors are <code>application/problem+json</code>. 600
        requests a minute; a refusal says when to go on in <code>Retry-After</code>.
      </p>
    </section>
    ${OPERATIONS.map((operation) => section(operation, publicUrl))}
  `;
  return renderPage({ title: 'Programming interface', viewer: null, body, stylesheets: ['export.css'] });
}

function section(operation: Operation, publicUrl: string): Html {
  const { id, method, path, summary, description, scope, example } = operation;
  return html`<section class="card operation" id=${id}>
    <h2>${summary}</h2>
    <p><code>${method.toUpperCase()} ${API_PATH}${path}</code></p>
    <p class="facts">
      <span>${scope ? html`scope <code>${scope}</code>` : 'any token of the course'}</span>
    </p>
    ${description && html`<p>${description}</p>`}
    <pre class="command" data-copy>${curlOf(operation, publicUrl)}</pre>
    ${
      example.answer !== undefined &&
      html`<details>
        <summary>Answer</summary>
        <pre>${JSON.stringify(example.answer, null, 2)}</pre>
      </details>`
    }
  </section>`;
}

/** A command that does what the example says, with a token in TOKEN. */
export function curlOf({ method, example, path }: Operation, publicUrl: string): string {
  const url = exampleUrl({ path, example }, publicUrl);
  return [
    `curl -H "Authorization: Bearer $TOKEN"`,
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(example.body === undefined
      ? []
      : [`-H 'Content-Type: application/json' -d '${JSON.stringify(example.body)}'`]),
    `'${url}'`,
  ].join(' ');
}

export function exampleUrl(
  { path, example }: Pick<Operation, 'path' | 'example'>,
  publicUrl: string,
): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(example.params[name]));
  const query = new URLSearchParams(example.query ?? {}).toString();
  return `${publicUrl}${API_PATH}${filled}${query && `?${query}`}`;
}
