import { describe, expect, test } from '@jest/globals';
import { renderToString } from 'preact-render-to-string';
import { html } from './html.ts';

describe('templates', () => {
  test('keep the space between words that a line break stands for', () => {
    const page = html`
      <p>
        one
        <b>two</b>
        ${'three'}
      </p>
    `;
    expect(renderToString(page)).toBe('<p> one <b>two</b> three </p>');
  });

  test('add no space where a tag is broken to avoid it', () => {
    const page = html`<p><b>one</b>two</p>`;
    expect(renderToString(page)).toBe('<p><b>one</b>two</p>');
  });

  test('escape every value', () => {
    expect(renderToString(html`<a title=${'"<'}>${'<script>'}</a>`)).toBe(
      '<a title="&quot;&lt;">&lt;script></a>',
    );
  });
});
