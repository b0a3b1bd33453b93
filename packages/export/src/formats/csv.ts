import { csvText, withoutFormula } from '../csv.ts';
import type { ExportWriter } from '../model.ts';
import { plainHeader, plainRow } from './plain.ts';

/** Everything, a row a student (RFC 4180, UTF-8). */
export const writeCsv: ExportWriter = async function* (plan, pages) {
  yield csvText([plainHeader(plan)]);
  for await (const rows of pages)
    yield csvText(
      rows.map((row) =>
        plainRow(plan, row).map((cell) => (cell.kind === 'text' ? withoutFormula(cell.text) : cell.text)),
      ),
    );
};
