// What was measured, and what it says about the mistake.
import type { CheckResult, Diagnosis, TaskReport } from '@residual/contracts';
import { pointsOf } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { prose } from '../design/visible-text.ts';

const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const;

const figureOf = (
  { name, figure }: CheckResult,
  revealed: NonNullable<TaskReport['afterDeadline']>,
): string | undefined => figure ?? revealed.find(({ check }) => check === name)?.figure;

/** @param revealed figures of hidden checks that may be seen by now */
export const checkList = (checks: readonly CheckResult[], revealed: TaskReport['afterDeadline'] = []): Html =>
  html`<ul class="checks">
    ${checks.map(
      (check) =>
        html`<li class="check ${check.status}">
          <span class="check-mark" aria-hidden="true">${MARKS[check.status]}</span>
          <div>
            <p class="check-title">
              ${prose(check.title)} <span class="visually-hidden">(${check.status})</span>
              ${check.hidden && html`<span class="tag">hidden data</span>`}
              ${check.status === 'skipped' && html`<span class="tag">not run</span>`}
            </p>
            ${figureOf(check, revealed) && html`<p class="figures">${prose(figureOf(check, revealed)!)}</p>`}
            ${check.message && html`<p>${prose(check.message)}</p>`}
          </div>
          ${pointsOf(check.points, check.maxPoints)}
        </li>`,
    )}
  </ul>`;

export const diagnosisList = (diagnoses: readonly Diagnosis[]): Html =>
  diagnoses.map(
    (diagnosis) =>
      html`<aside class="diagnosis" aria-label="Likely cause">
        <h4>
          ${prose(diagnosis.title)} <span class="tag ${diagnosis.certainty}">${diagnosis.certainty}</span>
        </h4>
        <p class="figures">${prose(diagnosis.evidence)}</p>
        <p>${prose(diagnosis.remedy)}</p>
      </aside>`,
  );
