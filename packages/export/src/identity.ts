// Who can be found in a file that is made anew, by what the gradebook goes by.
import type { ExportOptions } from '@residual/contracts';
import type { RosterStudent } from '@residual/store';
import { blackboardUsername } from './formats/blackboard.ts';
import { canvasIdentity, POINTS_POSSIBLE } from './formats/canvas.ts';
import { moodleIdentity } from './formats/moodle.ts';
import type { LeftOutReason } from './report.ts';
import type { ExportSource } from './source.ts';

/** Empty where nothing is known; none for forms that are for people. */
export function identifiersOf(
  student: RosterStudent,
  { format, key }: ExportOptions,
): readonly string[] | null {
  switch (format) {
    case 'canvas': {
      const { id, sisId, login } = canvasIdentity(student, key);
      return [id && `id ${id}`, sisId && `sis ${sisId}`, login && `login ${login}`].filter(Boolean);
    }
    case 'moodle-csv':
      return [moodleIdentity(student, key ?? 'email')].filter(Boolean);
    case 'moodle-xml':
      return [moodleIdentity(student, 'sisId')].filter(Boolean);
    case 'blackboard':
      return [blackboardUsername(student, key)].filter(Boolean);
    default:
      return null;
  }
}

/** Identifiers that more than one student of the course has: a grade might go to the wrong one. */
export async function findShared(
  source: Pick<ExportSource, 'students'>,
  options: ExportOptions,
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for await (const students of source.students())
    for (const student of students)
      for (const identifier of identifiersOf(student, options) ?? [])
        (seen.has(identifier) ? shared : seen).add(identifier);
  return shared;
}

/** @returns null if the gradebook will find the student, and nobody else */
export function whyNotFound(
  student: RosterStudent,
  options: ExportOptions,
  shared: ReadonlySet<string>,
): LeftOutReason | null {
  const identifiers = identifiersOf(student, options);
  if (identifiers === null) return null;
  if (identifiers.length === 0) return 'no identifier';
  if (identifiers.some((identifier) => shared.has(identifier))) return 'shared identifier';
  return options.format === 'canvas' && student.name.includes(POINTS_POSSIBLE) ? 'misread name' : null;
}
