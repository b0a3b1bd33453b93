// The table of cells: complete, up to date, and each entry backed by a test.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CELLS, TABLE, table } from './cells.ts';

/** The notebook's code cells: In [221] to In [326] (there is no 325) and six of its last slides. */
const NUMBERS = [
  ...Array.from({ length: 104 }, (_, i) => 221 + i),
  326,
  'In 4',
  'In 5',
  'In 6',
  'In 7',
  'In 8',
  'In 9',
].map(String);

/** Numbers of cells that the tests of this folder name. */
function tested(): Set<string> {
  const folder = new URL('.', import.meta.url);
  const found = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.ts'))) {
    const source = readFileSync(new URL(file, folder), 'utf8');
    for (const [, list] of source.matchAll(/\bcell\(\s*(\[[^\]]*\]|\d+)/g))
      for (const [number] of list.matchAll(/In \d|\d{3}/g)) found.add(number);
  }
  return found;
}

describe('the table of cells', () => {
  test('lists every code cell of the notebook once', () => {
    expect(CELLS.flatMap(({ cells }) => cells.map(String)).toSorted()).toEqual(NUMBERS.toSorted());
  });

  test('says of each cell that it is reproduced only where a test has its number', () => {
    const numbers = tested();
    const missing = CELLS.filter(({ status }) => status !== 'not applicable')
      .flatMap(({ cells }) => cells.map(String))
      .filter((number) => !numbers.has(number));
    expect(missing).toEqual([]);
  });

  test('is written down as it stands', () => {
    expect(readFileSync(TABLE, 'utf8')).toBe(table());
  });
});
