// Moodle's imports of grades, written from grade/import/csv/classes/load_data.php and grade/import/xml/lib.php: all or
// nothing.
import { readCsv } from './csv-reader.ts';
import { readXml, type XmlElement } from './xml-reader.ts';

export type MoodleGrades = Map<string, Map<string, { grade: string | null; feedback: string | null }>>;

const HIGHEST = 100;

/**
 * @param mapping what the teacher chooses on Moodle's page, by the column's place: an item's grade or its feedback
 * @throws Error on which nothing at all is imported
 */
export function importCsv(
  text: string,
  options: {
    key: 'email' | 'username' | 'idnumber' | 'userid';
    users: readonly string[];
    mapping: readonly { item: string; what: 'grade' | 'feedback' }[];
  },
): MoodleGrades {
  const [head, ...records] = readCsv(text);
  if (head[0] !== options.key) throw new Error(`the first column is ${head[0]}`);
  if (head.length !== 1 + options.mapping.length) throw new Error(`${head.length} columns`);
  const grades: MoodleGrades = new Map();
  for (const record of records) {
    if (record.length !== head.length) throw new Error('a record has too many or too few fields');
    if (options.users.filter((user) => user === record[0]).length !== 1)
      throw new Error(`user mapping error: ${record[0]}`);
    const own = new Map<string, { grade: string | null; feedback: string | null }>();
    options.mapping.forEach(({ item, what }, i) => {
      const cell = record[i + 1];
      const standing = own.get(item) ?? { grade: null, feedback: null };
      if (what === 'feedback') own.set(item, { ...standing, feedback: cell === '' ? null : cell });
      else own.set(item, { ...standing, grade: cell === '' || cell === '-' ? null : gradeIn(cell) });
    });
    grades.set(record[0], own);
  }
  return grades;
}

function gradeIn(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`bad grade: ${text}`);
  if (Number(text) > HIGHEST) throw new Error(`grade above the maximum: ${text}`);
  return text;
}

/** @throws Error on which nothing at all is imported */
export function importXml(
  text: string,
  options: { students: readonly string[]; items: readonly string[] },
): MoodleGrades {
  const root = readXml(text);
  if (root.name !== 'results' || !root.attributes.batch) throw new Error('no results with a batch');
  const grades: MoodleGrades = new Map();
  for (const result of root.children) {
    if (result.name !== 'result') throw new Error(`an element ${result.name}`);
    if (!['new', 'regrade'].includes(child(result, 'state'))) throw new Error('an unknown state');
    const [student, item] = [child(result, 'student'), child(result, 'assignment')];
    for (const [number, all] of [
      [student, options.students],
      [item, options.items],
    ] as const)
      if (all.filter((each) => each === number).length !== 1)
        throw new Error(`incorrect ID number: ${number}`);
    const own = grades.get(student) ?? new Map();
    if (own.has(item)) throw new Error('one grade twice');
    own.set(item, { grade: gradeIn(child(result, 'score')), feedback: child(result, 'feedback') });
    grades.set(student, own);
  }
  return grades;
}

function child(element: XmlElement, name: string): string {
  const found = element.children.filter((each) => each.name === name);
  if (found.length !== 1) throw new Error(`${found.length} elements ${name}`);
  return found[0].text;
}
