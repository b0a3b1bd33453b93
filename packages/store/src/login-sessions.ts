// Who looks at a page: a cookie's value is a random token, the table knows only its hash.
import { randomBytes } from 'node:crypto';
import { hashPassword, hashToken, verifyPassword } from './credentials.ts';
import type { Role } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface Membership {
  /** Null for an administrator who looks after a course without being in it. */
  readonly enrollmentId: string | null;
  readonly role: Role;
  /** Below the git root; null where none was made. */
  readonly repositoryPath: string | null;
  readonly course: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly timeZone: string;
  };
}

export interface Viewer {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly isAdmin: boolean;
  /** The one they chose for pages; null: none. */
  readonly language: string | null;
  readonly memberships: readonly Membership[];
}

/** Also forgets sessions of this user that have expired. @returns the token for the cookie, known to nobody else */
export async function openLoginSession(
  store: Store,
  userId: string,
  options: { now: Date; lifetimeMs: number },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(options.now.getTime() + options.lifetimeMs);
  await store.db.$transaction([
    store.db.loginSession.deleteMany({ where: { userId, expiresAt: { lte: options.now } } }),
    store.db.loginSession.create({
      data: { tokenHash: hashToken(token), userId, createdAt: options.now, expiresAt },
    }),
  ]);
  return token;
}

export async function closeLoginSession(store: Store, token: string): Promise<void> {
  await store.db.loginSession.deleteMany({ where: { tokenHash: hashToken(token) } });
}

/** Of the account, this one included. */
export async function countLoginSessions(store: Store, userId: string, now: Date): Promise<number> {
  return store.db.loginSession.count({ where: { userId, expiresAt: { gt: now } } });
}

/** @param token of the session that stays */
export async function closeOtherSessions(store: Store, userId: string, token: string): Promise<void> {
  await store.db.loginSession.deleteMany({ where: { userId, tokenHash: { not: hashToken(token) } } });
}

/** @returns null if the token is unknown or has expired */
export async function findViewer(store: Store, token: string, now: Date): Promise<Viewer | null> {
  const session = await store.db.loginSession.findUnique({
    where: { tokenHash: hashToken(token) },
    include: {
      user: {
        include: {
          enrollments: {
            include: { course: true, repository: { select: { path: true } } },
            orderBy: { course: { title: 'asc' } },
          },
        },
      },
    },
  });
  if (!session || session.expiresAt <= now) return null;
  const { user } = session;
  const memberships: Membership[] = user.enrollments.map(({ id, role, course, repository }) => ({
    enrollmentId: id,
    role,
    repositoryPath: repository?.path ?? null,
    course: { id: course.id, slug: course.slug, title: course.title, timeZone: course.timeZone },
  }));
  if (user.isAdmin) {
    const others = await store.db.course.findMany({
      where: { id: { notIn: memberships.map(({ course }) => course.id) } },
      select: { id: true, slug: true, title: true, timeZone: true },
      orderBy: { title: 'asc' },
    });
    memberships.push(
      ...others.map((course) => ({
        enrollmentId: null,
        role: 'instructor' as const,
        repositoryPath: null,
        course,
      })),
    );
  }
  const { id: userId, name, email, isAdmin, language } = user;
  return { userId, name, email, isAdmin, language, memberships };
}

/** Takes as long for an unknown address as for a wrong password, so that nobody learns who has an account. */
export async function findUserByPassword(
  store: Store,
  email: string,
  password: string,
): Promise<{ id: string } | null> {
  const user = await store.db.user.findUnique({
    where: { email: email.toLowerCase() },
    select: { id: true, passwordHash: true },
  });
  unknownUserHash ??= hashPassword(randomBytes(16).toString('hex'));
  const isRight = await verifyPassword(password, user?.passwordHash ?? (await unknownUserHash));
  return user && isRight ? { id: user.id } : null;
}

let unknownUserHash: Promise<string> | undefined;
