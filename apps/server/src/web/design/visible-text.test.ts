import { describe, expect, test } from '@jest/globals';
import { renderToString } from 'preact-render-to-string';
import { html } from './html.ts';
import { visible, visibleText } from './visible-text.ts';

describe('text of a student program', () => {
  test.each([
    ['\x1b[31mred', '\\x1b[31mred'],
    ['a\0b', 'a\\x00b'],
    ['over\rwritten', 'over\\x0dwritten'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['half \ud83d pair', 'half \\ud83d pair'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  test('leaves tabs, line ends, accents and emoji alone', () => {
    expect(visibleText('α\tß\r\n🙂\n')).toBe('α\tß\n🙂\n');
  });

  test('marks its escapes, so that they differ from the same text printed', () => {
    expect(renderToString(html`<p>${visible('\\x1b \x1b <b>')}</p>`)).toBe(
      '<p>\\x1b <span class="escape">\\x1b</span> &lt;b></p>',
    );
  });
});
