// What the interface says, as schemas: answers are held to them, and the document is generated from them.
import {
  EXPORT_FORMATS,
  pointsSchema,
  studentIdentifiersSchema,
  taskReportSchema,
} from '@residual/contracts';
import { z } from 'zod';

const time = z.iso.datetime().describe('UTC');
const points = pointsSchema.describe('An exact decimal in text, such as "7.5".');

export const assignmentSchema = z
  .strictObject({
    slug: z.string(),
    title: z.string(),
    deadline: time.nullable(),
    maxPoints: points.nullable(),
    version: z.string().describe('Names what new submissions are graded with.'),
  })
  .meta({ id: 'Assignment' });

export const courseSchema = z
  .strictObject({
    slug: z.string(),
    title: z.string(),
    timeZone: z.string().describe('IANA name; deadlines are written in UTC all the same.'),
    assignments: z.array(assignmentSchema),
  })
  .meta({ id: 'Course' });

export const studentSchema = z
  .strictObject({
    enrollment: z.uuid().describe('Names the student in this course.'),
    name: z.string(),
    email: z.string(),
    section: z.string().nullable(),
    identifiers: studentIdentifiersSchema.describe('What other systems call the student.'),
  })
  .meta({ id: 'Student' });

export const gradeStatusSchema = z
  .enum(['open', 'missing', 'pending', 'not graded', 'graded', 'excused'])
  .describe(
    'Only "graded" has points. "open": time left; "pending": being graded; "not graded": our fault, never a zero.',
  )
  .meta({ id: 'GradeStatus' });

export const gradeSchema = z
  .strictObject({
    assignment: z.string(),
    status: gradeStatusSchema,
    points: points.nullable(),
    maxPoints: points.nullable(),
    explanation: z.string().describe('How the points came about, in one line.'),
    isOverridden: z.boolean().describe('Set by staff.'),
    daysLate: z.int(),
    lateDaysSpent: z.int(),
    attemptsUsed: z.int(),
    submission: z.uuid().nullable().describe('The one that counts.'),
    deadline: time.nullable().describe('The latest that holds for the student.'),
  })
  .meta({ id: 'Grade' });

export const studentGradesSchema = z
  .strictObject({ student: studentSchema, grades: z.array(gradeSchema) })
  .meta({ id: 'StudentGrades' });

const attemptState = z.enum(['queued', 'running', 'graded', 'not graded', 'cancelled', 'superseded']);

export const submissionSchema = z
  .strictObject({
    id: z.uuid(),
    assignment: z.string(),
    enrollment: z.uuid(),
    email: z.string(),
    receivedAt: time,
    commit: z.string(),
    state: attemptState.describe('Of the newest attempt.'),
    points: points.nullable().describe('Of the newest graded attempt.'),
    maxPoints: points.nullable(),
  })
  .meta({ id: 'Submission' });

/** Figures of hidden checks are for pages, which know who looks and when: here they are dropped. */
const reportSchema = z
  .object(taskReportSchema.omit({ afterDeadline: true }).shape)
  .meta({ id: 'TaskReport' });

export const submissionDetailsSchema = z
  .strictObject({
    ...submissionSchema.shape,
    grade: gradeSchema.describe("The student's in the assignment, whatever submission it comes from."),
    files: z.array(z.strictObject({ path: z.string(), text: z.string() })),
    attempts: z
      .array(
        z.strictObject({
          id: z.uuid(),
          number: z.int(),
          reason: z.enum(['first', 'retry', 'regrade', 'reproduction']),
          state: attemptState,
          version: z.string(),
          queuedAt: time,
          startedAt: time.nullable(),
          finishedAt: time.nullable(),
          points: points.nullable(),
          maxPoints: points.nullable(),
          reports: z.array(reportSchema),
        }),
      )
      .describe('Newest first.'),
  })
  .meta({ id: 'SubmissionDetails' });

export const studentChangeSchema = z
  .strictObject({
    section: z.string().trim().max(200).nullable().optional().describe('Null: none. Absent: stays as it is.'),
    identifiers: studentIdentifiersSchema
      .optional()
      .describe('Replace those of the same name; the others stay.'),
  })
  .meta({ id: 'StudentChange' });

const listed = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ count: z.int(), first: z.array(item).describe('500 at the most.') });

const person = { enrollmentId: z.uuid(), name: z.string(), email: z.string() };

export const exportPreviewSchema = z
  .strictObject({
    format: z.enum(EXPORT_FORMATS),
    students: z.int().describe('In the file.'),
    unchanged: z.int(),
    changes: listed(
      z.strictObject({
        ...person,
        assignment: z.string(),
        before: z.string().nullable().describe('Of the last export in this form; null: never exported.'),
        after: z.string().describe('Empty: cleared.'),
      }),
    ),
    without: listed(
      z.strictObject({
        ...person,
        assignment: z.string(),
        status: gradeStatusSchema,
        explanation: z.string(),
        sent: z.string().nullable().describe('In its place; null: nothing, what the gradebook has stays.'),
      }),
    ),
    leftOut: listed(z.strictObject({ ...person, reason: z.string() })),
  })
  .meta({ id: 'ExportPreview' });

const told = { student: z.string(), enrollment: z.uuid(), assignment: z.string() };

/** What is sent to webhooks, by event. */
export const WEBHOOK_DATA = {
  'attempt.finished': z
    .strictObject({
      ...told,
      attempt: z.uuid(),
      number: z.int(),
      submission: z.uuid(),
      state: attemptState,
      points: points.nullable(),
      maxPoints: points.nullable(),
    })
    .meta({ id: 'AttemptFinished' }),
  'grade.changed': z
    .strictObject({
      ...told,
      before: z.strictObject({ status: gradeStatusSchema, points: points.nullable() }).nullable(),
      after: z.strictObject({
        status: gradeStatusSchema,
        points: points.nullable(),
        maxPoints: points.nullable(),
      }),
      explanation: z.string(),
    })
    .meta({ id: 'GradeChanged' }),
  'export.finished': z
    .strictObject({ export: z.uuid(), format: z.enum(EXPORT_FORMATS), rows: z.int(), by: z.string() })
    .meta({ id: 'ExportFinished' }),
} as const;

export const webhookEnvelope = <Data extends z.ZodType>(event: string, data: Data) =>
  z.strictObject({
    id: z
      .uuid()
      .describe('The same each time that it is sent again: what has come before can be passed over.'),
    event: z.literal(event),
    course: z.string(),
    createdAt: time,
    data,
  });
