// Where the time of an attempt went, from the queue to its last check. Students see what their programs took; how long
// checks on hidden data took is for staff.
import { formatDuration } from '../design/time.ts';
import { html, type Html } from '../design/html.ts';
import type { AttemptDetails } from '@residual/store';
import type { Reading } from './reading.ts';
import { words } from './words.ts';

interface Stage {
  readonly kind: 'wait' | 'program' | 'checks' | 'rest';
  readonly task?: string;
  readonly milliseconds: number;
}

export function stagesOf(attempt: AttemptDetails, { forStaff, language }: Reading): Html {
  const say = words[language];
  const stages = listStages(attempt, forStaff);
  const total = stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  if (total === 0) return null;
  let start = 0;
  const places = stages.map((stage) => {
    const x = start;
    start += stage.milliseconds;
    return { ...stage, x };
  });
  return html`<figure class="stages">
    <svg viewBox="0 0 ${Math.ceil(total)} 10" preserveAspectRatio="none" aria-hidden="true">
      ${places.map(
        ({ kind, x, milliseconds }) =>
          html`<rect
            class="stage-${kind}"
            x=${Math.round(x)}
            width=${Math.round(milliseconds)}
            height="10"
          />`,
      )}
    </svg>
    <figcaption>
      <h3>${say.stages}</h3>
      <ul>
        ${stages.map(
          ({ kind, task, milliseconds }) =>
            html`<li class="stage-${kind}">
              ${task && html`<code>${task}</code>`} ${say.stage[kind]}
              <b>${formatDuration(milliseconds, language)}</b>
            </li>`,
        )}
      </ul>
    </figcaption>
  </figure>`;
}

function listStages(
  { queuedAt, startedAt, finishedAt, reports }: AttemptDetails,
  forStaff: boolean,
): Stage[] {
  if (!startedAt || !finishedAt) return [];
  const tasks = reports.flatMap(({ task, timings }): Stage[] => [
    { kind: 'program', task, milliseconds: timings.programMs },
    ...(forStaff ? [{ kind: 'checks' as const, task, milliseconds: timings.gradingMs }] : []),
  ]);
  const known = tasks.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const rest = finishedAt.getTime() - startedAt.getTime() - known;
  const all: Stage[] = [
    { kind: 'wait', milliseconds: Math.max(0, startedAt.getTime() - queuedAt.getTime()) },
    ...tasks,
    // What is left of a student's would be the checks.
    ...(forStaff ? [{ kind: 'rest' as const, milliseconds: Math.max(0, rest) }] : []),
  ];
  return all.filter(({ milliseconds }) => milliseconds > 0);
}
