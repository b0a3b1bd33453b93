// A student of a course: an account, a bare repository with the starters, and a token to push with.
import path from 'node:path';
import type { AssignmentFolder } from '@residual/assignments';
import {
  addRepository,
  createPassword,
  createUser,
  enroll,
  findUserByEmail,
  issuePushToken,
  listEnrollments,
  normalizeEmail,
  type Course,
  type Store,
} from '@residual/store';
import { fillRepository } from './repository.ts';

export interface StudentToAdd {
  readonly name: string;
  readonly email: string;
}

export interface AddedStudent {
  readonly email: string;
  /** Null where the account existed before, from another course: its password stays. */
  readonly password: string | null;
  /** Below the git root: `<course>/<name>.git`. */
  readonly repositoryPath: string;
  readonly pushToken: string;
}

/** The student is in the course already. */
export class DuplicateStudentError extends Error {
  override name = 'DuplicateStudentError';
}

export interface AddStudentOptions {
  readonly store: Store;
  /** Folder of all bare repositories. */
  readonly gitRoot: string;
  readonly course: Course;
  /** Whose starters the repository begins with. */
  readonly assignments: readonly AssignmentFolder[];
}

/** @throws DuplicateStudentError */
export async function addStudent(
  { store, gitRoot, course, assignments }: AddStudentOptions,
  { name, email }: StudentToAdd,
): Promise<AddedStudent> {
  const enrollments = await listEnrollments(store, course.id);
  const address = normalizeEmail(email);
  if (enrollments.some(({ user, repository }) => user.email === address && repository))
    throw new DuplicateStudentError(`${address} is in the course ${course.slug} already`);
  const taken = new Set(enrollments.map(({ repository }) => repository?.path));
  const repositoryPath = choosePath(course, address, taken);

  const known = await findUserByEmail(store, address);
  const password = known ? null : createPassword();
  const userId = known?.id ?? (await createUser(store, { name, email, password: password! }));
  const { id: enrollmentId } = await enroll(store, { courseId: course.id, userId, role: 'student' });
  await fillRepository(path.join(gitRoot, repositoryPath), course, assignments);
  const repositoryId = await addRepository(store, { enrollmentId, path: repositoryPath });
  return { email: address, password, repositoryPath, pushToken: await issuePushToken(store, repositoryId) };
}

/** `ada@example.org` → `deep-learning/ada.git`, or `ada-2.git` where that is another's. */
function choosePath(course: Course, email: string, taken: ReadonlySet<string | undefined>): string {
  const name =
    email
      .split('@')[0]
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'student';
  for (let number = 1; ; number++) {
    const candidate = `${course.slug}/${name}${number === 1 ? '' : `-${number}`}.git`;
    if (!taken.has(candidate)) return candidate;
  }
}

/**
 * The address a student clones: whoever has it can push, but not log in.
 * @param server the public URL of the server, without a trailing slash
 */
export function cloneUrl(
  server: string,
  { repositoryPath, pushToken }: Pick<AddedStudent, 'repositoryPath' | 'pushToken'>,
): string {
  const url = new URL(`${server}/git/${repositoryPath}`);
  url.username = path.basename(repositoryPath, '.git');
  url.password = pushToken;
  return url.href;
}
