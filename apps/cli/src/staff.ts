// What commands that change grades begin with: who says so, about whom, and how the answer is written.
import { userInfo } from 'node:os';
import { momentSchema } from '@residual/contracts';
import { formatMoment, parseMoment } from '@residual/grading/policy';
import {
  listAssignments,
  listEnrollments,
  type Course,
  type CourseAssignment,
  type Store,
} from '@residual/store';
import { CommandError } from './command-error.ts';
import { parseEmail } from './with-course.ts';

export interface StaffOptions {
  /** For the audit log; by default the system's user. */
  readonly by?: string;
  readonly json?: boolean;
}

export const actorOf = ({ by }: StaffOptions): string =>
  by?.trim() || `${userInfo().username} (command line)`;

/** @throws CommandError that names those there are */
export async function getAssignment(store: Store, course: Course, slug: string): Promise<CourseAssignment> {
  const assignments = await listAssignments(store, course.id);
  const assignment = assignments.find((each) => each.slug === slug);
  if (assignment) return assignment;
  const known = assignments.map((each) => each.slug).join(', ') || 'none';
  throw new CommandError(`${course.title} has no assignment "${slug}". There are: ${known}.`);
}

export interface Student {
  readonly enrollmentId: string;
  readonly email: string;
}

/** In the order given. @throws CommandError for an address that is no student's of the course */
export async function getStudents(
  store: Store,
  course: Course,
  addresses: readonly string[],
): Promise<Student[]> {
  const enrollments = await listEnrollments(store, course.id);
  return addresses.map((address) => {
    const email = parseEmail(address);
    const found = enrollments.find(({ user }) => user.email === email);
    if (!found) throw new CommandError(`${email} is not in ${course.title}.`);
    if (found.role !== 'student')
      throw new CommandError(`${email} is ${found.role} of ${course.title}, not a student.`);
    return { enrollmentId: found.id, email };
  });
}

/**
 * `2027-01-31 23:59` by the course's clock (a date alone is its end), or with an offset.
 * @throws CommandError
 */
export function parseTime(text: string, { timeZone }: Course): Date {
  const trimmed = text.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T');
  const full = /^\d{4}-\d\d-\d\d$/.test(trimmed) ? `${trimmed}T23:59:59` : trimmed;
  if (!momentSchema.safeParse(full).success)
    throw new CommandError(`"${text}" is no time: write one such as "2027-01-31 23:59" (in ${timeZone}).`);
  return parseMoment(full, timeZone);
}

export const timeText = (moment: Date, { timeZone }: Course): string =>
  `${formatMoment(moment, timeZone)} (${timeZone})`;

/** @throws CommandError if it is empty */
export function parseReason(text: string): string {
  const reason = text.trim();
  if (reason === '') throw new CommandError('The reason is empty. Write one: it is kept in the audit log.');
  return reason;
}

/** The value as JSON where it was asked for, else as text for people. */
export function print({ json }: StaffOptions, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value, null, 2) : text);
}

/** Columns as wide as they need to be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @param what it is the id of @throws CommandError */
export function parseId(text: string, what: string): string {
  if (!UUID.test(text)) throw new CommandError(`"${text}" is not the id of ${what}.`);
  return text.toLowerCase();
}
