import { describe, expect, test } from '@jest/globals';
import type { RosterStudent } from '@residual/store';
import { readLayout } from './layout.ts';
import { StudentIndex } from './students.ts';

const student = (name: string, more: Partial<RosterStudent> = {}): RosterStudent => ({
  enrollmentId: name,
  name,
  email: `${name.split(' ')[0].toLowerCase()}@example.edu`,
  section: null,
  identifiers: {},
  ...more,
});
const layout = readLayout('canvas', ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'HW (1)']);

function find(students: readonly RosterStudent[], record: readonly string[]): string {
  const index = new StudentIndex();
  for (const each of students) index.add(each);
  const match = index.find(layout, record);
  return match.student ? `${match.student.name} by ${match.by}` : match.reason;
}

describe('a line of a gradebook', () => {
  const ada = student('Ada Lovelace', { identifiers: { canvasId: '90210', sisId: 'A1' } });
  const bob = student('Bob Ross', { identifiers: { sisId: 'B1', login: 'BROSS' } });

  test.each([
    // the ID comes before the rest, even where that is another's
    [['Ross, Bob', '90210', 'B1', 'bross', ''], 'Ada Lovelace by canvasId'],
    [['Lovelace, Ada', '1', 'B1', 'ada@example.edu', ''], 'Bob Ross by sisId'],
    [['x', '1', '', 'bross', ''], 'Bob Ross by login'],
    [['x', '1', '', 'Ada@Example.EDU', ''], 'Ada Lovelace by login'],
    [['LOVELACE,  Ada', '', '', '', ''], 'Ada Lovelace by name'],
    [['Lovelace, Ada', '', '', '', ''], 'Ada Lovelace by name'],
    [['="Ada Lovelace"', '', '', '', ''], 'Ada Lovelace by name'],
    [['ada lovelace', '1', 'X', 'nobody', ''], 'Ada Lovelace by name'],
    [['Grace Hopper', '1', 'X', 'nobody', ''], 'unknown'],
    [['', '', '', '', ''], 'unknown'],
  ])('%j is %s', (record, expected) => expect(find([ada, bob], record)).toBe(expected));

  test('that may be two students is neither', () => {
    const other = student('Ada Lovelace', { enrollmentId: 'other', email: 'lovelace@example.edu' });
    expect(find([ada, other], ['Lovelace, Ada', '', '', '', ''])).toBe('ambiguous');
    expect(find([ada, other], ['Lovelace, Ada', '90210', '', '', ''])).toBe('Ada Lovelace by canvasId');
  });
});
