import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssignmentError, loadAssignmentFolder, type AssignmentFolder } from '@residual/assignments';
import { enrollStudent, StaffMemberError } from '@residual/course';
import { listAssignments } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { cloneUrl, getCourse, parseEmail, parseName, withStore } from './with-course.ts';

/** Prints what the student needs, which is known only now. @throws CommandError */
export async function addStudent(
  instance: Instance,
  options: { course: string; name: string; email: string; assignments: string },
): Promise<void> {
  const email = parseEmail(options.email);
  const name = parseName(options.name);
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const slugs = (await listAssignments(store, course.id)).map(({ slug }) => slug);
    const { password, repositoryPath, pushToken } = await enrollStudent(
      store,
      course,
      { name, email },
      { gitRoot: join(instance.home, 'git'), assignments: await loadFolders(options.assignments, slugs) },
    ).catch((error: unknown) => {
      if (!(error instanceof StaffMemberError)) throw error;
      throw new CommandError(
        `${error.message}: enrol the student with another address, or change the role first (residual role set).`,
      );
    });
    const login =
      password === null ? 'with the password of the account there already was' : `password ${password}`;
    console.log(`${name} is in ${course.title}. Pass this on; it is shown only now.

  ${instance.url}  ${email}  ${login}
  git clone ${cloneUrl(instance, { path: repositoryPath, email, token: pushToken })} ${course.slug}
`);
  });
}

/** The folders that the course's assignments were published from, for their starters; publishing hands out the rest. */
export async function loadFolders(parent: string, slugs: readonly string[]): Promise<AssignmentFolder[]> {
  const folders: AssignmentFolder[] = [];
  for (const slug of slugs) {
    const folder = join(parent, slug);
    const without = `The student's repository begins without ${slug}; residual publish hands it out.`;
    if (!existsSync(folder)) {
      console.error(`${folder} is not there. ${without}`);
      continue;
    }
    try {
      folders.push(await loadAssignmentFolder(folder));
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
      console.error(`${error.message}\n${without}`);
    }
  }
  return folders;
}
