// A program with line numbers, the lines that matter marked, and just enough colour to read it.
import type { Site } from '@residual/contracts';
import { html, type Html } from '../design/html.ts';
import { visible, visibleText } from '../design/visible-text.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

const KEYWORDS =
  'as async await break case catch class const continue def default elif else except export extends finally for from ' +
  'function if import in instanceof lambda let new not of or and pass raise return static switch this throw try ' +
  'type typeof var while with yield null undefined true false None True False';

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>//.*|/\*.*?\*/|^\s*#.*)`,
    String.raw`(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\x60(?:[^\x60\\]|\\.)*\x60)`,
    String.raw`(?<number>\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b)`,
    String.raw`(?<keyword>\b(?:${KEYWORDS.replaceAll(' ', '|')})\b)`,
  ].join('|'),
  'g',
);

const LONGEST_COLOURED = 1_000;

/** One line, coloured without knowledge of the lines around it. */
function colour(line: string): Html[] {
  // Nobody reads such a line, and looking for the end of a string in it takes quadratic time.
  if (line.length > LONGEST_COLOURED) return visible(line);
  const nodes: Html[] = [];
  let end = 0;
  for (const match of line.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0];
    nodes.push(...visible(line.slice(end, match.index)));
    nodes.push(html`<span class="code-${kind}">${visible(match[0])}</span>`);
    end = match.index + match[0].length;
  }
  return [...nodes, ...visible(line.slice(end))];
}

/** A place in a program and what it has to do with the error. */
export interface MarkedSite {
  readonly site: Site;
  readonly role: 'fault' | 'definition';
}

/** @param lines 1-based numbers of the first and last line to show */
export function sourceLines(
  text: string,
  options: {
    sites: readonly MarkedSite[];
    first?: number;
    last?: number;
    id?: string;
    language?: Language;
  },
): Html {
  const { sites, first = 1, last = Infinity, id, language = 'en' } = options;
  const lines = text.replace(/\n$/, '').split(/\r?\n/);
  return html`<ol class="source">
    ${lines.slice(first - 1, last).map((line, i) => {
      const number = first + i;
      const marks = sites.filter(({ site }) => site.line === number);
      const role = marks.find((mark) => mark.role === 'fault')?.role ?? marks[0]?.role;
      return html`<li class=${role} id=${id && `${id}-${number}`}>
        <span class="number">${number}</span><code>${colour(line)}${line === '' && '\n'}</code>
        ${marks.map((mark) => caret(line, mark, language))}
      </li>`;
    })}
  </ol>`;
}

/** Under the column; tabs are kept, so that it stands right whatever their width. */
function caret(line: string, { site, role }: MarkedSite, language: Language): Html {
  const say = words[language];
  const before = visibleText(line.slice(0, site.column - 1)).replace(/[^\t]/g, ' ');
  return html`<span class="caret"
    ><span aria-hidden="true">${before}^ </span>${role === 'fault' ? say.here : say.definedHere}</span
  >`;
}

/** The file of a submission that a site or a report names, with or without folders before it. */
export function findSource(
  files: readonly { path: string; text: string }[],
  name: string | undefined,
): { path: string; text: string } | undefined {
  if (!name) return undefined;
  const last = name.slice(name.lastIndexOf('/') + 1);
  return (
    files.find(({ path }) => path === name) ??
    files.find(({ path }) => path.slice(path.lastIndexOf('/') + 1) === last)
  );
}
