import {
  createPassword,
  createUser,
  enroll,
  findUserByEmail,
  type Course,
  type Store,
} from '@residual/store';

/**
 * Makes somebody an instructor of a course, with an account if there is none yet.
 * @returns the new account's password, known only here and now; null if the account was there before
 */
export async function addInstructor(
  store: Store,
  course: Course,
  { name, email }: { name: string; email: string },
): Promise<string | null> {
  const known = await findUserByEmail(store, email);
  const password = known ? null : createPassword();
  const userId = known?.id ?? (await createUser(store, { name, email, password: password! }));
  await enroll(store, { courseId: course.id, userId, role: 'instructor' });
  return password;
}
