// Texts of students on pages: what is harmful or invisible in them is shown as an escape.
import { escapeCharacter, HARMFUL } from '@residual/answer';
import { html, type Html } from './html.ts';

export { visibleText } from '@residual/answer';

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
