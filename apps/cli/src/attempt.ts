// `residual cancel`, `residual audit`, `residual role`.
import { cancelAttempt, listAudit, listEnrollments, setRole, type Role } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { actorOf, parseId, print, type StaffOptions } from './staff.ts';
import { getCourse, parseEmail, withStore } from './with-course.ts';

/** @throws CommandError if it has ended before */
export async function cancel(
  instance: Instance,
  text: string,
  options: StaffOptions & { reason?: string },
): Promise<void> {
  const attemptId = parseId(text, 'an attempt');
  await withStore(instance, async (store) => {
    const was = await cancelAttempt(store, { attemptId, by: actorOf(options), reason: options.reason });
    if (was === null) throw new CommandError(`There is no attempt ${attemptId}.`);
    if (was !== 'queued' && was !== 'running')
      throw new CommandError(`The attempt has ended: it is ${was.replace('_', ' ')}.`);
    print(
      options,
      { attemptId, was, is: 'cancelled' },
      `Cancelled (it was ${was === 'queued' ? 'waiting' : 'being graded'}). It is no score and uses up no attempt.`,
    );
  });
}

/** Newest first. @throws CommandError */
export async function audit(
  instance: Instance,
  options: StaffOptions & { course?: string; about?: string; limit: number },
): Promise<void> {
  await withStore(instance, async (store) => {
    const { about, limit } = options;
    const courseId = options.course === undefined ? undefined : (await getCourse(store, options.course)).id;
    const entries = await listAudit(store, { courseId, about, limit });
    const value = (each: unknown): string => (typeof each === 'string' ? each : JSON.stringify(each));
    const lines = entries.map(({ at, actor, action, course, subject, before, after, reason }) =>
      [
        `${at.toISOString()}  ${actor}: ${action}, ${subject}${course === null ? '' : ` (${course})`}`,
        ...(before === null ? [] : [`    before: ${value(before)}`]),
        ...(after === null ? [] : [`    after:  ${value(after)}`]),
        ...(reason === null ? [] : [`    reason: ${reason}`]),
      ].join('\n'),
    );
    print(options, entries, lines.length > 0 ? lines.join('\n') : 'Nothing is written down yet.');
  });
}

/** @throws CommandError */
export async function changeRole(
  instance: Instance,
  options: StaffOptions & { course: string; email: string; role: Role; reason?: string },
): Promise<void> {
  const email = parseEmail(options.email);
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const found = (await listEnrollments(store, course.id)).find(({ user }) => user.email === email);
    if (!found) throw new CommandError(`${email} is not in ${course.title}.`);
    const { role, reason } = options;
    const before = await setRole(store, { enrollmentId: found.id, role, by: actorOf(options), reason });
    print(options, { email, before, after: role }, `${email}: ${before} → ${role}`);
  });
}
