// What a student's repository begins with.
import { chmod } from 'node:fs/promises';
import type { AssignmentFolder } from '@residual/assignments';
import { commitFiles, initBareRepository, readFolderHashes, resolveRef } from '@residual/git';
import type { Course } from '@residual/store';

const AUTHOR = { name: 'Residual', email: 'residual@localhost' };

/**
 * Makes a bare repository if need be, and adds README and starter programs of the assignments whose folder it lacks.
 * What a student has pushed stays as it is.
 * @param repository path of the bare repository
 */
export async function fillRepository(
  repository: string,
  course: Course,
  assignments: readonly AssignmentFolder[],
): Promise<void> {
  await initBareRepository(repository);
  // programs of students are nobody else's business, not even on this machine
  await chmod(repository, 0o700);
  const tip = await resolveRef(repository, 'refs/heads/main');
  const present = tip === null ? new Map() : await readFolderHashes(repository, tip);
  const missing = assignments.filter(({ slug }) => !present.has(slug));
  if (tip !== null && missing.length === 0) return;
  const files = new Map<string, Uint8Array>();
  if (tip === null) files.set('README.md', Buffer.from(introduction(course)));
  for (const { slug, starter } of missing)
    for (const [file, content] of starter) files.set(`${slug}/${file}`, content);
  const message =
    tip === null ? `Begin ${course.title}` : `Add ${missing.map(({ slug }) => slug).join(', ')}`;
  await commitFiles(repository, { branch: 'main', message, author: AUTHOR, files });
}

const introduction = (course: Course): string => `# ${course.title}

Each folder is an assignment: its README.md says what to do, the programs in it are where you begin.

    git add -A
    git commit -m "my solution"
    git push

The push answers with the verdict. You may push as often as you like.
`;
