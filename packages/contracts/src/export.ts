// How grades leave: in which form, whose, and what becomes of those that are no number.
import { z } from 'zod';
import { slugSchema } from './checks.ts';

/** What other systems call a student. Compared as text; kept as it was written there. */
export const studentIdentifiersSchema = z.strictObject({
  /** Canvas's SIS Login ID, Moodle's and Blackboard's username. */
  login: z.string().min(1).max(200).optional(),
  /** The student number: Canvas's SIS User ID, Moodle's ID number, Blackboard's Student ID. */
  sisId: z.string().min(1).max(200).optional(),
  /** Canvas's own number. */
  canvasId: z.string().min(1).max(200).optional(),
  /** Moodle's own number. */
  moodleId: z.string().min(1).max(200).optional(),
  /** As the gradebook writes it: Moodle minds the case of letters. */
  email: z.string().min(1).max(320).optional(),
});
export type StudentIdentifiers = z.infer<typeof studentIdentifiersSchema>;

export const EXPORT_FORMATS = [
  'csv',
  'jsonl',
  'xlsx',
  'canvas',
  'moodle-csv',
  'moodle-xml',
  'blackboard',
  'gradescope',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A file of the gradebook's own that is filled in. */
export const FILLED_FORMATS = ['canvas', 'moodle-csv', 'blackboard'] as const satisfies ExportFormat[];

/** What the plain forms (CSV, XLSX) may say of a grade, in this order. */
export const EXPORT_COLUMNS = [
  'grade',
  'grade status',
  'grade explanation',
  'points',
  'max',
  'best points',
  'on-time points',
  'verdict',
  'late',
  'submitted at',
  'submissions',
  'days late',
  'late days spent',
  'attempts used',
] as const;
export type ExportColumn = (typeof EXPORT_COLUMNS)[number];

/** What identifies a student in a file that is made anew. */
export const STUDENT_KEYS = ['email', 'login', 'sisId', 'moodleId'] as const;

export const exportOptionsSchema = z.strictObject({
  format: z.enum(EXPORT_FORMATS),
  /** By slug, in the course's order whatever the order here; all if absent. */
  assignments: z.array(slugSchema).min(1).optional(),
  /** All if absent; the empty text stands for students without a section. */
  sections: z.array(z.string()).min(1).optional(),
  columns: z.array(z.enum(EXPORT_COLUMNS)).min(1).optional(),
  /** Of the exact grade, once; absent: not at all, grades have four decimals at the most. */
  rounding: z
    .strictObject({
      places: z.int().min(0).max(4),
      mode: z.enum(['half-up', 'half-even']).default('half-up'),
    })
    .optional(),
  /**
   * `leave`: what the gradebook has stays (a student is left out of a file that cannot say so); `blank`: an empty cell,
   * which clears a grade there.
   */
  missing: z.enum(['leave', 'blank', 'zero']).default('leave'),
  /** `mark`: the gradebook's own sign for it; without one it is left. */
  excused: z.enum(['mark', 'leave', 'blank']).default('mark'),
  /** Being graded, not graded by our fault, or with time left: never a zero. */
  ungraded: z.enum(['leave', 'blank']).default('leave'),
  key: z.enum(STUDENT_KEYS).optional(),
  /**
   * The gradebook's name for an assignment, by slug: the column's header in an uploaded file or for Canvas (`Title
   * (4711)`), the column ID for Blackboard, the item's ID number for Moodle's XML. The assignment's title if absent.
   */
  targets: z.record(slugSchema, z.string().trim().min(1).max(500)).default({}),
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;
