// What was measured, and what it says about the mistake.
import type { CheckResult, Diagnosis, TaskReport } from '@residual/contracts';
import { pointsOf } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { prose } from '../design/visible-text.ts';
import { writtenIn, type Language } from '../language/language.ts';
import { words } from './words.ts';

const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const;

const figureOf = (
  { name, figure }: CheckResult,
  revealed: NonNullable<TaskReport['afterDeadline']>,
): string | undefined => figure ?? revealed.find(({ check }) => check === name)?.figure;

/** @param options.revealed figures of hidden checks that may be seen by now */
export function checkList(
  checks: readonly CheckResult[],
  { revealed = [], language }: { revealed: TaskReport['afterDeadline']; language: Language },
): Html {
  const say = words[language];
  return html`<ul class="checks">
    ${checks.map((check) => {
      const figure = figureOf(check, revealed);
      return html`<li class="check ${check.status}">
        <span class="check-mark" aria-hidden="true">${MARKS[check.status]}</span>
        <div>
          <p class="check-title">
            <span lang=${writtenIn(language)}>${prose(check.title)}</span>
            <span class="visually-hidden">(${say[check.status]})</span>
            ${check.hidden && html`<span class="tag">${say.hidden}</span>`}
            ${check.status === 'skipped' && html`<span class="tag">${say.skipped}</span>`}
          </p>
          ${figure && html`<p class="figures" lang=${writtenIn(language)}>${prose(figure)}</p>`}
          ${check.message && html`<p lang=${writtenIn(language)}>${prose(check.message)}</p>`}
        </div>
        ${pointsOf(check.points, check.maxPoints, language)}
      </li>`;
    })}
  </ul>`;
}

export const diagnosisList = (diagnoses: readonly Diagnosis[], language: Language): Html =>
  diagnoses.map(
    (diagnosis) =>
      html`<div class="diagnosis">
        <p class="diagnosis-label">${words[language].cause[diagnosis.certainty]}</p>
        <div lang=${writtenIn(language)}>
          <h3>${prose(diagnosis.title)}</h3>
          <p class="figures">${prose(diagnosis.evidence)}</p>
          <p>${prose(diagnosis.remedy)}</p>
        </div>
      </div>`,
  );
