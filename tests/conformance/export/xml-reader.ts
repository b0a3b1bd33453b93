// As much of XML 1.0 as the exports write, read strictly: what is not well-formed is an error.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  /** Of this element itself. */
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const TOKEN = /<\?[^>]*\?>|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;

const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** @throws Error */
export function readXml(document: string): XmlElement {
  if (FORBIDDEN.test(document)) throw new Error('a character that XML cannot hold');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < document.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(document);
    if (!match) throw new Error(`not well-formed: ${document.slice(at, at + 40)}`);
    const [, isEnd, name, attributes, isEmpty, text] = match;
    if (text !== undefined) open.at(-1)!.text += decode(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
    else if (name === undefined) continue;
    else if (isEnd) {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const element: XmlElement = { name, attributes: readAttributes(attributes), children: [], text: '' };
      open.at(-1)!.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one root element');
  return root.children[0];
}

const readAttributes = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, name, value]) => [
      name,
      decode(value.replaceAll(/[\t\r\n]/g, ' ')),
    ]),
  );

const decode = (text: string): string =>
  text.replaceAll(/&(#x?[0-9a-f]+|\w+)?;?/gi, (whole, name: string | undefined) => {
    if (!whole.endsWith(';') || name === undefined) throw new Error(`a bare & in ${text}`);
    if (name.startsWith('#'))
      return String.fromCodePoint(
        name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)),
      );
    if (!(name in ENTITIES)) throw new Error(`unknown entity ${name}`);
    return ENTITIES[name];
  });
