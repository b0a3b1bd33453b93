// From folders of assignments to what a course hands out and grades with.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { AssignmentError, loadAssignmentFolder, type AssignmentFolder } from '@residual/assignments';
import { publishAssignment, type Course, type Publication, type Store } from '@residual/store';

export interface LoadedAssignments {
  /** In the course's order: by name. */
  readonly assignments: AssignmentFolder[];
  /** A mistake in one assignment does not keep the others back. */
  readonly broken: AssignmentError[];
}

/** @param folder whose folders are assignments, named by their slugs */
export async function loadAssignments(folder: string): Promise<LoadedAssignments> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const assignments: AssignmentFolder[] = [];
  const broken: AssignmentError[] = [];
  for (const name of names.toSorted()) {
    try {
      assignments.push(await loadAssignmentFolder(path.join(folder, name)));
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
      broken.push(error);
    }
  }
  return { assignments, broken };
}

export interface PublishedAssignment {
  readonly slug: string;
  readonly publication: Publication;
}

export async function publishAssignments(
  store: Store,
  course: Course,
  assignments: readonly AssignmentFolder[],
): Promise<PublishedAssignment[]> {
  const published: PublishedAssignment[] = [];
  for (const [i, { slug, spec, hash, bundle }] of assignments.entries()) {
    const assignment = { slug, title: spec.title, position: i + 1, hash, bundle };
    published.push({ slug, publication: await publishAssignment(store, course.id, assignment) });
  }
  return published;
}
