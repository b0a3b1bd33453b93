// What a push may hold. Pure: a description of the push goes in, the rules it breaks come out, each with what
// to do about it.
import { LANGUAGE_BY_EXTENSION, type RefUpdate } from '@residual/contracts';
import type { TreeEntry, TreeListing } from '@residual/git';
import type { DroppedHistory } from '@residual/store';
import type { PushLimits } from '../configuration.ts';

export interface Refusal {
  /** Short name of the rule. */
  readonly rule: string;
  readonly message: string;
  /** What the student should do. */
  readonly remedy: string;
}

export interface AssignmentPrograms {
  readonly slug: string;
  /** Names of the tasks; a task's program is `<slug>/<task>.<ending of a language>`. */
  readonly tasks: readonly string[];
}

type TreeLimits = Pick<PushLimits, 'files' | 'fileBytes' | 'totalBytes' | 'programBytes'>;

export const MAIN = 'refs/heads/main';
export const NO_COMMIT = '0'.repeat(40);
const LINK = '120000';
const SUBMODULE = '160000';
const MAX_PATH = 500;
/** What a file system or a terminal misreads, what turns the direction of writing, and what nobody sees. */
const MISLEADING = /[\p{Cc}\\\ufffd\p{Bidi_Control}\p{Zl}\p{Zp}\u200b-\u200d\u2060-\u2064\ufeff]/u;
const visible = (path: string): string =>
  JSON.stringify(path).replaceAll(new RegExp(MISLEADING, 'gu'), (character) =>
    character === '\\' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The rules about branches: one push moves `main` forward, and nothing else. */
export function refuseUpdates(updates: readonly RefUpdate[]): Refusal[] {
  const refusals: Refusal[] = [];
  // git's own client never sends this; the checks and the row are for one move of main.
  if (updates.filter(({ ref }) => ref === MAIN).length > 1)
    refusals.push({
      rule: 'branch',
      message: 'main is moved more than once in one push',
      remedy: 'git push origin main',
    });
  for (const { ref, newCommit } of updates) {
    if (ref === MAIN && newCommit === NO_COMMIT) {
      refusals.push({
        rule: 'branch',
        message: 'main cannot be deleted: it holds what was graded',
        remedy: 'to start over, commit the files you want and push main again',
      });
    } else if (ref !== MAIN) {
      const name = ref.replace(/^refs\/(heads|tags)\//, '');
      const isTag = ref.startsWith('refs/tags/');
      refusals.push({
        rule: 'branch',
        message: isTag
          ? `tags are not kept here (tag ${name}): only the branch main is graded`
          : `only the branch main is graded, not ${name}`,
        remedy: isTag ? 'git push origin main' : `git push origin ${name}:main`,
      });
    }
  }
  return refusals;
}

/** Not a pull: an amended commit would conflict with the one it replaced. */
const ON_TOP =
  'git fetch && git reset --soft origin/main && git commit -m "…" && git push\n(your files stay as they are)';

/** What a push would take out of main again. */
export interface Dropped extends DroppedHistory {
  /** The course's last commit, if it is among them: an assignment that was handed out. */
  readonly handedOut: boolean;
}

/** The rule about history: what was graded stays in main, unless the policy lets it be replaced. */
export function refuseDropped({ kept, isAllowed, handedOut }: Dropped): Refusal[] {
  const lacks = 'main on the server has commits that your main lacks';
  if (handedOut)
    return [
      {
        rule: 'history',
        message: `${lacks}, the course's own among them, which stay`,
        remedy: ON_TOP,
      },
    ];
  if (kept.length > 0) {
    const [{ commit, slug }] = kept;
    const more = kept.length > 1 ? ` and ${kept.length - 1} more` : '';
    return [
      {
        rule: 'history',
        message: `${lacks}, and graded history is not replaced here: ${commit.slice(0, 7)} was graded (${slug})${more}`,
        remedy: ON_TOP,
      },
    ];
  }
  if (isAllowed) return [];
  return [{ rule: 'history', message: `${lacks}, and the course lets none be replaced`, remedy: ON_TOP }];
}

/** The rules about the files of the pushed commit. */
export function refuseTree(
  tree: Pick<TreeListing, 'entries' | 'truncated'>,
  options: { readonly limits: TreeLimits; readonly assignments: readonly AssignmentPrograms[] },
): Refusal[] {
  const { limits, assignments } = options;
  const refusals = tree.entries.flatMap((entry) => refuseEntry(entry, limits));
  if (tree.truncated || tree.entries.length > limits.files) {
    refusals.push({
      rule: 'number of files',
      message: `the commit has more than ${limits.files} files`,
      remedy:
        'take folders such as node_modules out of it: add them to .gitignore, then git rm -r --cached <folder> && git commit --amend --no-edit',
    });
  }
  const total = tree.entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0);
  if (total > limits.totalBytes) {
    refusals.push({
      rule: 'total size',
      message: `the files of the commit have ${inBytes(total)} together; ${inBytes(limits.totalBytes)} are allowed`,
      remedy:
        'keep data and results out of the repository: git rm --cached <file> && git commit --amend --no-edit',
    });
  }
  return [...refusals, ...refusePrograms(tree.entries, assignments, limits)];
}

function refuseEntry({ mode, path, size }: TreeEntry, limits: TreeLimits): Refusal[] {
  if (mode === SUBMODULE) {
    return [
      {
        rule: 'submodule',
        message: `${path} is a submodule: its files are not part of the push and cannot be graded`,
        remedy: `git rm --cached ${path}, delete ${path}/.git, then git add ${path} && git commit --amend --no-edit`,
      },
    ];
  }
  if (mode === LINK) {
    return [
      {
        rule: 'symbolic link',
        message: `${path} is a symbolic link, which could point outside the repository`,
        remedy: 'put a copy of the file in its place, then git add it and git commit --amend --no-edit',
      },
    ];
  }
  const refusals: Refusal[] = [];
  if (MISLEADING.test(path) || path.length > MAX_PATH) {
    refusals.push({
      rule: 'file name',
      message: `the name ${visible(path.slice(0, 80))} has a backslash, a control character, a character that is not seen or no valid UTF-8, or is too long`,
      remedy: 'rename the file with git mv, then git commit --amend --no-edit',
    });
  }
  if (size !== null && size > limits.fileBytes) {
    refusals.push({
      rule: 'file size',
      message: `${path} has ${inBytes(size)}; a file may have ${inBytes(limits.fileBytes)}`,
      remedy: `git rm --cached ${path} && git commit --amend --no-edit`,
    });
  }
  return refusals;
}

function refusePrograms(
  entries: readonly TreeEntry[],
  assignments: readonly AssignmentPrograms[],
  limits: TreeLimits,
): Refusal[] {
  const refusals: Refusal[] = [];
  for (const { slug, tasks } of assignments) {
    for (const task of tasks) {
      const programs = findPrograms(entries, slug, [task]);
      if (programs.length > 1) {
        refusals.push({
          rule: 'one language per task',
          message: `${slug}/${task} has ${programs.length} programs: ${programs.map((entry) => entry.path).join(' and ')}`,
          remedy: 'keep the one that is to be graded: git rm the other and git commit --amend --no-edit',
        });
      }
      for (const { path, size } of programs) {
        if (size !== null && size > limits.programBytes) {
          refusals.push({
            rule: 'program size',
            message: `${path} has ${inBytes(size)}; a program may have ${inBytes(limits.programBytes)}`,
            remedy: 'import the data from "data" instead of writing it into the program',
          });
        }
      }
    }
  }
  return refusals;
}

/**
 * The entries that are programs of the tasks: regular files directly in the assignment's folder.
 * @param tasks null if nobody knows them: then everything there that may be a program
 */
export function findPrograms(
  entries: readonly TreeEntry[],
  slug: string,
  tasks: readonly string[] | null,
): TreeEntry[] {
  const endings = Object.keys(LANGUAGE_BY_EXTENSION);
  if (tasks === null) {
    const programs = new RegExp(`^${slug}/[^/]+\\.(${endings.join('|')})$`);
    return entries.filter(({ path, mode }) => programs.test(path) && mode.startsWith('100'));
  }
  const paths = new Set(tasks.flatMap((task) => endings.map((ending) => `${slug}/${task}.${ending}`)));
  return entries.filter(({ path, mode }) => paths.has(path) && mode.startsWith('100'));
}

/** 12 kB, 3.4 MB: decimal units, as the limits are given. */
function inBytes(bytes: number): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${unit}`;
}
