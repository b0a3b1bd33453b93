// Canvas's gradebook CSV (instructure/canvas-lms, lib/gradebook_importer.rb and gradebook_exporter.rb).
import { csvText, withoutFormula } from '../csv.ts';
import {
  ExportError,
  type ExportAssignment,
  type ExportPlan,
  type ExportRow,
  type ExportWriter,
  type Outgoing,
} from '../model.ts';
import type { StudentGrades } from '@residual/store';
import { padDecimals } from '../rounding.ts';

/** Canvas notices a change from the second decimal on. */
const PLACES = 2;

/** Columns with these words in their heads are dropped, wherever they stand in them. */
export const DROPPED_HEADS =
  /Current (Score|Points|Grade)|Final (Score|Points|Grade)|Override (Score|Grade|Status)/;

/** The head of an assignment's column: its title and Canvas's own number. */
export const TITLE_AND_ID = /^(.*)\s\((\d+)\)$/;

export const POINTS_POSSIBLE = 'Points Possible';

export function canvasValue(outgoing: Outgoing): string {
  switch (outgoing.kind) {
    case 'points':
      return padDecimals(outgoing.text, PLACES);
    case 'excused':
      return 'EX';
    default:
      return '';
  }
}

/**
 * Canvas takes a field of digits, dots and commas for a number whose last separator is the decimal point, and drops the
 * others: a student number such as 2024.001.5 does not survive that.
 */
export const survivesCanvas = (identifier: string): boolean =>
  !/^-?[0-9.,]+%?$/.test(identifier) || /^-?\d*\.?\d*%?$/.test(identifier);

export interface CanvasIdentity {
  readonly id: string;
  readonly sisId: string;
  readonly login: string;
}

/** By what Canvas finds a student; the login is the e-mail address where nothing else is known. */
export function canvasIdentity(
  { identifiers, email }: Pick<StudentGrades, 'identifiers' | 'email'>,
  key: ExportPlan['options']['key'],
): CanvasIdentity {
  const login =
    key === 'email'
      ? (identifiers.email ?? email)
      : (identifiers.login ?? (key === 'login' ? '' : (identifiers.email ?? email)));
  const surviving = (text: string): string => (survivesCanvas(text) ? text : '');
  return {
    id: surviving(identifiers.canvasId ?? ''),
    sisId: surviving(identifiers.sisId ?? ''),
    login: surviving(login),
  };
}

/**
 * The heads, in the order of the assignments.
 * @throws ExportError for a title that Canvas would read as something else
 */
export function canvasHeads({ assignments, options }: ExportPlan): string[] {
  const heads = assignments.map(({ slug, title }) => {
    const target = options.targets[slug];
    // Canvas's titles are one line, and so is what it looks for.
    const head = (target ?? title).trim().replaceAll(/\s+/g, ' ');
    const help = `name its column in Canvas, such as "${title} (4711)", or upload Canvas's own export`;
    if (DROPPED_HEADS.test(head))
      throw new ExportError(`Canvas drops columns with such words in their titles as "${head}": ${help}.`);
    if (target === undefined && TITLE_AND_ID.test(head))
      throw new ExportError(`Canvas would take the number at the end of "${head}" for its own: ${help}.`);
    return head;
  });
  const twice = heads.find((head, i) => heads.indexOf(head) !== i);
  if (twice !== undefined)
    throw new ExportError(
      `Two assignments are called "${twice}", and Canvas could not tell them apart: name their columns in Canvas.`,
    );
  return heads;
}

/** A new file. Students whom Canvas could not find, or who have a grade that is to be left, are not in the rows. */
export const writeCanvas: ExportWriter = async function* (plan, pages) {
  const heads = canvasHeads(plan);
  yield csvText([['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...heads]]);
  // It sets the maximum in Canvas: an assignment that is there keeps its own.
  if (!heads.every((head) => TITLE_AND_ID.test(head)))
    yield csvText([[`    ${POINTS_POSSIBLE}`, '', '', '', '', ...plan.assignments.map(maximum)]]);
  for await (const rows of pages) yield csvText(rows.map((row) => canvasRow(plan, row)));
};

function canvasRow({ options }: ExportPlan, { student, outgoing }: ExportRow): string[] {
  const { id, sisId, login } = canvasIdentity(student, options.key);
  return [
    withoutFormula(student.name),
    id,
    sisId,
    login,
    withoutFormula(student.section ?? ''),
    ...outgoing.map(canvasValue),
  ];
}

const maximum = ({ maxPoints }: ExportAssignment): string =>
  maxPoints === null ? '' : padDecimals(maxPoints, PLACES);
