// A student asks staff to look at a graded submission again; staff answer.
import type { Appeal } from '@residual/store';
import { html, type Html } from '../design/html.ts';
import { timeOf } from '../design/time.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

export interface AppealsBlock {
  readonly submissionId: string;
  readonly appeals: readonly Appeal[];
  readonly forStaff: boolean;
  /** There is a result to ask about. */
  readonly isGraded: boolean;
  readonly timeZone: string;
  readonly language: Language;
}

export function appealsBlock(block: AppealsBlock): Html {
  const { appeals, forStaff, isGraded, language, submissionId } = block;
  const say = words[language];
  const waiting = appeals.find(({ answeredAt }) => answeredAt === null);
  const mayAsk = !forStaff && isGraded && !waiting;
  if (appeals.length === 0 && !mayAsk) return null;
  return html`<section class="card appeals" id="appeals" aria-labelledby="appeals-title">
    <h2 id="appeals-title">${forStaff ? say.appeals : say.askAgain}</h2>
    ${appeals.map((appeal) => thread(appeal, block))}
    ${
      mayAsk &&
      html`<form class="fields" method="post" action="/submissions/${submissionId}/appeals">
        <div class="field">
          <label for="appeal">${say.appealLabel}</label>
          <textarea
            id="appeal"
            name="text"
            rows="3"
            required
            maxlength="4000"
            aria-describedby="appeal-hint"
          ></textarea>
          <p class="hint" id="appeal-hint">${say.appealHint}</p>
        </div>
        <button class="quiet" type="submit">${say.ask}</button>
      </form>`
    }
  </section>`;
}

function thread(appeal: Appeal, { submissionId, forStaff, timeZone, language }: AppealsBlock): Html {
  const say = words[language];
  const { id, text, askedAt, answer, answeredBy, answeredAt } = appeal;
  return html`<div class="appeal">
    <p class="muted">${say.askedAt} ${timeOf(askedAt, timeZone, language)}</p>
    <blockquote>${text}</blockquote>
    ${
      answeredAt
        ? html`<p class="muted">
              ${say.answeredBy(answeredBy ?? '')} ${timeOf(answeredAt, timeZone, language)}
            </p>
            <blockquote>${answer}</blockquote>`
        : forStaff
          ? html`<form
              class="fields"
              method="post"
              action="/submissions/${submissionId}/appeals/${id}/answer"
            >
              <div class="field">
                <label for="answer-${id}">${say.answerLabel}</label>
                <textarea id="answer-${id}" name="text" rows="3" required maxlength="4000"></textarea>
              </div>
              <button class="quiet" type="submit">${say.answer}</button>
            </form>`
          : html`<p>${say.appealWaits}</p>`
    }
  </div>`;
}
