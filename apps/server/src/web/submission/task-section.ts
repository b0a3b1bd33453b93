// Everything about one task of a submission, in the order a student needs it: why, where, how it trained, what ran.
import { verdictSlug, type TaskReport, type Verdict } from '@residual/contracts';
import { pointsOf } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { formatDuration } from '../design/time.ts';
import { verdictBadge } from '../design/verdict.ts';
import { prose, visible } from '../design/visible-text.ts';
import { writtenIn } from '../language/language.ts';
import { learningRateBoard } from './board.ts';
import { changesOf } from './changes.ts';
import { checkList, diagnosisList } from './checks.ts';
import { errorBlock, sitesOf } from './error-block.ts';
import { graphFigure } from './graph/figure.ts';
import { lossCurve } from './loss-curve.ts';
import { plotFigures } from './plots.ts';
import type { Reading } from './reading.ts';
import { findSource, sourceLines } from './source-listing.ts';
import { words } from './words.ts';

export const taskId = (task: string): string => `task-${task}`;

export function taskSection(report: TaskReport, reading: Reading): Html {
  const { task, verdict, error, curve, board } = report;
  const { files, forStaff, afterDeadline, language } = reading;
  const say = words[language];
  return html`<section class="task card verdict-${verdictSlug(verdict)}" aria-labelledby=${taskId(task)}>
    <header>
      <h2 id=${taskId(task)}>${task}</h2>
      ${verdictBadge(verdict, language)}
      ${verdict !== 'not graded' && pointsOf(report.points, report.maxPoints, language)}
    </header>
    <p class="summary" lang=${writtenIn(language)}>${prose(report.summary)}</p>
    ${error && errorBlock(error, files, language)} ${diagnosisList(report.diagnoses, language)}
    ${
      report.checks.length > 0 &&
      html`<h3>${say.checks}</h3>
        ${checkList(report.checks, {
          revealed: forStaff || afterDeadline ? report.afterDeadline : [],
          language,
        })}`
    }
    ${
      curve &&
      html`<h3>${say.loss}</h3>
        ${lossCurve(curve, `curve-${task}`, language)}`
    }
    ${
      board &&
      html`<h3>${say.board}</h3>
        ${learningRateBoard(board, language)}`
    }
    ${plots(report, reading)} ${graph(task, reading)} ${program(report, reading)} ${printed(report, reading)}
    ${receipt(report, reading)}
  </section>`;
}

function plots({ task, plots: kept = [] }: TaskReport, { language }: Reading): Html {
  return (
    kept.length > 0 &&
    html`<h3>${words[language].plots}</h3>
      ${plotFigures(kept, `plot-${task}`, language)}`
  );
}

function graph(task: string, { graphs, drawingOf, language }: Reading): Html {
  const kept = graphs.get(task);
  return (
    kept &&
    html`<h3>${words[language].graph}</h3>
      ${graphFigure({ graph: kept, task, drawing: drawingOf(task), language })}`
  );
}

function program(report: TaskReport, reading: Reading): Html {
  const { files, language } = reading;
  const source = findSource(files, report.file);
  if (!source) return null;
  const sites = sitesOf(report.error).filter(({ site }) => findSource(files, site.file) === source);
  return html`<details class="program">
      <summary>${words[language].program} <code>${visible(source.path)}</code></summary>
      ${sourceLines(source.text, { sites, id: `${report.task}-line`, language })}
    </details>
    ${changesOf(source, reading)}`;
}

/** How far a program got is seen in what it printed before it was stopped. */
const STOPPED: readonly Verdict[] = ['time limit', 'memory limit', 'output limit'];

const hasRun = ({ timings }: TaskReport): boolean => timings.programMs > 0;

function printed(report: TaskReport, { language }: Reading): Html {
  const say = words[language];
  const { text, truncated } = report.output;
  if (text === '') return hasRun(report) && html`<p class="muted">${say.noOutput}</p>`;
  return html`<details class="output" open=${STOPPED.includes(report.verdict) || text.length < 4_000}>
    <summary>${say.output}</summary>
    <pre tabindex="0" role="region" aria-label="${say.output}: ${report.task}">${visible(text)}</pre>
    ${truncated && html`<p class="muted">${say.outputCut}</p>`}
  </details>`;
}

function receipt(report: TaskReport, { forStaff, language }: Reading): Html {
  const say = words[language];
  const { timings, receipt: ran } = report;
  return html`<details class="receipt">
    <summary>
      ${say.receipt}
      ${
        hasRun(report) &&
        html`<span class="muted"
          >${say.stage.program}
          ${formatDuration(timings.programMs, language)}${forStaff && html`, ${say.stage.checks} ${formatDuration(timings.gradingMs, language)}`}</span
        >`
      }
    </summary>
    <dl>
      <dt>${say.receiptVersion}</dt>
      <dd><code>${ran.assignmentVersion}</code></dd>
      <dt>${say.receiptRuntime}</dt>
      <dd>${visible(ran.runtime)}</dd>
      <dt>${say.receiptBackend}</dt>
      <dd>${visible(ran.backend)}</dd>
      ${
        forStaff &&
        html`<dt>${say.receiptSeed}</dt>
          <dd>${ran.seed}</dd>`
      }
    </dl>
    <p class="muted">${say.receiptNote}</p>
  </details>`;
}
