// An uploaded file that is to be filled in: which of its columns are which of our assignments.
import type { ExportOptions } from '@residual/contracts';
import { ExportError, type ExportAssignment } from '../model.ts';
import {
  isAboutNobody,
  isReadOnly,
  readLayout,
  type FilledFormat,
  type GradeColumn,
  type Layout,
} from './layout.ts';
import { normalizeName } from './students.ts';
import { openTable, readRecords, type UploadedTable } from './table.ts';

export interface Upload {
  readonly format: FilledFormat;
  readonly table: UploadedTable;
  readonly layout: Layout;
  /** Lines about nobody that have to stay, such as Canvas's maxima. */
  readonly leading: readonly (readonly string[])[];
  /** By slug, of the assignments that have a column. */
  readonly columns: ReadonlyMap<string, GradeColumn>;
  /** Those that have none. */
  readonly unmatched: readonly ExportAssignment[];
  readonly records: number;
}

/** Canvas's lines about nobody stand at the top. */
const LEADING = 4;

/** @throws ExportError for a file that the gradebook did not write, or a target that it does not have */
export async function openUpload(
  bytes: Uint8Array,
  { format, targets }: Pick<ExportOptions, 'targets'> & { format: FilledFormat },
  assignments: readonly ExportAssignment[],
): Promise<Upload> {
  const table = openTable(bytes);
  let layout: Layout | undefined;
  const leading: string[][] = [];
  let records = 0;
  for await (const record of readRecords(table)) {
    records += 1;
    if (!layout) layout = readLayout(format, record);
    else if (records <= LEADING && isAboutNobody(format, record)) leading.push(record);
  }
  if (!layout) throw new ExportError('The file is empty.');
  const readOnly = (column: GradeColumn): boolean =>
    leading.some((record) => isReadOnly(record[column.index] ?? ''));
  const candidates = layout.gradeColumns.filter((column) => !readOnly(column));
  const columns = new Map<string, GradeColumn>();
  for (const assignment of assignments) {
    const column = findColumn(candidates, assignment, targets[assignment.slug]);
    if (column) columns.set(assignment.slug, column);
  }
  const taken = [...columns.values()];
  const twice = taken.find((column, i) => taken.indexOf(column) !== i);
  if (twice) throw new ExportError(`Two assignments would go into the column "${twice.head}".`);
  return {
    format,
    table,
    layout: { ...layout, gradeColumns: candidates },
    leading: leading.filter((record) => record[0].trim() !== ''),
    columns,
    unmatched: assignments.filter(({ slug }) => !columns.has(slug)),
    records,
  };
}

/** The one that was named, or the only one with the assignment's title or slug. */
function findColumn(
  candidates: readonly GradeColumn[],
  { slug, title }: ExportAssignment,
  target: string | undefined,
): GradeColumn | undefined {
  if (target !== undefined) {
    const named = candidates.filter(({ head }) => head === target.trim());
    if (named.length !== 1)
      throw new ExportError(
        named.length === 0
          ? `The file has no column "${target}" to fill in. There are: ${candidates.map(({ head }) => `"${head}"`).join(', ') || 'none'}.`
          : `The file has "${target}" more than once.`,
      );
    return named[0];
  }
  const same = candidates.filter((column) =>
    [title, slug].some((name) => normalizeName(name) === normalizeName(column.title)),
  );
  return same.length === 1 ? same[0] : undefined;
}
