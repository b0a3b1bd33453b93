// Everything about one task of a submission, in the order a student needs it: why, where, how it trained, what ran.
import { verdictSlug, type TaskReport, type Verdict } from '@residual/contracts';
import { pointsOf } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { formatDuration } from '../design/time.ts';
import { verdictBadge } from '../design/verdict.ts';
import { prose, visible } from '../design/visible-text.ts';
import { checkList, diagnosisList } from './checks.ts';
import { errorBlock, sitesOf } from './error-block.ts';
import { lossCurve } from './loss-curve.ts';
import { findSource, sourceLines } from './source-listing.ts';

type Files = readonly { readonly path: string; readonly text: string }[];

export const taskId = (task: string): string => `task-${task}`;

/** Who looks: only staff see what an attempt was seeded with and how long the checks on hidden data took. */
export interface Looking {
  readonly files: Files;
  readonly forStaff: boolean;
  /** Whether figures that wait for the deadline are shown. */
  readonly afterDeadline: boolean;
}

export function taskSection(report: TaskReport, { files, forStaff, afterDeadline }: Looking): Html {
  const { task, verdict, error, curve } = report;
  return html`<section class="task card verdict-${verdictSlug(verdict)}" aria-labelledby=${taskId(task)}>
    <header>
      <h2 id=${taskId(task)}>${task}</h2>
      ${verdictBadge(verdict)} ${verdict !== 'not graded' && pointsOf(report.points, report.maxPoints)}
    </header>
    <p class="summary">${prose(report.summary)}</p>
    ${error && errorBlock(error, files)} ${diagnosisList(report.diagnoses)}
    ${
      report.checks.length > 0 &&
      html`<h3>Checks</h3>
        ${checkList(report.checks, forStaff || afterDeadline ? report.afterDeadline : [])}`
    }
    ${
      curve &&
      html`<h3>Loss</h3>
        ${lossCurve(curve, `curve-${task}`)}`
    }
    ${program(report, files)} ${printed(report)} ${receipt(report, forStaff)}
  </section>`;
}

function program(report: TaskReport, files: Files): Html {
  const source = findSource(files, report.file);
  if (!source) return null;
  const sites = sitesOf(report.error).filter(({ site }) => findSource(files, site.file) === source);
  return html`<details class="program">
    <summary>Program <code>${visible(source.path)}</code></summary>
    ${sourceLines(source.text, { sites, id: `${report.task}-line` })}
  </details>`;
}

/** How far a program got is seen in what it printed before it was stopped. */
const STOPPED: readonly Verdict[] = ['time limit', 'memory limit', 'output limit'];

const hasRun = ({ timings }: TaskReport): boolean => timings.programMs > 0;

function printed(report: TaskReport): Html {
  const { text, truncated } = report.output;
  if (text === '') return hasRun(report) && html`<p class="muted">The program printed nothing.</p>`;
  return html`<details class="output" open=${STOPPED.includes(report.verdict) || text.length < 4_000}>
    <summary>Printed output</summary>
    <pre>${visible(text)}</pre>
    ${truncated && html`<p class="muted">The output was longer; the rest was not kept.</p>`}
  </details>`;
}

function receipt(report: TaskReport, forStaff: boolean): Html {
  const { timings, receipt: ran } = report;
  return html`<details class="receipt">
    <summary>
      Receipt
      ${
        hasRun(report) &&
        html`<span class="muted"
          >program
          ${formatDuration(timings.programMs)}${forStaff && html`, checks ${formatDuration(timings.gradingMs)}`}</span
        >`
      }
    </summary>
    <dl>
      <dt>assignment version</dt>
      <dd><code>${ran.assignmentVersion}</code></dd>
      <dt>runtime</dt>
      <dd>${visible(ran.runtime)}</dd>
      <dt>backend</dt>
      <dd>${visible(ran.backend)}</dd>
      ${
        ran.sessions &&
        html`<dt>sessions</dt>
          <dd>${visible(ran.sessions)}</dd>`
      }
      ${
        forStaff &&
        html`<dt>seed</dt>
          <dd>${ran.seed}</dd>`
      }
    </dl>
    <p class="muted">With these, and the seed that staff see, the same program gets the same grade again.</p>
  </details>`;
}
