// The students of a platform's course, taken into ours. Nobody is removed, no role and no name is changed.
import { StaffMemberError } from '@residual/course';
import { readMembers, type PlatformMember } from '@residual/lti';
import {
  findAccounts,
  findMemberByEmail,
  findLtiAccounts,
  linkLtiIdentity,
  listEnrollments,
  listLtiMembers,
  setLtiMember,
  setStudentNames,
  type LtiContext,
} from '@residual/store';
import type { ServerContext } from '../context.ts';
import { addStudent } from './enroll.ts';
import type { Platforms } from './platforms.ts';

/** Why somebody was not taken over. */
export type RosterProblem = 'no email' | 'staff here' | 'twice' | 'failed';

export interface RosterReport {
  /** New in the course; `isNew`: also their accounts. */
  readonly added: readonly { readonly name: string; readonly email: string; readonly isNew: boolean }[];
  /** In the course before. */
  readonly known: number;
  /** Who teaches there: they come by themselves, or are added by hand. */
  readonly staff: number;
  readonly problems: readonly { readonly who: string; readonly why: RosterProblem }[];
  /** Students here whom the platform's course has no longer, or never had. */
  readonly missing: readonly { readonly name: string; readonly email: string }[];
}

/** Doing it twice changes nothing more. @throws ServiceError if the platform does not tell */
export async function syncRoster(
  context: ServerContext,
  platforms: Platforms,
  connection: LtiContext,
): Promise<RosterReport> {
  const { store } = context;
  const { course, membershipsUrl: url } = connection;
  if (url === null) throw new Error('the platform offers no roster');
  const sync = new RosterSync(context, connection);
  await sync.begin();
  const service = await platforms.service(connection.platform);
  for await (const page of readMembers(service, { url })) await sync.take(page);
  const enrollments = await listEnrollments(store, course.id);
  const missing = enrollments.filter(({ id, role }) => role === 'student' && !sync.seen.has(id));
  return { ...sync.report, missing: missing.map(({ user: { name, email } }) => ({ name, email })) };
}

class RosterSync {
  readonly seen = new Set<string>();
  readonly report = {
    added: [] as { name: string; email: string; isNew: boolean }[],
    known: 0,
    staff: 0,
    problems: [] as { who: string; why: RosterProblem }[],
  };
  readonly #context: ServerContext;
  readonly #connection: LtiContext;
  #known = new Map<string, string>();

  constructor(context: ServerContext, connection: LtiContext) {
    this.#context = context;
    this.#connection = connection;
  }

  async begin(): Promise<void> {
    const members = await listLtiMembers(this.#context.store, this.#connection.id);
    this.#known = new Map(members.map(({ subject, enrollmentId }) => [subject, enrollmentId]));
  }

  async take(page: readonly PlatformMember[]): Promise<void> {
    const { store } = this.#context;
    const { platform, course } = this.#connection;
    const active = page.filter(({ isActive, role }) => isActive && role !== null);
    const students = active.filter(({ role }) => role === 'student');
    this.report.staff += active.length - students.length;
    const subjects = students.map(({ subject }) => subject);
    const linked = await findLtiAccounts(store, { platformId: platform.id, courseId: course.id, subjects });
    const names: { enrollmentId: string; identifiers: { sisId: string } }[] = [];
    for (const member of students) {
      const email = linked.get(member.subject)?.email ?? member.email;
      const enrollmentId = this.#known.get(member.subject) ?? (await this.#enroll(member, email));
      if (enrollmentId === null) continue;
      if (this.seen.has(enrollmentId)) {
        this.#refuse(member, 'twice');
        continue;
      }
      this.seen.add(enrollmentId);
      await setLtiMember(store, { contextId: this.#connection.id, subject: member.subject, enrollmentId });
      if (member.sisId) names.push({ enrollmentId, identifiers: { sisId: member.sisId } });
    }
    this.report.known = this.seen.size - this.report.added.length;
    await setStudentNames(store, course.id, names);
  }

  /** @returns the enrollment; null if there is none, which is in the report */
  async #enroll(member: PlatformMember, email: string | null): Promise<string | null> {
    const { store, log } = this.#context;
    const { platform, course } = this.#connection;
    if (email === null) return this.#refuse(member, 'no email');
    const account = (await findAccounts(store, { courseId: course.id, emails: [email] })).get(email);
    if (account?.role === 'instructor' || account?.role === 'assistant')
      return this.#refuse(member, 'staff here');
    const name = member.name ?? account?.name ?? email.split('@')[0];
    if (account?.role !== 'student') {
      try {
        await addStudent(this.#context, course, { name, email });
      } catch (error) {
        if (error instanceof StaffMemberError) return this.#refuse(member, 'staff here');
        // The others are taken over all the same; the next time takes up who is left.
        log.error({ err: error, email }, 'a student could not be enrolled');
        return this.#refuse(member, 'failed');
      }
    }
    const enrolled = await findMemberByEmail(store, { courseId: course.id, email });
    if (!enrolled) return this.#refuse(member, 'failed');
    if (account?.role !== 'student') this.report.added.push({ name, email, isNew: !account });
    if (!account)
      await linkLtiIdentity(store, {
        platformId: platform.id,
        subject: member.subject,
        userId: enrolled.userId,
        isConfirmed: false,
      });
    return enrolled.enrollmentId;
  }

  #refuse({ name, email, subject }: PlatformMember, why: RosterProblem): null {
    this.report.problems.push({ who: [name, email].filter(Boolean).join(', ') || subject, why });
    return null;
  }
}
