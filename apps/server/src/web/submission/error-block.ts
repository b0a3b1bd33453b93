// What went wrong in the student's program, as a good compiler says it: message, place, line, caret, origin.
import type { Site, TaskReport } from '@residual/contracts';
import { html, type Html } from '../design/html.ts';
import { visible, visibleText } from '../design/visible-text.ts';
import type { Language } from '../language/language.ts';
import type { Files } from './reading.ts';
import { findSource, sourceLines, type MarkedSite } from './source-listing.ts';
import { words } from './words.ts';

type ReportedError = NonNullable<TaskReport['error']>;

export function errorBlock(error: ReportedError, files: Files, language: Language): Html {
  const say = words[language];
  const { site, op } = error;
  // TensorFlow's own texts go on with the op's definition and the message once more; both are shown below.
  const gist = error.message.split(/\n\s*\n/, 1)[0];
  return html`<div class="error">
    <p class="error-message"><strong>${visibleText(error.kind)}</strong> ${visible(gist)}</p>
    ${site && excerpt({ site, role: 'fault', line: error.sourceLine, files, language })}
    ${
      op &&
      html`<p class="origin">
        ${say.causedBy} <code>${visibleText(op.name)}</code>${op.site ? say.definedAt : ''}
      </p>`
    }
    ${op?.site && excerpt({ site: op.site, role: 'definition', line: error.opSourceLine, files, language })}
    ${
      gist !== error.message &&
      html`<details>
        <summary>${say.wholeMessage}</summary>
        <pre>${visible(error.message)}</pre>
      </details>`
    }
    ${
      error.stack.length > 1 &&
      html`<details>
        <summary>${say.calls}</summary>
        <pre>${visible(error.stack.join('\n'))}</pre>
      </details>`
    }
  </div>`;
}

const AROUND = 2;

/** The line with those around it where the program is at hand; else the line the report kept. */
function excerpt(options: MarkedSite & { line: string | undefined; files: Files; language: Language }): Html {
  const { site, role, line, files, language } = options;
  const source = findSource(files, site.file);
  const place = html`<p class="place">${placeOf(site)}</p>`;
  if (source)
    return html`${place}${sourceLines(source.text, {
      language,
      sites: [{ site, role }],
      first: Math.max(1, site.line - AROUND),
      last: site.line + AROUND,
    })}`;
  if (line === undefined) return place;
  const text = '\n'.repeat(site.line - 1) + line;
  return html`${place}${sourceLines(text, { language, sites: [{ site, role }], first: site.line, last: site.line })}`;
}

const placeOf = ({ file, line, column }: Site): string => `${visibleText(file)}:${line}:${column}`;

/** All places that a report's error points to. */
export function sitesOf(error: ReportedError | undefined): MarkedSite[] {
  return [
    ...(error?.site ? [{ site: error.site, role: 'fault' as const }] : []),
    ...(error?.op?.site ? [{ site: error.op.site, role: 'definition' as const }] : []),
  ];
}
