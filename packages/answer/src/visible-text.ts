// Student programs print and name what they like. Control characters, bidirectional overrides and invisible
// characters are shown as what they are, so that text on a page or a terminal (or copied from it) does nothing.

/** C0 and C1 controls but tab and newline, soft hyphen, zero-width and bidirectional controls, BOM, lone surrogates. */
export const HARMFUL =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}/gu;

export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** With escapes in their place. */
export const visibleText = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(HARMFUL, escapeCharacter);
