// Submissions a day as bars, with the deadlines that fall among them.
import type { CourseOverview } from '@residual/store';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { LOCALES, type Language } from '../language/language.ts';
import { words } from './words.ts';

const WIDTH = 40;
const GAP = 4;
const TOP = 18;
const HEIGHT = 110;
const FOOT = 22;

export function activityChart(
  { activity, assignments }: CourseOverview,
  { timeZone, language }: { timeZone: string; language: Language },
): Html {
  const t = words[language];
  const most = Math.max(1, ...activity.map(({ submissions }) => submissions));
  const width = activity.length * (WIDTH + GAP) - GAP;
  const dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const deadlines = Map.groupBy(
    assignments.filter(({ deadline }) => deadline !== null),
    ({ deadline }) => dayOf.format(deadline!),
  );
  // The days are the zone's own already.
  const label = new Intl.DateTimeFormat(LOCALES[language], {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  return html`<div class="scroll">
    <svg
      class="activity-chart"
      viewBox="0 0 ${width} ${TOP + HEIGHT + FOOT}"
      role="img"
      aria-labelledby="activity"
    >
      ${activity.map(({ day, submissions }, i) => {
        const height = submissions === 0 ? 0 : Math.max(2, (HEIGHT * submissions) / most);
        const x = i * (WIDTH + GAP);
        const due = deadlines.get(day);
        const text = label.format(new Date(`${day}T00:00:00Z`));
        return html`<g>
          <title>
            ${t.dayTitle(text, formatCount(submissions, language))}${due && ` (${due.map(({ title }) => t.deadlineOf(title)).join(', ')})`}
          </title>
          <rect class="room" x=${x} y=${TOP} width=${WIDTH} height=${HEIGHT} />
          <rect
            class="some"
            x=${x}
            y=${(TOP + HEIGHT - height).toFixed(1)}
            width=${WIDTH}
            height=${height.toFixed(1)}
          />
          ${due && html`<path class="deadline" d="M${x + WIDTH} ${TOP - 4}V${TOP + HEIGHT}" />`}
          ${submissions > 0 && html`<text class="value" x=${x + WIDTH / 2} y=${(TOP + HEIGHT - height - 4).toFixed(1)}>${formatCount(submissions, language)}</text>`}
          ${i % 3 === (activity.length - 1) % 3 && html`<text x=${x + WIDTH / 2} y=${TOP + HEIGHT + 16}>${text}</text>`}
        </g>`;
      })}
    </svg>
  </div>`;
}
