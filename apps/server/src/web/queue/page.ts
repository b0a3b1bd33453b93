// What is graded now, what waits and for how long, who grades it, and what we failed to grade.
import type { FailedAttempt, WaitingAttempt, WorkerStatus } from '@residual/store';
import { staffTabs } from '../design/course-tabs.ts';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { renderPage } from '../design/layout.ts';
import { relativeTime, timeWithSeconds } from '../design/time.ts';
import { visible } from '../design/visible-text.ts';
import type { Language } from '../language/language.ts';
import { doneMessage } from '../forms/field.ts';
import { STAFF_ASSETS, type StaffView } from '../staff.ts';
import { words } from './words.ts';

const WAITING_SHOWN = 200;

export interface QueuePage extends StaffView {
  /** Of this course, in the order in which they will be graded; what runs comes first. */
  readonly line: readonly WaitingAttempt[];
  readonly failed: readonly FailedAttempt[];
  readonly workers: readonly WorkerStatus[];
  /** Whether the viewer answers for all courses that the workers serve. */
  readonly mayDrain: boolean;
  readonly done: unknown;
  readonly now: Date;
}

export function queuePage(page: QueuePage): string {
  const { viewer, course, language, line, failed, workers, done } = page;
  const t = words[language];
  const running = line.filter(({ at }) => at === 'worker');
  const waiting = line.filter(({ at }) => at !== 'worker');
  const count = (value: number): string => formatCount(value, language);
  const body = html`
    ${doneMessage(done, t.done)}
    <header class="page-head">
      <div>
        <h1>${t.title}</h1>
        <p class="facts">
          <span>${t.running}: ${count(running.length)}</span>
          <span>${t.waiting}: ${count(waiting.length)}</span>
          <span>${t.workers}: ${count(workers.filter(({ state }) => state !== 'silent').length)}</span>
          <span class="live" data-live-status hidden></span>
        </p>
      </div>
    </header>
    <section class="card" aria-labelledby="running">
      <h2 id="running">${t.running}</h2>
      ${running.length === 0 ? html`<p class="quiet-note">${t.noneRunning}</p>` : runningTable(running, page)}
    </section>
    <section class="card below" aria-labelledby="waiting">
      <h2 id="waiting">${t.waiting}</h2>
      ${waiting.length === 0 ? html`<p class="quiet-note">${t.noneWaiting}</p>` : waitingTable(waiting, page)}
    </section>
    ${
      failed.length > 0 &&
      html`<section class="card below" aria-labelledby="failed">
        <h2 id="failed">${t.failed}</h2>
        <p class="hint">${t.failedHint}</p>
        ${failedTable(page)}
      </section>`
    }
    <section class="below" aria-labelledby="workers">
      <h2 id="workers">${t.workers}</h2>
      ${page.mayDrain && html`<p class="hint">${t.drainHint}</p>`}
      ${
        workers.length === 0
          ? html`<p class="alert">${t.noWorkers}</p>`
          : html`<ul class="cards">
              ${workers.map((worker) => workerCard(worker, page))}
            </ul>`
      }
    </section>
  `;
  return renderPage({
    title: `${t.title}, ${course.title}`,
    viewer,
    body,
    language,
    tabs: staffTabs({ course, language, current: 'queue' }),
    crumbs: [{ href: `/courses/${course.slug}`, text: course.title }],
    liveUrl: `/courses/${course.slug}/events`,
    // Workers tell of themselves without an event.
    unfinished: true,
    wide: true,
    ...STAFF_ASSETS,
  });
}

const who = (
  { student, submissionId, assignment, reason, priority }: WaitingAttempt,
  page: QueuePage,
): Html => {
  const t = words[page.language];
  return html`<th scope="row">
      <a href="/courses/${page.course.slug}/students/${student.enrollmentId}">${student.name}</a>
      <small>${student.email}</small>
    </th>
    <td>
      <a href="/submissions/${submissionId}">${assignment.title}</a>
      ${(reason !== 'first' || priority === 'background') && html`<small class="muted"> ${t.reasons[reason]}${priority === 'background' && `, ${t.background}`}</small>`}
    </td>`;
};

const cancelForm = ({ attemptId }: WaitingAttempt, { course, language }: QueuePage): Html =>
  html`<form method="post" action="/courses/${course.slug}/queue/cancel">
    <input type="hidden" name="attempt" value=${attemptId} /><button class="quiet">
      ${words[language].cancel}
    </button>
  </form>`;

const head = (texts: readonly string[]): Html =>
  html`<thead>
    <tr>
      ${texts.map((text) => (text === '' ? html`<td></td>` : html`<th scope="col">${text}</th>`))}
    </tr>
  </thead>`;

function runningTable(running: readonly WaitingAttempt[], page: QueuePage): Html {
  const { course, language, now } = page;
  const t = words[language];
  return html`<div class="scroll">
    <table class="rows stacks">
      ${head([t.student, t.assignment, t.since, t.worker, ''])}
      <tbody>
        ${running.map(
          (each) =>
            html`<tr id="attempt-${each.attemptId}">
              ${who(each, page)}
              <td>
                ${each.startedAt && html`${timeWithSeconds(each.startedAt, course.timeZone, language)} <small class="muted">${relativeTime(each.startedAt, now, language)}</small>`}
              </td>
              <td><code>${each.worker}</code></td>
              <td>${cancelForm(each, page)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function waitingTable(waiting: readonly WaitingAttempt[], page: QueuePage): Html {
  const { course, language, now } = page;
  const t = words[language];
  return html`<div class="scroll">
    <table class="rows stacks">
      ${head([t.position, t.student, t.assignment, t.since, t.left, ''])}
      <tbody>
        ${waiting.slice(0, WAITING_SHOWN).map(
          (each) =>
            html`<tr id="attempt-${each.attemptId}">
              <td class="place">${formatCount(each.before + 1, language)}</td>
              ${who(each, page)}
              <td>
                ${timeWithSeconds(each.queuedAt, course.timeZone, language)}
                <small class="muted">${relativeTime(each.queuedAt, now, language)}</small>
              </td>
              <td>${expected(each.seconds, language)}</td>
              <td>${cancelForm(each, page)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function expected(seconds: number | null, language: Language): string {
  const t = words[language];
  if (seconds === null) return t.unknown;
  return seconds < 90
    ? t.seconds(formatCount(Math.ceil(seconds), language))
    : t.minutes(formatCount(Math.round(seconds / 60), language));
}

function failedTable({ course, language, failed }: QueuePage): Html {
  const t = words[language];
  return html`<div class="scroll">
    <table class="rows stacks">
      ${head([t.student, t.assignment, t.since, t.why, ''])}
      <tbody>
        ${failed.map(
          ({ submissionId, student, assignment, finishedAt, failure }) =>
            html`<tr id="failed-${submissionId}">
              <th scope="row">
                <a href="/courses/${course.slug}/students/${student.enrollmentId}">${student.name}</a>
              </th>
              <td><a href="/submissions/${submissionId}">${assignment.title}</a></td>
              <td>${finishedAt && timeWithSeconds(finishedAt, course.timeZone, language)}</td>
              <td class="failure"><small>${visible((failure ?? '').split('\n')[0])}</small></td>
              <td>
                <form method="post" action="/courses/${course.slug}/queue/again">
                  <input type="hidden" name="submission" value=${submissionId} /><button class="quiet">
                    ${t.again}
                  </button>
                </form>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function workerCard(worker: WorkerStatus, { course, language, mayDrain, now }: QueuePage): Html {
  const t = words[language];
  const { name, state, backend, runtime, devices, layers, concurrency, running, refusal, drainedAt } = worker;
  const missing = layers.filter((layer) => layer.missing !== null);
  const shown =
    drainedAt === null || state === 'silent' ? state : running.length > 0 ? 'draining' : 'drained';
  return html`<li class="card worker" id="worker-${name}">
    <header>
      <h3><code>${name}</code></h3>
      <span class="tag state-${shown}">${t.states[shown]}</span>
    </header>
    ${refusal && html`<p class="alert">${refusal}</p>`}
    <dl class="pairs">
      <div>
        <dt>${t.running}</dt>
        <dd>
          ${formatCount(running.length, language)} <small class="muted">(${t.atOnce(concurrency)})</small>
        </dd>
      </div>
      <div>
        <dt>${t.backend}</dt>
        <dd>${backend} <small class="muted">${runtime}</small></dd>
      </div>
      <div>
        <dt>${t.devices}</dt>
        <dd>${devices.length > 0 ? devices.join(', ') : html`<span class="muted">${t.noDevices}</span>`}</dd>
      </div>
      <div>
        <dt>${t.layers}</dt>
        <dd>
          <details>
            <summary>
              ${missing.length === 0 ? t.allLayers(layers.length) : t.withoutLayers(missing.map((layer) => layer.name).join(', '))}
            </summary>
            <ul class="layers">
              ${layers.map((layer) => html`<li class=${layer.missing === null ? 'gain' : 'loss'}><b>${layer.name}</b> <small>${layer.missing ?? layer.meaning}</small></li>`)}
            </ul>
          </details>
        </dd>
      </div>
    </dl>
    <p class="hint">
      ${t.started(relativeTime(worker.startedAt, now, language))}${state === 'silent' && `, ${t.lastSeen(relativeTime(worker.lastSeenAt, now, language))}`}
    </p>
    ${
      mayDrain &&
      state !== 'silent' &&
      html`<form
        method="post"
        action="/courses/${course.slug}/queue/${drainedAt === null ? 'drain' : 'resume'}"
      >
        <input type="hidden" name="worker" value=${name} />
        <button class="quiet">${drainedAt === null ? t.drain : t.resume}</button>
      </form>`
    }
  </li>`;
}
