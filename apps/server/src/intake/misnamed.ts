// Programs that nobody will grade because of their name or place, each with what to do about it.
import { posix } from 'node:path';
import { findNearest, LANGUAGE_BY_EXTENSION } from '@residual/contracts';
import type { TreeEntry } from '@residual/git';
import { type AssignmentPrograms, findPrograms } from './policy.ts';

const PROGRAM = /\.(?<ending>[cm]?[jt]sx?|py|ipynb)$/i;
const MOST_HINTS = 5;

/** gradient_descent, Gradient-Descent and gradientDescent are one word. */
const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** A path as one word of a shell. */
const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

/** What to say of the file as the program of `task`. */
function hintFor(
  path: string,
  ending: string,
  place: { slug: string; task: string; taken: boolean },
): string {
  const { slug, task, taken } = place;
  const folder = posix.dirname(path);
  const where = folder === '.' ? "the repository's root" : `${folder}/`;
  const has = `${where} has ${posix.basename(path)}`;
  const wanted = `${task}.${Object.hasOwn(LANGUAGE_BY_EXTENSION, ending) ? ending : 'ts'}`;
  const act = folder === slug ? 'rename it' : 'move it';
  const force = taken ? ' -f' : '';
  return `${has}, which is not graded: ${act} with\ngit mv${force} ${quoted(path)} ${slug}/${wanted}`;
}

/**
 * Looks in the assignment's folder and below it, and in the repository's root. A file named like a task in other
 * letters always counts; one that is only similar counts for a task that has no program.
 */
export function findMisnamed(entries: readonly TreeEntry[], { slug, tasks }: AssignmentPrograms): string[] {
  const graded = new Set(findPrograms(entries, slug, tasks).map(({ path }) => path));
  const without = tasks.filter((task) => findPrograms(entries, slug, [task]).length === 0);
  return entries
    .flatMap(({ path, mode }) => {
      const ending = PROGRAM.exec(path)?.groups?.ending;
      const inside = path.startsWith(`${slug}/`);
      if (ending === undefined || !mode.startsWith('100') || graded.has(path)) return [];
      if (!inside && path.includes('/')) return [];
      const stem = posix.basename(path).slice(0, -ending.length - 1);
      // What was handed out for those who prefer Python.
      const isOffer = path.startsWith(`${slug}/python/`);
      const same = tasks.find(
        (task) => letters(task) === letters(stem) && !(isOffer && !without.includes(task)),
      );
      const similar = inside ? findNearest(stem, without) : null;
      const task = same ?? similar;
      return task === null ? [] : [hintFor(path, ending, { slug, task, taken: !without.includes(task) })];
    })
    .slice(0, MOST_HINTS);
}
