// Brings a course's assignments in line with their folders, and hands new ones out to the students.
import { type AssignmentFolder, loadAssignmentFolder } from '@residual/assignments';
import {
  listEnrollments,
  publishAssignment,
  type Course,
  type Publication,
  type Store,
} from '@residual/store';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { handOut } from './student-repository.ts';

export interface PublishedAssignment {
  readonly folder: AssignmentFolder;
  readonly publication: Publication;
}

/**
 * Publishes every folder below `assignments`, in the order of their names; a new assignment is committed to each
 * student's repository (they get it with `git pull`). What was published before stays, whatever fails.
 * @throws AssignmentError naming file, field and remedy of each mistake in a folder
 */
export async function publishAssignments(
  store: Store,
  course: Course,
  { assignments, gitRoot }: { assignments: string; gitRoot: string },
): Promise<PublishedAssignment[]> {
  const entries = await readdir(assignments, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const folders = await Promise.all(
    names.toSorted().map((name) => loadAssignmentFolder(join(assignments, name))),
  );
  const published: PublishedAssignment[] = [];
  for (const [index, folder] of folders.entries()) {
    const { slug, spec, hash, bundle } = folder;
    const publication = await publishAssignment(store, course.id, {
      slug,
      title: spec.title,
      position: index + 1,
      deadline: spec.deadline === undefined ? null : new Date(spec.deadline),
      hash,
      bundle,
    });
    published.push({ folder, publication });
  }
  for (const { repository } of await listEnrollments(store, course.id))
    if (repository) await handOut(join(gitRoot, repository.path), course, folders);
  return published;
}
