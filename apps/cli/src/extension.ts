// `residual extension` and `residual group`.
import { addDays } from '@residual/grading/policy';
import {
  findGroup,
  getGrade,
  grantExtension,
  listExtensions,
  listGroups,
  revokeExtension,
  setGroup,
} from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import {
  actorOf,
  getAssignment,
  getStudents,
  parseId,
  parseReason,
  parseTime,
  print,
  table,
  timeText,
  type StaffOptions,
} from './staff.ts';
import { getCourse, withStore } from './with-course.ts';

export interface GrantOptions extends StaffOptions {
  readonly course: string;
  readonly student?: readonly string[];
  readonly group?: string;
  readonly until?: string;
  readonly days?: number;
  readonly reason: string;
}

/** Tells what the grades were and are. @throws CommandError */
export async function grant(instance: Instance, slug: string, options: GrantOptions): Promise<void> {
  const reason = parseReason(options.reason);
  const by = actorOf(options);
  if ((options.student === undefined) === (options.group === undefined))
    throw new CommandError('Say for whom: --student <address...> or --group <name>, one of the two.');
  if ((options.until === undefined) === (options.days === undefined))
    throw new CommandError('Say until when: --until <time> or --days <number>, one of the two.');
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const assignment = await getAssignment(store, course, slug);
    const { id: assignmentId, deadline } = assignment;
    if (!deadline) throw new CommandError(`${slug} has no deadline, so there is nothing to extend.`);
    const until =
      options.days === undefined
        ? parseTime(options.until!, course)
        : addDays(deadline, options.days, course.timeZone);
    if (until <= deadline)
      throw new CommandError(
        `${timeText(until, course)} is not after the deadline of ${slug}, ${timeText(deadline, course)}.`,
      );
    const students = await getStudents(store, course, options.student ?? []);
    const gradesOf = () =>
      Promise.all(
        students.map(({ enrollmentId }) => getGrade(store, { enrollmentId, assignmentId, now: new Date() })),
      );
    const before = await gradesOf();
    const targets = students.map(({ enrollmentId, email }) => ({
      kind: 'student' as const,
      id: enrollmentId,
      name: email,
    }));
    const group =
      options.group === undefined
        ? null
        : await findGroup(store, { courseId: course.id, name: options.group });
    if (options.group !== undefined && !group)
      throw new CommandError(`There is no group "${options.group}": make it with residual group set.`);
    const extensions = [];
    for (const target of group ? [{ kind: 'group' as const, ...group }] : targets)
      extensions.push({
        id: await grantExtension(store, { assignmentId, target, until, by, reason }),
        for: target.name,
        until,
      });
    const after = await gradesOf();
    const lines = extensions.map((each, i) => {
      const change =
        before[i] && before[i].explanation !== after[i].explanation
          ? `\n    ${before[i].explanation}\n  → ${after[i].explanation}`
          : '';
      return `${each.for}: ${slug} until ${timeText(until, course)}   ${each.id}${change}`;
    });
    print(options, extensions, lines.join('\n'));
  });
}

/** @throws CommandError */
export async function revoke(
  instance: Instance,
  text: string,
  options: StaffOptions & { reason: string },
): Promise<void> {
  const id = parseId(text, 'an extension');
  const reason = parseReason(options.reason);
  await withStore(instance, async (store) => {
    const revoked = await revokeExtension(store, { id, by: actorOf(options), reason });
    if (revoked === null) throw new CommandError(`There is no extension ${id}.`);
    print(options, { id, revoked }, revoked ? 'The extension is revoked.' : 'It had been revoked before.');
  });
}

/** @throws CommandError */
export async function showExtensions(
  instance: Instance,
  options: StaffOptions & { course: string },
): Promise<void> {
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const extensions = await listExtensions(store, course.id);
    const rows = extensions.map((each) => [
      each.id,
      each.assignment,
      each.student ?? `group ${each.group}`,
      timeText(each.until, course),
      `${each.reason} (${each.grantedBy})`,
    ]);
    print(options, extensions, rows.length > 0 ? table(rows) : `${course.title} has no extensions.`);
  });
}

/** @throws CommandError */
export async function changeGroup(
  instance: Instance,
  name: string,
  options: StaffOptions & { course: string; student: readonly string[] },
): Promise<void> {
  if (name.trim() === '') throw new CommandError('The name of the group is empty.');
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const students = await getStudents(store, course, options.student);
    const enrollmentIds = [...new Set(students.map(({ enrollmentId }) => enrollmentId))];
    await setGroup(store, { courseId: course.id, name: name.trim(), enrollmentIds, by: actorOf(options) });
    const members = students.map(({ email }) => email);
    print(options, { name, members }, `${name}: ${members.join(', ')}`);
  });
}

/** @throws CommandError */
export async function showGroups(
  instance: Instance,
  options: StaffOptions & { course: string },
): Promise<void> {
  await withStore(instance, async (store) => {
    const course = await getCourse(store, options.course);
    const groups = await listGroups(store, course.id);
    const rows = groups.map(({ name, members }) => [name, members.join(', ')]);
    print(options, groups, rows.length > 0 ? table(rows) : `${course.title} has no groups.`);
  });
}
