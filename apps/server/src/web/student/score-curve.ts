// The share of the points that each push reached, in time: a sparkline, and a chart with axes.
import type { ScoredSubmission } from '@residual/store';
import { formatPoints } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { formatTime } from '../design/time.ts';
import { LOCALES, type Language } from '../language/language.ts';
import { words } from './words.ts';

interface Point {
  readonly submission: ScoredSubmission;
  readonly time: number;
  /** From 0 to 1. */
  readonly share: number;
}

const toPoints = (history: readonly ScoredSubmission[]): Point[] =>
  history.flatMap((submission) => {
    const { points, maxPoints, receivedAt } = submission;
    if (points === null || maxPoints === null || Number(maxPoints) === 0) return [];
    return [
      { submission, time: receivedAt.getTime(), share: Math.min(1, Number(points) / Number(maxPoints)) },
    ];
  });

const path = (places: readonly (readonly [number, number])[]): string =>
  places.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** Push by push at equal distances; says nothing that the table does not. */
export function sparkline(history: readonly ScoredSubmission[]): Html {
  const points = toPoints(history);
  if (points.length === 0) return null;
  const step = points.length > 1 ? 84 / (points.length - 1) : 0;
  const places = points.map(({ share }, i) => [3 + i * step, 21 - 18 * share] as const);
  const last = places.at(-1)!;
  return html`<svg class="sparkline" viewBox="0 0 90 24" aria-hidden="true">
    <path class="most" d="M0 3H90" />
    <path class="run" d=${path(places)} />
    <circle
      class=${points.at(-1)!.share >= 1 ? 'all' : 'some'}
      cx=${last[0].toFixed(1)}
      cy=${last[1].toFixed(1)}
      r="2.6"
    />
  </svg>`;
}

const LEFT = 44;
const RIGHT = 624;
const TOP = 12;
const BOTTOM = 150;

/** With the deadline where it falls into the time shown. */
export function scoreCurve(
  history: readonly ScoredSubmission[],
  options: { title: string; deadline: Date | null; timeZone: string; language: Language },
): Html {
  const { title, deadline, timeZone, language } = options;
  const t = words[language];
  const points = toPoints(history);
  if (points.length === 0) return html`<p class="muted">${t.noScores}</p>`;
  const due = deadline?.getTime() ?? null;
  const times = [...points.map(({ time }) => time), ...(due === null ? [] : [due])];
  const from = Math.min(...times);
  const to = Math.max(...times, from + 3_600_000);
  const x = (time: number): number => LEFT + ((time - from) / (to - from)) * (RIGHT - LEFT - 8) + 4;
  const y = (share: number): number => BOTTOM - share * (BOTTOM - TOP);
  const most = points.at(-1)!.submission.maxPoints!;
  const day = new Intl.DateTimeFormat(LOCALES[language], { day: 'numeric', month: 'short', timeZone });
  return html`<div class="scroll">
    <svg class="score-curve" viewBox="0 0 640 178" role="img" aria-label=${t.curveOf(title)}>
      ${[0, 0.5, 1].map(
        (share) =>
          html`<g>
            <path class="grid" d="M${LEFT} ${y(share)}H${RIGHT}" />
            <text class="tick" x=${LEFT - 8} y=${y(share) + 4}
              >${formatPoints(String(Number(most) * share), language)}</text
            >
          </g>`,
      )}
      ${due !== null && html`<g><path class="deadline" d="M${x(due).toFixed(1)} ${TOP - 6}V${BOTTOM}" /><title>${t.due}</title></g>`}
      <path class="run" d=${path(points.map(({ time, share }) => [x(time), y(share)] as const))} />
      ${points.map(({ submission, time, share }) => {
        const when = formatTime(submission.receivedAt, timeZone, language);
        const text = t.scoreTitle(
          when,
          formatPoints(submission.points!, language),
          formatPoints(submission.maxPoints!, language),
        );
        return html`<a href="/submissions/${submission.submissionId}" aria-label=${text}>
          <title>${text}</title>
          <circle
            class=${share >= 1 ? 'all' : 'some'}
            cx=${x(time).toFixed(1)}
            cy=${y(share).toFixed(1)}
            r="5"
          />
        </a>`;
      })}
      <text class="tick from" x=${LEFT} y=${BOTTOM + 20}>${day.format(from)}</text>
      <text class="tick" x=${RIGHT} y=${BOTTOM + 20}>${day.format(to)}</text>
    </svg>
  </div>`;
}
