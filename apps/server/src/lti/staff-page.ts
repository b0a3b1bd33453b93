// The learning management systems of a course: what is connected, what is registered, how more are.
import type { toolUrls } from '@residual/lti';
import type { LtiContext, LtiPlatform } from '@residual/store';
import { staffTabs } from '../web/design/course-tabs.ts';
import { html, type Html } from '../web/design/html.ts';
import { renderPage } from '../web/design/layout.ts';
import { timeOf } from '../web/design/time.ts';
import { doneMessage, field, type FormState } from '../web/forms/field.ts';
import type { RefusedForm } from '../web/forms/read-form.ts';
import { STAFF_ASSETS, type StaffView } from '../web/staff.ts';
import { takesScores } from './grade-plan.ts';
import { words } from './words.ts';

export interface LtiStaffPage extends StaffView {
  readonly connections: readonly LtiContext[];
  readonly platforms: readonly LtiPlatform[];
  readonly tool: ReturnType<typeof toolUrls>;
  readonly canvasUrl: string;
  /** An address that registers a platform, once; shown only now. */
  readonly invitation: string | null;
  readonly refused: RefusedForm | null;
  readonly done: unknown;
}

export function staffPage(page: LtiStaffPage): string {
  const { viewer, language, course, done } = page;
  const say = words[language];
  const body = html`
    ${doneMessage(done, say.done)}
    <header class="page-head">
      <div>
        <h1>${say.title}</h1>
        <p class="lead">${say.lead}</p>
      </div>
    </header>
    <div class="lti">
      ${connections(page)} ${platforms(page)} ${dynamicRegistration(page)} ${manualRegistration(page)}
    </div>
  `;
  return renderPage({
    title: `${say.title} · ${course.title}`,
    viewer,
    language,
    body,
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    tabs: staffTabs({ course, language, current: 'lms' }),
    stylesheets: [...STAFF_ASSETS.stylesheets, 'lti.css'],
  });
}

function connections({ connections: all, course, language }: LtiStaffPage): Html {
  const say = words[language];
  return html`<section class="card" aria-labelledby="connected">
    <h2 id="connected">${say.connected}</h2>
    ${
      all.length === 0
        ? html`<p class="muted">${say.noConnections}</p>`
        : html`<div class="scroll">
            <table class="rows stacks">
              <thead>
                <tr>
                  <th scope="col">${say.theirCourse}</th>
                  <th scope="col">${say.platform}</th>
                  <th scope="col">${say.offers}</th>
                  <th scope="col">${say.since}</th>
                </tr>
              </thead>
              <tbody>
                ${all.map(
                  (each) =>
                    html`<tr>
                      <th scope="row"><a href="/courses/${course.slug}/lti/${each.id}">${each.title}</a></th>
                      <td>${each.platform.name}</td>
                      <td>${offersOf(each, language)}</td>
                      <td>
                        <small class="muted"
                          >${timeOf(each.connectedAt, course.timeZone, language)}, ${each.connectedBy}</small
                        >
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <p class="hint">${say.howToConnect}</p>
  </section>`;
}

export function offersOf(connection: LtiContext, language: LtiStaffPage['language']): string {
  const say = words[language];
  const offers = [connection.membershipsUrl && say.roster, takesScores(connection) && say.gradebook].filter(
    Boolean,
  );
  return offers.join(', ') || say.nothing;
}

function platforms({ platforms: all, course, language }: LtiStaffPage): Html {
  const say = words[language];
  if (all.length === 0) return null;
  const path = `/courses/${course.slug}/lti/platforms`;
  return html`<section class="card" aria-labelledby="platforms">
    <h2 id="platforms">${say.platforms}</h2>
    <div class="scroll">
      <table class="rows stacks">
        <thead>
          <tr>
            <th scope="col">${say.name}</th>
            <th scope="col">${say.fields.clientId}</th>
            <th scope="col">${say.deployments}</th>
            <th><span class="visually-hidden">${say.remove}</span></th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            ({ id, name, issuer, clientId, deployments }) =>
              html`<tr>
                <th scope="row">${name} <small class="muted">${issuer}</small></th>
                <td><code>${clientId}</code></td>
                <td>
                  <code>${deployments.join(', ')}</code>
                  <form class="inline-form" method="post" action="${path}/${id}/deployments">
                    <input name="deployment" required maxlength="255" aria-label=${say.newDeployment(name)} />
                    <button class="quiet">${say.add}</button>
                  </form>
                </td>
                <td>
                  <form method="post" action="${path}/${id}/remove">
                    <button class="quiet" aria-label="${say.remove} ${name}">${say.remove}</button>
                  </form>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="hint">${say.removeHint}</p>
  </section>`;
}

function dynamicRegistration({ course, language, invitation }: LtiStaffPage): Html {
  const say = words[language];
  return html`<section class="card" aria-labelledby="dynamic">
    <h2 id="dynamic">${say.dynamic}</h2>
    <p>${say.dynamicText}</p>
    ${
      invitation
        ? html`<div role="status">
            <p>${say.invitation}</p>
            <pre class="command" data-copy>${invitation}</pre>
          </div>`
        : html`<form method="post" action="/courses/${course.slug}/lti/invitations">
            <button type="submit">${say.invite}</button>
          </form>`
    }
  </section>`;
}

const FIELDS = ['name', 'issuer', 'clientId', 'authorizationUrl', 'tokenUrl', 'keysUrl'] as const;

function manualRegistration({ course, language, refused, tool, canvasUrl }: LtiStaffPage): Html {
  const say = words[language];
  const own = refused && {
    ...refused,
    mistakes: Object.fromEntries(
      Object.entries(refused.mistakes).map(([name, key]) => [name, say.mistakes[key] ?? key]),
    ),
  };
  const state: FormState = { form: 'platform', language, refused: own };
  const ours = [
    [say.urls.target, tool.target],
    [say.urls.login, tool.login],
    [say.urls.launch, tool.launch],
    [say.urls.keys, tool.keys],
    [say.urls.canvas, canvasUrl],
  ];
  return html`<section class="card" aria-labelledby="manual">
    <h2 id="manual">${say.manual}</h2>
    <p>${say.manualText}</p>
    <dl class="pairs">
      ${ours.map(
        ([name, url]) =>
          html`<dt>${name}</dt>
            <dd><code>${url}</code></dd>`,
      )}
    </dl>
    <p>${say.theirsText}</p>
    <form class="stack" method="post" action="/courses/${course.slug}/lti/platforms">
      ${FIELDS.map((name) => field(state, { name, label: say.fields[name], isRequired: true }))}
      ${field(state, { name: 'tokenAudience', label: say.fields.tokenAudience, hint: say.audienceHint })}
      ${field(state, { name: 'deployment', label: say.fields.deployment, hint: say.deploymentHint })}
      <button type="submit">${say.register}</button>
    </form>
  </section>`;
}
