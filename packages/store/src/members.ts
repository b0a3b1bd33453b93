// One member of a course, as staff look at them.
import { normalizeEmail } from './accounts.ts';
import type { Role } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface Member {
  readonly enrollmentId: string;
  readonly userId: string;
  readonly role: Role;
  readonly name: string;
  readonly email: string;
  readonly joinedAt: Date;
  /** Below the git root; null where none was made. */
  readonly repository: { readonly id: string; readonly path: string } | null;
}

const memberSelection = {
  id: true,
  role: true,
  createdAt: true,
  user: { select: { id: true, name: true, email: true } },
  repository: { select: { id: true, path: true } },
} as const;

interface MemberRow {
  readonly id: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly repository: { readonly id: string; readonly path: string } | null;
}

const toMember = ({ id, role, createdAt, user, repository }: MemberRow): Member => ({
  enrollmentId: id,
  userId: user.id,
  role,
  name: user.name,
  email: user.email,
  joinedAt: createdAt,
  repository,
});

/** @returns null if nobody in the course has that enrollment */
export async function findMember(
  store: Store,
  { courseId, enrollmentId }: { courseId: string; enrollmentId: string },
): Promise<Member | null> {
  const row = await store.db.enrollment.findFirst({
    where: { id: enrollmentId, courseId },
    select: memberSelection,
  });
  return row && toMember(row);
}

/** @returns null if no student of the course has that address */
export async function findMemberByEmail(
  store: Store,
  { courseId, email }: { courseId: string; email: string },
): Promise<Member | null> {
  const row = await store.db.enrollment.findFirst({
    where: { courseId, role: 'student', user: { email: normalizeEmail(email) } },
    select: memberSelection,
  });
  return row && toMember(row);
}

export interface MemberList {
  readonly members: readonly Member[];
  /** On all pages. */
  readonly total: number;
}

/** By role (instructors first), then by name. */
export async function listMembers(
  store: Store,
  options: {
    courseId: string;
    /** Part of a name or an e-mail address, in any case. */
    search?: string;
    role?: Role | null;
    page: number;
    pageSize: number;
  },
): Promise<MemberList> {
  const { courseId, search = '', role, page, pageSize } = options;
  const contains = {
    contains: search.replaceAll(/[\\%_]/g, String.raw`\$&`),
    mode: 'insensitive',
  } as const;
  const where = {
    courseId,
    ...(role && { role }),
    ...(search !== '' && { user: { OR: [{ name: contains }, { email: contains }] } }),
  };
  const [total, rows] = await Promise.all([
    store.db.enrollment.count({ where }),
    store.db.enrollment.findMany({
      where,
      orderBy: [{ role: 'asc' }, { user: { name: 'asc' } }, { user: { email: 'asc' } }],
      select: memberSelection,
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
  ]);
  return { members: rows.map(toMember), total };
}

/** What is known of addresses: their accounts, and their roles in the course. */
export async function findAccounts(
  store: Store,
  { courseId, emails }: { courseId: string; emails: readonly string[] },
): Promise<
  ReadonlyMap<string, { readonly userId: string; readonly name: string; readonly role: Role | null }>
> {
  const rows = await store.db.user.findMany({
    where: { email: { in: [...emails] } },
    select: {
      id: true,
      name: true,
      email: true,
      enrollments: { where: { courseId }, select: { role: true } },
    },
  });
  return new Map(
    rows.map(({ id, name, email, enrollments }) => [
      email,
      { userId: id, name, role: enrollments[0]?.role ?? null },
    ]),
  );
}

/** The name that pages and lists show. */
export async function renameUser(store: Store, userId: string, name: string): Promise<void> {
  await store.db.user.update({ where: { id: userId }, data: { name } });
}

/** Whether an account teaches some course, or looks after all of them. */
export async function isStaffAnywhere(store: Store, userId: string): Promise<boolean> {
  const user = await store.db.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      isAdmin: true,
      enrollments: { where: { role: { not: 'student' } }, select: { id: true }, take: 1 },
    },
  });
  return user.isAdmin || user.enrollments.length > 0;
}

/** An account in a course, whatever its role. */
export async function findEnrollment(
  store: Store,
  { courseId, userId }: { courseId: string; userId: string },
): Promise<{ readonly id: string; readonly role: Role } | null> {
  return store.db.enrollment.findUnique({
    where: { courseId_userId: { courseId, userId } },
    select: { id: true, role: true },
  });
}
