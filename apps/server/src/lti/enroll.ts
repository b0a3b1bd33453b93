// Those whom a platform's course has come into ours in the same ways as everybody else.
import { enrollStudent, type StudentAccess } from '@residual/course';
import type { Launch } from '@residual/lti';
import {
  createPassword,
  createUser,
  enroll,
  findEnrollment,
  findUserByEmail,
  listCourseAssignments,
  type LtiContext,
  type LtiIdentity,
} from '@residual/store';
import type { ServerContext } from '../context.ts';
import { loadStarters } from '../web/roster/starters.ts';

type Account = LtiIdentity['user'];

/** Somebody whom nobody here knows; their password is random and known to nobody. */
export async function makeAccount(
  context: ServerContext,
  { course }: LtiContext,
  { name, email, role }: Pick<Launch, 'name' | 'role'> & { email: string },
): Promise<Account> {
  const called = name ?? email.split('@')[0];
  if (role === 'student') {
    await addStudent(context, course, { name: called, email });
    const { id } = (await findUserByEmail(context.store, email))!;
    return { id, name: called, email };
  }
  const id = await createUser(context.store, { name: called, email, password: createPassword() });
  return { id, name: called, email };
}

/**
 * Who is in the course already keeps their role, whatever the platform says.
 * @returns false for those who are not, and neither teach nor learn there
 */
export async function enrollByPlatform(
  context: ServerContext,
  { course, platform }: LtiContext,
  { account, role }: { account: Account; role: Launch['role'] },
): Promise<boolean> {
  const { store } = context;
  if (await findEnrollment(store, { courseId: course.id, userId: account.id })) return true;
  if (role === null) return false;
  if (role === 'student') await addStudent(context, course, account);
  else await enroll(store, { courseId: course.id, userId: account.id, role, by: platform.issuer });
  return true;
}

/** With a repository and the starters. @throws StaffMemberError */
export async function addStudent(
  { store, configuration }: ServerContext,
  course: LtiContext['course'],
  student: { name: string; email: string },
): Promise<StudentAccess> {
  const assignments = await listCourseAssignments(store, course.id);
  const { folders } = await loadStarters(
    configuration.assignments,
    assignments.map(({ slug }) => slug),
  );
  return enrollStudent(store, course, student, { gitRoot: configuration.gitRoot, assignments: folders });
}
