import { describe, expect, test } from '@jest/globals';
import { excerpt, oneLine, timeOfDay, WIDTH, wrap } from './terminal-text.ts';

describe('wrap', () => {
  test('keeps every line within the width and loses no word', () => {
    const text = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
    const lines = wrap(text, { first: '* ', indent: '    ' });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
    expect(lines[0]).toMatch(/^\* word0 /);
    expect(lines[1]).toMatch(/^ {4}word/);
    expect(lines.map((line) => line.replace(/^\* /, '').trim()).join(' ')).toBe(text);
  });

  test('breaks a word longer than a line, but never an address', () => {
    expect(wrap('x'.repeat(WIDTH + 1))).toEqual(['x'.repeat(WIDTH), 'x']);
    const address = `http://localhost/${'x'.repeat(WIDTH)}`;
    expect(wrap(`see ${address}`)).toEqual(['see', address]);
  });

  test('cuts what is too long, visibly', () => {
    expect(wrap('a\nb\nc', { maxLines: 2, indent: ' ' })).toEqual([' a', ' b', ' ...']);
    expect(wrap('y'.repeat(1_000_000), { maxLines: 2 })).toHaveLength(3);
  });

  test('shows control characters instead of sending them', () => {
    expect(wrap('\u001b[2Jred\u0000\r')).toEqual(['\\x1b[2Jred\\x00\\x0d']);
  });
});

test('oneLine makes one harmless line', () => {
  expect(oneLine(' a\n\tb\u202e ')).toBe('a b\\u202e');
});

describe('excerpt', () => {
  test('puts the caret under the column', () => {
    expect(excerpt('    sess.run(train);', 10, '  ')).toEqual(['  sess.run(train);', '       ^']);
    expect(excerpt('\tx = y', 6, '')).toEqual(['x = y', '    ^']);
  });

  test('cuts a long line around the column', () => {
    const source = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
    const [line, caret] = excerpt(source, 501, '  ');
    expect(line.length).toBeLessThanOrEqual(WIDTH);
    expect(line.slice(caret.indexOf('^'))).toMatch(/^HERE/);
  });

  test('has no caret without a column, and survives one that is out of range', () => {
    expect(excerpt('abc', undefined, '')).toEqual(['abc']);
    expect(excerpt('abc', 99, '')).toEqual(['abc', '   ^']);
    expect(excerpt('', 3, '')).toEqual(['', '^']);
  });

  test('keeps the caret in place when the line holds control characters', () => {
    expect(excerpt('\u001b[31mx', 6, '')).toEqual(['?[31mx', '     ^']);
  });
});

test('timeOfDay is in the time zone of the course', () => {
  const noon = new Date('2026-01-15T12:00:05Z');
  expect(timeOfDay(noon, 'UTC')).toBe('12:00:05 UTC');
  expect(timeOfDay(noon, 'Europe/Berlin')).toMatch(/^13:00:05 (CET|GMT\+1)$/);
});
