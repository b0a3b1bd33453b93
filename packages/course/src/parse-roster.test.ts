import { describe, expect, test } from '@jest/globals';
import { parseRoster } from './parse-roster.ts';

const read = (text: string) => {
  const parsed = parseRoster(text);
  return parsed.ok ? parsed.lines.map(({ name, email }) => `${name} <${email}>`) : parsed.mistake;
};
const GRACE = 'Grace Hopper <grace@example.org>';

describe('a list of participants', () => {
  test.each([
    ['commas', 'Grace Hopper,grace@example.org'],
    ['the address first', 'grace@example.org, Grace Hopper'],
    [
      'semicolons and a German header',
      'Nachname;Vorname;Matrikel;E-Mail-Adresse\nHopper;Grace;123456;Grace@Example.org',
    ],
    ['tabs and an English header', 'Email\tFirst name\tLast name\ngrace@example.org\tGrace\tHopper'],
    [
      'a byte order mark, quotes and blank lines',
      '\uFEFF"Name","E-Mail"\r\n\r\n"Grace  Hopper","grace@example.org"\r\n',
    ],
    ['a line of a mail program', 'Grace Hopper <grace@example.org>'],
  ])('is read with %s', (_, text) => expect(read(text)).toEqual([GRACE]));

  test('has mistakes told by their line, and the rest is read', () => {
    const parsed = parseRoster(
      'name,email\nAda Lovelace,ada@example.org\nNobody,\n,x@example.org\nAda,ADA@example.org',
    );
    expect(parsed).toMatchObject({
      ok: true,
      lines: [{ line: 2, name: 'Ada Lovelace', email: 'ada@example.org' }],
      mistakes: [
        { line: 3, kind: 'noEmail' },
        { line: 4, kind: 'noName' },
        { line: 5, kind: 'twice' },
      ],
    });
  });

  test.each([
    ['empty', ' \n'],
    ['columns', 'e-mail,matrikel\na@example.org,1'],
    ['unreadable', 'name,email\n"Grace,grace@example.org'],
    ['tooMany', 'a@example.org,A\n'.repeat(5_001)],
  ])('is refused as %s', (mistake, text) => expect(read(text)).toBe(mistake));
});
