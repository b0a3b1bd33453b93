// A list of submissions, newest first.
import type { SubmissionSummary } from '@residual/store';
import { pointsOf } from './figure.ts';
import { html, type Html } from './html.ts';
import { timeOf } from './time.ts';
import { gradingBadge, lateTag, verdictBadge } from './verdict.ts';

export function submissionTable(
  submissions: readonly SubmissionSummary[],
  options: { timeZone: string; currentId?: string; withAssignment?: boolean },
): Html {
  const { timeZone, currentId, withAssignment = true } = options;
  return html`<div class="scroll">
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">received</th>
          ${withAssignment && html`<th scope="col">assignment</th>`}
          <th scope="col">result</th>
          <th scope="col">commit</th>
        </tr>
      </thead>
      <tbody>
        ${submissions.map(
          (each) =>
            html`<tr id="submission-${each.id}">
              <td>
                <a href="/submissions/${each.id}" aria-current=${each.id === currentId ? 'page' : undefined}
                  >${timeOf(each.receivedAt, timeZone)}</a
                >
                ${each.late && lateTag()}
              </td>
              ${withAssignment && html`<td>${each.assignment.title}</td>`}
              <td>${result(each)}</td>
              <td><code>${each.commit.slice(0, 8)}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function result({ state, points, maxPoints }: SubmissionSummary): Html {
  if (state === 'queued' || state === 'running') return gradingBadge(state);
  return points !== null && maxPoints !== null ? pointsOf(points, maxPoints) : verdictBadge('not graded');
}
