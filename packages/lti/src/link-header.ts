/**
 * Where a Link header leads (RFC 8288).
 * @param header such as `<https://lms.example/members?p=2>; rel="next"`
 * @returns an absolute address; null without such a link
 */
export function linkOf(header: string | null, relation: string, base: string): string | null {
  for (const [, target, parameters] of (header ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[^,;"]*(?:"[^"]*")?)*)/g,
  )) {
    const [, relations = ''] = /;\s*rel\s*=\s*"?([^";]*)"?/i.exec(parameters) ?? [];
    if (relations.toLowerCase().split(/\s+/).includes(relation) && URL.canParse(target, base))
      return new URL(target, base).href;
  }
  return null;
}
