// Until version 1.7 TensorFlow took `Mul` and `mul` for different names; since then they clash, and the second is
// `mul_1`. This gives a graph's nodes the names that they had before.

const NUMBERED = /^(.*)_(\d+)$/;

/** From each name, and each scope, to what it would have been. @param names of all nodes, in their order */
export function caseSensitiveNames(names: readonly string[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const taken = new Set<string>();
  const inUse = new Map<string, number>();

  const unique = (wanted: string): string => {
    let i = inUse.get(wanted) ?? 0;
    inUse.set(wanted, i + 1);
    if (i === 0) return wanted;
    let name = wanted;
    while (inUse.has(name)) name = `${wanted}_${i++}`;
    inUse.set(name, 1);
    return name;
  };

  for (const name of names) {
    let from = '';
    for (const part of name.split('/')) {
      const scope = from === '' ? '' : `${from}/`;
      const parent = from === '' ? '' : `${renamed.get(from)!}/`;
      from = scope + part;
      if (renamed.has(from)) continue;
      // A number that was put there because the name without it was taken, in whatever case.
      const [, base] = NUMBERED.exec(part) ?? [];
      const asked = base !== undefined && taken.has((scope + base).toLowerCase()) ? base : part;
      renamed.set(from, unique(parent + asked));
      taken.add(from.toLowerCase());
    }
  }
  return renamed;
}
