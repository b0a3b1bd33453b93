// The board of learning rates: how many runs of train each takes to the same loss, the submission's among them.
import type { LearningRateBoard } from '@residual/contracts';
import { formatCount, formatFigure } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

interface Row {
  readonly kind: 'baseline' | 'own' | 'other';
  readonly eta: number | null;
  readonly steps: number | null;
}

export function learningRateBoard(board: LearningRateBoard, language: Language): Html {
  const say = words[language];
  const { horizon, most, target } = board;
  const rows = rowsOf(board);
  const nameOf = ({ kind, eta }: Row): Html =>
    html`${eta === null ? say.yourStep : `η = ${formatFigure(eta, language)}`}
    ${kind !== 'other' && html`<small>${kind === 'own' ? say.yours : say.baseline}</small>`}`;
  return html`<figure class="board">
    <table>
      <caption>
        ${say.boardTitle(formatFigure(target, language))}
      </caption>
      <tbody>
        ${rows.map(
          (each) =>
            html`<tr class=${each.kind}>
              <th scope="row">${nameOf(each)}</th>
              <td>${bar(each.steps, { horizon, most })}</td>
              <td>
                ${each.steps === null ? say.never(formatCount(horizon, language)) : say.runs(formatCount(each.steps, language))}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <figcaption class="muted">${say.asked(formatCount(most, language))}</figcaption>
  </figure>`;
}

function rowsOf({ baseline, board, own }: LearningRateBoard): Row[] {
  const others = board.map(({ eta, steps }): Row => ({
    kind: eta === baseline ? 'baseline' : 'other',
    eta,
    steps,
  }));
  return [...others, { kind: 'own' as const, ...own }].toSorted(
    (a, b) => (a.eta ?? Infinity) - (b.eta ?? Infinity),
  );
}

/** As long as the runs are many, against the horizon; a rule where the runs that are asked for end. */
function bar(steps: number | null, { horizon, most }: { horizon: number; most: number }): Html {
  const width = Math.min(steps ?? horizon, horizon);
  return html`<svg viewBox="0 0 ${horizon} 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class=${steps === null ? 'never' : 'reached'} width=${width} height="10" />
    <path class="most" d="M${most} 0V10" vector-effect="non-scaling-stroke" />
  </svg>`;
}
