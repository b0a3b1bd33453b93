// Student programs print and name what they like. Control characters, bidirectional overrides and invisible
// characters are shown as what they are, so that text on a page (or copied from it) does nothing.
import { html, type Html } from './html.ts';

/** C0 and C1 controls but tab and newline, soft hyphen, zero-width and bidirectional controls, BOM, lone surrogates. */
const HARMFUL =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** As plain text: for attributes and headings. */
export const visibleText = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(HARMFUL, escapeCharacter);

/** As nodes: escapes stand out from text that merely looks like one. */
export function visible(text: string): Html[] {
  const normal = text.replaceAll('\r\n', '\n');
  const nodes: Html[] = [];
  let end = 0;
  for (const match of normal.matchAll(HARMFUL)) {
    nodes.push(normal.slice(end, match.index));
    nodes.push(html`<span class="escape">${escapeCharacter(match[0])}</span>`);
    end = match.index + match[0].length;
  }
  return [...nodes, normal.slice(end)];
}

/** A sentence of ours in which `names` stand between backticks. */
export const prose = (text: string): Html[] =>
  text
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? html`<code>${visible(part)}</code>` : visible(part)));
