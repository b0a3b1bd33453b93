/** A path of this site and nothing else: no "//host", no backslash that browsers read as a slash; else "/". */
export function localPath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\\\x00-\x1f]*$/.test(next) ? next : '/';
}
