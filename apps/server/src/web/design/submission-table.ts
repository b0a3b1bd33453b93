// A list of submissions, newest first.
import type { SubmissionList, SubmissionSummary } from '@residual/store';
import { formatCount, pointsOf } from './figure.ts';
import { html, type Html } from './html.ts';
import { timeWithSeconds } from './time.ts';
import { countsTag, formerPoints, gradingBadge, lateTag, verdictBadge } from './verdict.ts';

/** The query that asks a page for all of its submissions. */
export const ALL_SUBMISSIONS = 'submissions=all';

export function submissionTable(
  { submissions, total }: SubmissionList,
  options: { timeZone: string; currentId?: string; withAssignment?: boolean },
): Html {
  const { timeZone, currentId, withAssignment = true } = options;
  return html`<div class="scroll">
      <table class="rows submissions">
        <thead>
          <tr>
            <th scope="col">received</th>
            <th scope="col">result</th>
            ${withAssignment && html`<th scope="col" class="of">assignment</th>`}
            <th scope="col" class="commit">commit</th>
          </tr>
        </thead>
        <tbody>
          ${submissions.map(
            (each) =>
              html`<tr id="submission-${each.id}">
                <td>
                  <a href="/submissions/${each.id}" aria-current=${each.id === currentId ? 'page' : undefined}
                    >${timeWithSeconds(each.receivedAt, timeZone)}</a
                  >
                  ${withAssignment && html`<span class="of-narrow">${each.assignment.title}</span>`}
                  ${each.late && lateTag()} ${each.counts && countsTag()}
                </td>
                <td>${result(each)}</td>
                ${withAssignment && html`<td class="of">${each.assignment.title}</td>`}
                <td class="commit"><code>${each.commit.slice(0, 8)}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      submissions.length < total &&
      html`<p class="note">
        The newest ${formatCount(submissions.length)} of ${formatCount(total)}.
        <a href="?${ALL_SUBMISSIONS}">Show all</a>
      </p>`
    }`;
}

function result({ state, points, maxPoints }: SubmissionSummary): Html {
  const isScored = points !== null && maxPoints !== null;
  if (state === 'queued' || state === 'running')
    return html`${isScored && formerPoints(points, maxPoints)} ${gradingBadge(state)}`;
  return isScored ? pointsOf(points, maxPoints) : verdictBadge('not graded');
}
