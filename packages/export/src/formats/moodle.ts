// Moodle's two grade imports (moodle/moodle, grade/import/csv/classes/load_data.php and grade/import/xml/lib.php).
import type { StudentGrades } from '@residual/store';
import { csvText, withoutFormula } from '../csv.ts';
import type { ExportPlan, ExportWriter, Outgoing } from '../model.ts';
import { sameGrade } from '../same-grade.ts';
import { xmlText } from '../xml.ts';

/** What Moodle calls the fields that it can find a user by. */
export const MOODLE_KEYS = {
  email: 'email',
  login: 'username',
  sisId: 'idnumber',
  moodleId: 'userid',
} as const;

/** As it is written in Moodle, which minds the case. Empty if it is not known. */
export function moodleIdentity(
  { identifiers, email }: Pick<StudentGrades, 'identifiers' | 'email'>,
  key: keyof typeof MOODLE_KEYS,
): string {
  return key === 'email' ? (identifiers.email ?? email) : (identifiers[key] ?? '');
}

export const moodleValue = (outgoing: Outgoing): string => (outgoing.kind === 'points' ? outgoing.text : '');

/**
 * One column to find the user by, then for each assignment its grade and the line that explains it, as feedback. One
 * unknown user makes Moodle refuse the whole file.
 */
export const writeMoodleCsv: ExportWriter = async function* ({ assignments, options }, pages) {
  const key = options.key ?? 'email';
  const heads = assignments.flatMap(({ slug, title }) => {
    const head = options.targets[slug] ?? title;
    return [head, `${head} (Feedback)`].map(withoutFormula);
  });
  yield csvText([[MOODLE_KEYS[key], ...heads]]);
  for await (const rows of pages)
    yield csvText(
      rows.map(({ student, outgoing }) => [
        moodleIdentity(student, key),
        ...outgoing.flatMap((each, i) => [
          moodleValue(each),
          each.kind === 'points' ? withoutFormula(student.grades[i].explanation) : '',
        ]),
      ]),
    );
};

/** The item's ID number in Moodle. */
export const moodleItem = (slug: string, { targets }: ExportPlan['options']): string => targets[slug] ?? slug;

/** A result for each grade; what is left is not in it. Students and items are found by their ID numbers. */
export const writeMoodleXml: ExportWriter = async function* ({ course, assignments, options, now }, pages) {
  const batch = `${course.slug}-${now.toISOString()}`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<results batch="${xmlText(batch)}">\n`;
  for await (const rows of pages)
    yield rows
      .flatMap(({ student, outgoing, previous }) =>
        outgoing.map((each, i) => {
          if (each.kind !== 'points') return '';
          const before = previous[i];
          const state = before !== null && !sameGrade(before, each.text) ? 'regrade' : 'new';
          return (
            `<result><state>${state}</state>` +
            `<assignment>${xmlText(moodleItem(assignments[i].slug, options))}</assignment>` +
            `<student>${xmlText(moodleIdentity(student, 'sisId'))}</student>` +
            `<score>${each.text}</score>` +
            `<feedback>${xmlText(student.grades[i].explanation)}</feedback></result>\n`
          );
        }),
      )
      .join('');
  yield '</results>\n';
};
