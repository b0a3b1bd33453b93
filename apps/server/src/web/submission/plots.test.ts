import { describe, expect, test } from '@jest/globals';
import type { Plot } from '@residual/contracts';
import { html, renderDocument } from '../design/html.ts';
import { plotFigures } from './plots.ts';

const plot = (changes: Partial<Plot>): Plot => ({ series: [], images: [], ...changes });
const line = (y: (number | null)[], x: (number | null)[] = []) => ({ kind: 'line' as const, x, y });
const draw = (changes: Partial<Plot>): string =>
  renderDocument(html`<main>${plotFigures([plot(changes)], 'p', 'en')}</main>`);

describe('a plot of a program', () => {
  test('goes through its points, and past those that are no number', () => {
    const [, path] = /<path class="line series-0" d="M([^"]*)"/.exec(
      draw({ series: [line([3, null, 1, 2])] }),
    )!;
    expect(path.split('L')).toHaveLength(3);
  });

  test('leaves out what has no place on a logarithmic axis', () => {
    const [, path] = /<path class="line series-0" d="M([^"]*)"/.exec(
      draw({ logY: true, series: [line([10, 0, -1, 1000])] }),
    )!;
    expect(path.split('L')).toHaveLength(2);
  });

  test('without values says so', () => {
    expect(draw({ series: [line([null])] })).toContain('A plot without values.');
    expect(draw({})).toContain('A plot without values.');
  });

  test('names its series, whatever they are called', () => {
    const text = draw({ title: 'Loss', series: [{ ...line([1, 2]), label: '<b>\u202e' }] });
    expect(text).toContain('&lt;b>');
    expect(text).not.toContain('\u202e');
  });

  test('of an image has a square for each value', () => {
    const text = draw({ images: [{ width: 3, values: [0, 0.5, 1, 0, 0.5, 1] }] });
    expect(text).toContain('viewBox="0 0 3 2"');
    expect(text.match(/h1v1h-1z/g)).toHaveLength(6);
  });

  test('shows bars from zero', () => {
    const text = draw({ series: [{ kind: 'bars', x: [0, 1], y: [2, 4] }] });
    const [[, base], [, other]] = [...text.matchAll(/M[\d.]+ ([\d.]+)V/g)];
    expect(base).toBe(other);
    expect(text).toMatch(/>0<\/text/);
  });
});
