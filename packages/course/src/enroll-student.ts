// A student in a course: an account, an enrollment, a repository with the starters, and a token to push with.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AssignmentFolder } from '@residual/assignments';
import {
  addRepository,
  createUser,
  enroll,
  findUserByEmail,
  isRepositoryPathTaken,
  issuePushToken,
  type Course,
  type Store,
} from '@residual/store';
import { handOut } from './student-repository.ts';

export interface NewStudent {
  readonly name: string;
  readonly email: string;
  /** One is made up if none is given. */
  readonly password?: string;
}

export interface StudentAccess {
  /** Null if the account was there before: its password stays. */
  readonly password: string | null;
  /** Below the git root, `<course>/<name>.git`. */
  readonly repositoryPath: string;
  /** Opens that repository to git; known only here and now. */
  readonly pushToken: string;
}

/** Somebody who teaches a course cannot be a student of it with the same account. */
export class StaffMemberError extends Error {
  override name = 'StaffMemberError';
}

/**
 * Doing it twice leaves one student, with a further token.
 * @throws StaffMemberError for a member of the course's staff, who stays one
 */
export async function enrollStudent(
  store: Store,
  course: Course,
  student: NewStudent,
  {
    gitRoot,
    assignments,
  }: { gitRoot: string; assignments: readonly Pick<AssignmentFolder, 'slug' | 'starter' | 'publicBundle'>[] },
): Promise<StudentAccess> {
  const known = await findUserByEmail(store, student.email);
  const password = known ? null : (student.password ?? randomBytes(9).toString('base64url'));
  const userId =
    known?.id ?? (await createUser(store, { name: student.name, email: student.email, password: password! }));
  const enrollment = await enroll(store, { courseId: course.id, userId, role: 'student' });
  if (enrollment.role !== 'student')
    throw new StaffMemberError(`${student.email} is ${enrollment.role} of ${course.title}`);
  const repositoryPath =
    enrollment.repository?.path ?? (await chooseRepositoryPath(store, course, student.email));
  await handOut(join(gitRoot, repositoryPath), course, assignments);
  const repositoryId = await addRepository(store, { enrollmentId: enrollment.id, path: repositoryPath });
  return { password, repositoryPath, pushToken: await issuePushToken(store, repositoryId) };
}

/** Named after the address; where two share that, the later one gets a number. */
async function chooseRepositoryPath(store: Store, course: Course, email: string): Promise<string> {
  const name =
    email
      .split('@')[0]
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-') || 'student';
  for (let number = 1; ; number++) {
    const path = `${course.slug}/${number === 1 ? name : `${name}-${number}`}.git`;
    if (!(await isRepositoryPathTaken(store, path))) return path;
  }
}
