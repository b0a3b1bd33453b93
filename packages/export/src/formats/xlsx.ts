// A workbook (ECMA-376, SpreadsheetML): a sheet a section, heads frozen, no formulas. Text is text there, so that nothing
// in it can run and nothing has to be changed; points are numbers with the digits that they have here.
import type { ExportPlan, ExportRow, ExportWriter } from '../model.ts';
import { xmlText } from '../xml.ts';
import { zip, type ZipEntry } from '../zip.ts';
import { plainHeader, plainRow, type Cell } from './plain.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Student columns stay in sight, too. */
const FROZEN_COLUMNS = 2;
const LONGEST_CELL = 32_767;

/** Rows come by section. */
export const writeXlsx: ExportWriter = (plan, pages) => zip(workbook(plan, pages));

async function* workbook(
  plan: ExportPlan,
  pages: AsyncIterable<readonly ExportRow[]>,
): AsyncGenerator<ZipEntry> {
  const names: string[] = [];
  const rows = flatten(pages);
  let next = await rows.next();
  do {
    const section = next.done ? null : next.value.student.section;
    names.push(sheetName(section, names));
    const inSection = async function* (): AsyncGenerator<ExportRow> {
      while (!next.done && next.value.student.section === section) {
        yield next.value;
        next = await rows.next();
      }
    };
    yield { name: `xl/worksheets/sheet${names.length}.xml`, content: sheet(plan, inSection()) };
  } while (!next.done);
  yield { name: 'xl/workbook.xml', content: [workbookPart(names)] };
  yield { name: 'xl/_rels/workbook.xml.rels', content: [relations(names)] };
  yield { name: 'xl/styles.xml', content: [STYLES] };
  yield { name: '_rels/.rels', content: [PACKAGE_RELATIONS] };
  yield { name: '[Content_Types].xml', content: [contentTypes(names)] };
}

async function* flatten(pages: AsyncIterable<readonly ExportRow[]>): AsyncGenerator<ExportRow, undefined> {
  for await (const rows of pages) yield* rows;
  return undefined;
}

async function* sheet(plan: ExportPlan, rows: AsyncIterable<ExportRow>): AsyncGenerator<string> {
  const header = plainHeader(plan).map((text): Cell => ({ kind: 'text', text }));
  const corner = `${columnName(FROZEN_COLUMNS)}2`;
  yield (
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    `<pane xSplit="${FROZEN_COLUMNS}" ySplit="1" topLeftCell="${corner}" activePane="bottomRight" state="frozen"/>` +
    `</sheetView></sheetViews><cols><col min="1" max="2" width="28" customWidth="1"/></cols><sheetData>${rowXml(header, 1, 1)}`
  );
  let number = 1;
  for await (const row of rows) {
    number += 1;
    yield rowXml(plainRow(plan, row), number, 0);
  }
  yield '</sheetData></worksheet>';
}

function rowXml(cells: readonly Cell[], row: number, style: number): string {
  const xml = cells.map((cell, i) => cellXml(cell, `${columnName(i)}${row}`, style)).join('');
  return `<row r="${row}">${xml}</row>`;
}

function cellXml({ kind, text }: Cell, place: string, style: number): string {
  if (text === '') return '';
  const attributes = `r="${place}"${style === 0 ? '' : ` s="${style}"`}`;
  if (kind === 'number') return `<c ${attributes}><v>${xmlText(text)}</v></c>`;
  return `<c ${attributes} t="inlineStr"><is><t xml:space="preserve">${xstring(text)}</t></is></c>`;
}

/** `_x000D_` is how the format writes what XML cannot hold, and `_x005F_` the underscore that only looks like it (ST_Xstring). */
const xstring = (text: string): string =>
  xmlText(
    text
      .slice(0, LONGEST_CELL)
      .replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
      .replaceAll(
        /[\u0000-\u0008\u000b-\u001f]/g,
        (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
      ),
  );

/** 0 → A, 26 → AA. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1)
    name = String.fromCharCode(65 + (rest % 26)) + name;
  return name;
}

/** At most 31 characters, none of `[]:*?/\`, no apostrophe at the ends, and none twice, whatever the case of its letters. */
export function sheetName(section: string | null, taken: readonly string[]): string {
  const plain =
    (section ?? '')
      .replaceAll(/[\][:*?/\\\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ')
      .trim()
      .slice(0, 31)
      .replaceAll(/^'+|'+$/g, '')
      .replace(/[\ud800-\udbff]$/, '')
      .trim() || 'Students';
  const lower = new Set([...taken, 'History'].map((name) => name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const name = plain.slice(0, 31 - suffix.length).replace(/[\ud800-\udbff]$/, '') + suffix;
    if (!lower.has(name.toLowerCase())) return name;
  }
}

const workbookPart = (names: readonly string[]): string =>
  `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names
    .map((name, i) => `<sheet name="${xmlText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join('')}</sheets></workbook>`;

const relations = (names: readonly string[]): string =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${names
    .map(
      (_, i) =>
        `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
    )
    .join(
      '',
    )}<Relationship Id="rId${names.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;

const PACKAGE_RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

const contentTypes = (names: readonly string[]): string =>
  `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>${names
    .map(
      (_, i) =>
        `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${TYPES}.worksheet+xml"/>`,
    )
    .join('')}</Types>`;

/** The second is for heads. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
