// The starters of a course's assignments, for the repositories of new students.
import { AssignmentError, loadAssignmentFolder, type AssignmentFolder } from '@residual/assignments';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** @returns the folders there are, and the slugs of those that are not there or cannot be read */
export async function loadStarters(
  parent: string,
  slugs: readonly string[],
): Promise<{ readonly folders: readonly AssignmentFolder[]; readonly missing: readonly string[] }> {
  const folders: AssignmentFolder[] = [];
  const missing: string[] = [];
  for (const slug of slugs) {
    const folder = join(parent, slug);
    try {
      await access(folder);
      folders.push(await loadAssignmentFolder(folder));
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isAbsent && !(error instanceof AssignmentError)) throw error;
      missing.push(slug);
    }
  }
  return { folders, missing };
}
