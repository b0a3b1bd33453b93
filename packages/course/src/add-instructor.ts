import {
  createPassword,
  createUser,
  enroll,
  findUserByEmail,
  setRole,
  type Course,
  type Store,
} from '@residual/store';

/**
 * Makes somebody an instructor of a course, with an account if there is none yet.
 * @param person.by who says so, for the log
 * @returns the new account's password, known only here and now; null if the account was there before
 */
export async function addInstructor(
  store: Store,
  course: Course,
  { name, email, by = 'residual' }: { name: string; email: string; by?: string },
): Promise<string | null> {
  const known = await findUserByEmail(store, email);
  const password = known ? null : createPassword();
  const userId = known?.id ?? (await createUser(store, { name, email, password: password! }));
  const { id: enrollmentId } = await enroll(store, {
    courseId: course.id,
    userId,
    role: 'instructor',
    by,
  });
  // Who was in the course with another role.
  await setRole(store, { enrollmentId, role: 'instructor', by });
  return password;
}
