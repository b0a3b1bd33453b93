import { describe, expect, test } from '@jest/globals';
import { renderToString } from 'preact-render-to-string';
import { html } from '../design/html.ts';
import { findSource, sourceLines } from './source-listing.ts';

const show = (...[text, options]: Parameters<typeof sourceLines>): string =>
  renderToString(html`<div>${sourceLines(text, options)}</div>`);
const textOf = (page: string): string => page.replaceAll(/<[^>]*>/g, '');

describe('a program on a page', () => {
  test('has the caret under the column, after the same tabs', () => {
    const page = show('a\n\tb.run(x);\n', {
      sites: [{ site: { file: 'a.ts', line: 2, column: 4 }, role: 'fault' }],
    });
    expect(page).toContain('<span aria-hidden="true">\t  ^ </span>here');
  });

  test('shows nothing as code or markup but what the program says', () => {
    const source = `const s = "<b>" + '\\'' + \`\${1}\`; // don't "stop" 1e-3`;
    expect(
      textOf(show(source, { sites: [] }))
        .replaceAll('&lt;', '<')
        .replaceAll('&quot;', '"'),
    ).toContain(source);
  });

  test('copes with a place outside of the file', () => {
    const page = show('one line', {
      sites: [{ site: { file: 'a.ts', line: 99, column: 99 }, role: 'fault' }],
    });
    expect(textOf(page)).toContain('one line');
  });

  test('belongs to the file that an error names, with or without its folder', () => {
    const files = [
      { path: 'closed-form.ts', text: '' },
      { path: 'gradient-descent.ts', text: '' },
    ];
    expect(findSource(files, 'linear-regression/closed-form.ts')?.path).toBe('closed-form.ts');
    expect(findSource(files, 'elsewhere.ts')).toBeUndefined();
  });
});
