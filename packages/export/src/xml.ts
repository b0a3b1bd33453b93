// XML 1.0, as far as exports need it.

/** Characters that XML cannot hold, not even escaped, become U+FFFD. */
const UNSPEAKABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** For text and attributes in double quotes. A carriage return would be read as a line feed. */
export const xmlText = (text: string): string =>
  text
    .replaceAll(UNSPEAKABLE, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;');
