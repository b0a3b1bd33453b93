// What a student changed in a program since their last submission: lines taken away and added, with those around.
import { structuredPatch, type StructuredPatchHunk } from 'diff';
import { formatCount } from '../design/figure.ts';
import { html, type Html } from '../design/html.ts';
import { timeWithSeconds } from '../design/time.ts';
import { visible } from '../design/visible-text.ts';
import type { Reading } from './reading.ts';
import { findSource } from './source-listing.ts';
import { words } from './words.ts';

/** Finding the least difference of two texts that have little in common takes long; nobody reads it either. */
const MOST_MILLISECONDS = 150;

/** Changed lines that are shown without being asked for. */
const FEW = 20;

/** @param source the program as it is now */
export function changesOf(
  source: { readonly path: string; readonly text: string },
  { earlier, language, timeZone }: Pick<Reading, 'earlier' | 'language' | 'timeZone'>,
): Html {
  if (!earlier) return null;
  const say = words[language];
  const since = html`<a href="/submissions/${earlier.id}"
    >${timeWithSeconds(earlier.receivedAt, timeZone, language)}</a
  >`;
  const before = findSource(earlier.files, source.path);
  if (!before) return html`<p class="muted">${say.newFile} ${since}.</p>`;
  if (before.text === source.text) return html`<p class="muted">${say.unchanged} ${since}.</p>`;
  const patch = structuredPatch('', '', before.text, source.text, '', '', {
    context: 3,
    timeout: MOST_MILLISECONDS,
  });
  if (!patch) return html`<p class="muted">${say.tooDifferent}</p>`;
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  const [added, removed] = ['+', '-'].map((sign) => lines.filter((line) => line.startsWith(sign)).length);
  return html`<details class="changes" open=${added + removed <= FEW}>
    <summary>
      ${say.changes}
      <span class="muted"
        >${say.changesSince} ${timeWithSeconds(earlier.receivedAt, timeZone, language)}:
        <span class="added">+${formatCount(added, language)}</span>
        <span class="removed">−${formatCount(removed, language)}</span> ${say.lines}</span
      >
    </summary>
    ${patch.hunks.map((hunk) => listing(hunk, language))}
  </details>`;
}

/** Numbers of both texts; a sign, so that colour says nothing alone. */
function listing(hunk: StructuredPatchHunk, language: Reading['language']): Html {
  const say = words[language];
  let [oldLine, newLine] = [hunk.oldStart, hunk.newStart];
  return html`<ol class="source difference">
    ${hunk.lines
      // "\ No newline at end of file"
      .filter((line) => !line.startsWith('\\'))
      .map((line) => {
        const [sign, text] = [line[0], line.slice(1)];
        const isAdded = sign === '+';
        if (sign === ' ')
          return html`<li>
            <span class="number">${oldLine++}</span><span class="number">${newLine++}</span><span></span
            ><code>${visible(text)}</code>
          </li>`;
        return html`<li class=${isAdded ? 'added' : 'removed'}>
          <span class="number">${isAdded ? '' : oldLine++}</span
          ><span class="number">${isAdded ? newLine++ : ''}</span
          ><span class="sign" role="img" aria-label=${isAdded ? say.added : say.removed}
            >${isAdded ? '+' : '−'}</span
          ><code>${visible(text)}</code>
        </li>`;
      })}
  </ol>`;
}
