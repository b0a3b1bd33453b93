// A list of submissions, newest first.
import type { SubmissionList, SubmissionSummary } from '@residual/store';
import type { Language } from '../language/language.ts';
import { formatCount, pointsOf } from './figure.ts';
import { html, type Html } from './html.ts';
import { timeWithSeconds } from './time.ts';
import { words } from './words.ts';
import { countsTag, formerPoints, gradingBadge, lateTag, verdictBadge } from './verdict.ts';

/** The query that asks a page for all of its submissions. */
export const ALL_SUBMISSIONS = 'submissions=all';

export function submissionTable(
  { submissions, total }: SubmissionList,
  options: { timeZone: string; currentId?: string; withAssignment?: boolean; language?: Language },
): Html {
  const { timeZone, currentId, withAssignment = true, language = 'en' } = options;
  const say = words[language];
  return html`<div class="scroll">
      <table class="rows submissions">
        <thead>
          <tr>
            <th scope="col">${say.received}</th>
            <th scope="col">${say.result}</th>
            ${withAssignment && html`<th scope="col" class="of">${say.assignment}</th>`}
            <th scope="col" class="commit">commit</th>
          </tr>
        </thead>
        <tbody>
          ${submissions.map(
            (each) =>
              html`<tr id="submission-${each.id}">
                <td>
                  <a href="/submissions/${each.id}" aria-current=${each.id === currentId ? 'page' : undefined}
                    >${timeWithSeconds(each.receivedAt, timeZone, language)}</a
                  >
                  ${withAssignment && html`<span class="of-narrow">${each.assignment.title}</span>`}
                  ${each.late && lateTag(language)} ${each.counts && countsTag(language)}
                </td>
                <td>${result(each, language)}</td>
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
        ${say.newest(formatCount(submissions.length, language), formatCount(total, language))}
        <a href="?${ALL_SUBMISSIONS}">${say.showAll}</a>
      </p>`
    }`;
}

function result({ state, points, maxPoints }: SubmissionSummary, language: Language): Html {
  const isScored = points !== null && maxPoints !== null;
  if (state === 'queued' || state === 'running')
    return html`${isScored && formerPoints(points, maxPoints, language)} ${gradingBadge(state, language)}`;
  return isScored ? pointsOf(points, maxPoints, language) : verdictBadge('not graded', language);
}
