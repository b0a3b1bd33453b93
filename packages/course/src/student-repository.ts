// What a student's repository begins with: a folder for each assignment with its README and starter programs.
import { publicBundleFile, type AssignmentFolder } from '@residual/assignments';
import { commitFiles, initBareRepository, readFolderHashes, resolveRef } from '@residual/git';
import type { Course } from '@residual/store';

/** Author of what a course commits to its students' repositories. */
export const COURSE_EMAIL = 'course@residual.invalid';

const MAIN = 'refs/heads/main';

/** Makes the repository if need be, and commits the assignments whose folders it does not have yet. */
export async function handOut(
  path: string,
  course: Course,
  assignments: readonly Pick<AssignmentFolder, 'slug' | 'starter' | 'publicBundle'>[],
): Promise<void> {
  await initBareRepository(path);
  const commit = await resolveRef(path, MAIN);
  const present = commit === null ? new Map<string, string>() : await readFolderHashes(path, commit);
  const missing = assignments.filter(({ slug }) => !present.has(slug));
  const files = new Map<string, Uint8Array>();
  for (const { slug, starter } of missing)
    for (const [name, content] of starter) files.set(`${slug}/${name}`, content);
  // What students check their work with is brought up to date when there is a commit anyway: one for its sake alone
  // would get everybody's next push rejected.
  if (missing.length > 0)
    for (const { slug, publicBundle } of assignments)
      files.set(publicBundleFile(slug), new TextEncoder().encode(publicBundle));
  if (commit === null) files.set('README.md', new TextEncoder().encode(readme(course)));
  if (files.size === 0) return;
  await commitFiles(path, {
    branch: 'main',
    message: missing.length > 0 ? `Hand out ${missing.map(({ slug }) => slug).join(', ')}` : 'Begin',
    author: { name: course.title, email: COURSE_EMAIL },
    files,
  });
}

const readme = (course: Course): string => `# ${course.title}

Each folder is an assignment; its README says what to do. Change the programs, then

    git commit -am "What I did"
    git push

and the push answers with the verdict, and with your grade and how it came about. Unless an assignment says
otherwise, push as often as you like: the latest submission counts, also when it scores less than an earlier
one. One received after the deadline is marked late.

Most of it can be looked at before: in a clone of Residual, \`npm run residual -- check <this folder>\` runs the same
checks on your programs, but for those on data that nobody has.

If a push is rejected because an assignment was added meanwhile, take it in and push again:

    git pull --no-rebase --no-edit
    git push
`;
