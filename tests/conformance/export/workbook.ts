// A workbook as a spreadsheet program reads it: sheets by the workbook's relations, cells by their places.
import { readXml, type XmlElement } from './xml-reader.ts';
import { readZip } from './zip-reader.ts';

export interface Sheet {
  readonly name: string;
  /** Row and column from 0; what is not there is undefined. */
  readonly cells: ReadonlyMap<string, { readonly kind: 'text' | 'number'; readonly text: string }>;
  readonly frozen: { readonly rows: number; readonly columns: number };
}

/** @throws Error for a formula, a name that no sheet may have, or a part that is missing */
export function readWorkbook(bytes: Buffer): Sheet[] {
  const parts = readZip(bytes);
  const part = (name: string): XmlElement => {
    const content = parts.get(name);
    if (!content) throw new Error(`no part ${name}`);
    return readXml(content.toString());
  };
  const types = part('[Content_Types].xml').children.map(({ attributes }) => attributes.PartName);
  const relations = new Map(
    part('xl/_rels/workbook.xml.rels').children.map(({ attributes }) => [attributes.Id, attributes.Target]),
  );
  const sheets = part('xl/workbook.xml').children.find(({ name }) => name === 'sheets')!.children;
  const names = sheets.map(({ attributes }) => attributes.name);
  if (new Set(names.map((name) => name.toLowerCase())).size !== names.length) throw new Error('a name twice');
  return sheets.map(({ attributes }) => {
    const { name } = attributes;
    if (name.length === 0 || name.length > 31 || /[[\]:*?/\\]|^'|'$/.test(name) || /^history$/i.test(name))
      throw new Error(`no name for a sheet: ${name}`);
    const target = `xl/${relations.get(attributes['r:id'])}`;
    if (!types.includes(`/${target}`)) throw new Error(`${target} has no type`);
    return readSheet(name, part(target));
  });
}

function readSheet(name: string, root: XmlElement): Sheet {
  const find = (element: XmlElement, wanted: string): XmlElement =>
    element.children.find((each) => each.name === wanted)!;
  const pane = find(find(find(root, 'sheetViews'), 'sheetView'), 'pane').attributes;
  if (pane.state !== 'frozen') throw new Error('heads are not frozen');
  const cells = new Map<string, { kind: 'text' | 'number'; text: string }>();
  find(root, 'sheetData').children.forEach((row, r) => {
    if (Number(row.attributes.r) !== r + 1) throw new Error('rows out of order');
    for (const cell of row.children) {
      const [, letters, number] = /^([A-Z]+)(\d+)$/.exec(cell.attributes.r)!;
      if (Number(number) !== r + 1) throw new Error('a cell in another row');
      if (cell.children.some((each) => each.name === 'f')) throw new Error('a formula');
      const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
      const isText = cell.attributes.t === 'inlineStr';
      const text = isText ? unescape(find(find(cell, 'is'), 't').text) : find(cell, 'v').text;
      cells.set(`${r} ${column}`, { kind: isText ? 'text' : 'number', text });
    }
  });
  return { name, cells, frozen: { rows: Number(pane.ySplit), columns: Number(pane.xSplit) } };
}

/** ST_Xstring: _x000D_ is a carriage return. */
const unescape = (text: string): string =>
  text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
