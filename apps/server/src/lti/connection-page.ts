// One connection with a platform's course: its roster, its gradebook, what became of each score.
import type { LtiContext } from '@residual/store';
import { staffTabs } from '../web/design/course-tabs.ts';
import { formatCount } from '../web/design/figure.ts';
import { html, type Html } from '../web/design/html.ts';
import { renderPage } from '../web/design/layout.ts';
import { timeWithSeconds } from '../web/design/time.ts';
import { writtenIn } from '../web/language/language.ts';
import { STAFF_ASSETS, type StaffView } from '../web/staff.ts';
import { takesScores, type PlannedScore } from './grade-plan.ts';
import type { RosterReport } from './roster-sync.ts';
import { offersOf } from './staff-page.ts';
import { words } from './words.ts';

type State = PlannedScore['state'];

export interface ConnectionPage extends StaffView {
  readonly connection: LtiContext;
  readonly counts: ReadonlyMap<State, number>;
  readonly rows: readonly PlannedScore[];
  readonly isSending: boolean;
  /** What has just been taken over. */
  readonly roster?: RosterReport;
  /** What the platform said when its roster was asked for. */
  readonly problem?: string;
}

const STATES: readonly State[] = [
  'to send',
  'failed',
  'same',
  'unknown student',
  'no maximum',
  'left',
  'nothing',
];

export function connectionPage(page: ConnectionPage): string {
  const { viewer, language, course, connection, problem, isSending } = page;
  const say = words[language];
  const body = html`
    <header class="page-head">
      <div>
        <h1>${connection.title}</h1>
        <p class="facts">
          <span>${connection.platform.name}</span> <span>${offersOf(connection, language)}</span>
        </p>
      </div>
    </header>
    ${problem && html`<p class="alert" role="alert">${say.platformSaid} <span lang=${writtenIn(language)}>${problem}</span></p>`}
    <div class="lti">
      ${rosterReport(page)} ${roster(page)} ${grades(page)} ${scores(page)}
      <section class="card" aria-labelledby="disconnect">
        <h2 id="disconnect">${say.disconnect}</h2>
        <p>${say.disconnectText}</p>
        <form method="post" action="/courses/${course.slug}/lti/${connection.id}/disconnect">
          <button class="quiet" type="submit">${say.disconnectButton}</button>
        </form>
      </section>
    </div>
  `;
  return renderPage({
    title: `${connection.title} · ${course.title}`,
    viewer,
    language,
    body,
    unfinished: isSending,
    ...(isSending && { liveUrl: `/courses/${course.slug}/events` }),
    crumbs: [
      { href: `/courses/${course.slug}`, text: course.title },
      { href: `/courses/${course.slug}/lti`, text: say.title },
    ],
    tabs: staffTabs({ course, language }),
    wide: true,
    stylesheets: [...STAFF_ASSETS.stylesheets, 'lti.css'],
  });
}

function rosterReport({ roster: report, language }: ConnectionPage): Html {
  if (!report) return null;
  const say = words[language];
  const { added, known, staff, problems, missing } = report;
  return html`<section class="card" role="status" aria-labelledby="taken">
    <h2 id="taken">${say.taken}</h2>
    <ul class="tally">
      <li><b>${formatCount(added.length, language)}</b> ${say.added}</li>
      <li><b>${formatCount(known, language)}</b> ${say.known}</li>
      ${staff > 0 && html`<li><b>${formatCount(staff, language)}</b> ${say.staff}</li>`}
      ${problems.length > 0 && html`<li class="loss"><b>${formatCount(problems.length, language)}</b> ${say.problems}</li>`}
    </ul>
    ${people(
      say.added,
      added.map(({ name, email, isNew }) => `${name}, ${email}${isNew ? '' : `, ${say.hadAccount}`}`),
    )}
    ${people(
      say.problems,
      problems.map(({ who, why }) => `${who}: ${say.why[why]}`),
    )}
    ${people(
      say.missing,
      missing.map(({ name, email }) => `${name}, ${email}`),
    )}
  </section>`;
}

const people = (title: string, lines: readonly string[]): Html =>
  lines.length > 0 &&
  html`<details>
    <summary>${title} (${lines.length})</summary>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </details>`;

function roster({ connection, course, language }: ConnectionPage): Html {
  const say = words[language];
  return html`<section class="card" aria-labelledby="roster">
    <h2 id="roster">${say.roster}</h2>
    ${
      connection.membershipsUrl === null
        ? html`<p class="muted">${say.noRoster}</p>`
        : html`<p>${say.rosterText}</p>
            <form method="post" action="/courses/${course.slug}/lti/${connection.id}/roster">
              <button type="submit">${say.takeOver}</button>
            </form>`
    }
  </section>`;
}

function grades({ connection, course, language, counts, isSending }: ConnectionPage): Html {
  const say = words[language];
  const action = `/courses/${course.slug}/lti/${connection.id}/grades`;
  const failed = counts.get('failed') ?? 0;
  return html`<section class="card" aria-labelledby="grades">
    <h2 id="grades">${say.gradebook}</h2>
    ${connection.notice && html`<p class="alert" role="alert">${say.endedEarly} <span lang=${writtenIn(language)}>${connection.notice}</span></p>`}
    <ul class="tally">
      ${STATES.map((state) => {
        const count = counts.get(state) ?? 0;
        return (
          count > 0 &&
          html`<li class=${state === 'failed' ? 'loss' : undefined}>
            <b>${formatCount(count, language)}</b> ${say.states[state]}
          </li>`
        );
      })}
    </ul>
    ${
      !takesScores(connection)
        ? html`<p class="muted">${say.noGradebook}</p>`
        : isSending
          ? html`<p role="status">${say.sending}</p>`
          : html`<div class="sends">
              <form class="stack" method="post" action=${action}>
                <label class="check"
                  ><input type="checkbox" name="missing" value="zero" checked=${connection.missingAsZero} />
                  ${say.missingZero}</label
                >
                <button type="submit">${say.send}</button>
              </form>
              ${
                failed > 0 &&
                html`<form method="post" action=${action}>
                  <button class="quiet" name="only" value="failed">
                    ${say.resend(formatCount(failed, language))}
                  </button>
                </form>`
              }
            </div>`
    }
    <p class="hint">${say.sendHint}</p>
  </section>`;
}

function scores({ rows, course, language }: ConnectionPage): Html {
  const say = words[language];
  if (rows.length === 0) return null;
  return html`<section aria-labelledby="scores">
    <h2 id="scores">${say.scores}</h2>
    <div class="scroll card flush">
      <table class="rows stacks">
        <thead>
          <tr>
            <th scope="col">${say.student}</th>
            <th scope="col">${say.assignment}</th>
            <th scope="col">${say.grade}</th>
            <th scope="col">${say.there}</th>
            <th scope="col">${say.state}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ student, assignment, points, last, state }) =>
              html`<tr>
                <th scope="row">
                  <a href="/courses/${course.slug}/students/${student.enrollmentId}">${student.name}</a>
                  <small class="muted">${student.email}</small>
                </th>
                <td>${assignment.title}</td>
                <td>${points}</td>
                <td>
                  ${last?.accepted}
                  ${last?.acceptedAt && html`<small class="muted">${timeWithSeconds(last.acceptedAt, course.timeZone, language)}</small>`}
                </td>
                <td>
                  ${say.states[state]}
                  ${last?.failure != null && html`<small lang=${writtenIn(language)}>${last.failure}</small>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
