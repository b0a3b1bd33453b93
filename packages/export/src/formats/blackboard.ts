// Blackboard's Grade Center (its help, "Uploading or Downloading Grade Center Items").
import type { StudentGrades } from '@residual/store';
import { csvText, withoutFormula } from '../csv.ts';
import { ExportError, type ExportPlan, type ExportWriter, type Outgoing } from '../model.ts';

/** The key of a row. */
export function blackboardUsername(
  { identifiers, email }: Pick<StudentGrades, 'identifiers' | 'email'>,
  key: ExportPlan['options']['key'],
): string {
  if (key === 'email') return identifiers.email ?? email;
  return identifiers.login ?? (key === 'login' ? '' : (identifiers.email ?? email));
}

/**
 * `Title |_123_1`: what stands behind the bar is the column's ID.
 * @throws ExportError for an assignment without one: Blackboard would make a column of text, worth nothing
 */
export function blackboardHeads({ assignments, options }: ExportPlan): string[] {
  return assignments.map(({ slug, title }) => {
    const target = options.targets[slug];
    if (target === undefined)
      throw new ExportError(
        `Blackboard's column ID of ${slug} is not known. Upload a file downloaded from the Grade Center, or name the ID; ` +
          'without it Blackboard would make a column of text that is worth no points.',
      );
    const id = target.includes('|') ? target.slice(target.lastIndexOf('|') + 1).trim() : target;
    if (id === '' || /[\s|"]/.test(id))
      throw new ExportError(`"${target}" is no column ID of Blackboard, such as _12345_1.`);
    return `${withoutFormula(title.replaceAll('|', ' '))} |${id}`;
  });
}

export const blackboardValue = (outgoing: Outgoing): string =>
  outgoing.kind === 'points' ? outgoing.text : '';

/** Every field in quotes. */
export const writeBlackboard: ExportWriter = async function* (plan, pages) {
  yield csvText([['Username', ...blackboardHeads(plan)]], { quoted: true });
  for await (const rows of pages)
    yield csvText(
      rows.map(({ student, outgoing }) => [
        blackboardUsername(student, plan.options.key),
        ...outgoing.map(blackboardValue),
      ]),
      { quoted: true },
    );
};
