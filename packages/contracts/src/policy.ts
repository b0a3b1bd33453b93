// What lateness costs and which submission counts: in assignment.yaml, and for a whole course. A key that is absent
// falls back from the assignment to the course, and from there to "nothing is taken off, the latest counts".
import { z } from 'zod';

/** A moment with its offset from UTC, or without one in the course's time zone. */
export const momentSchema = z.iso.datetime({
  offset: true,
  local: true,
  error:
    "write a date and time such as 2027-01-31T23:59:59 (in the course's time zone), or with an offset: 2027-01-31T23:59:59+01:00",
});

/** An exact decimal from 0 to 100; crosses boundaries as text. */
const percentSchema = z
  .union([z.number(), z.string()])
  .transform(String)
  .pipe(
    z
      .string()
      .regex(/^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$/, 'write a percentage from 0 to 100, such as 10'),
  );

const lateSchema = z.strictObject({
  perDay: percentSchema.optional().describe('per cent of the points taken off for each day late'),
  days: z
    .enum(['calendar', '24h'])
    .optional()
    .describe("a new day begins at midnight in the course's time zone, or every 24 hours after the deadline"),
  graceMinutes: z
    .int()
    .min(0)
    .max(1440)
    .optional()
    .describe('taken off the time of receipt before anything is judged by it'),
  atMost: percentSchema.optional().describe('the most per cent that lateness takes off'),
  cutOff: z
    .union([z.int().min(0).max(365), z.literal('none')])
    .optional()
    .describe('what arrives so many days after the deadline does not count; 0 is the deadline itself'),
  useLateDays: z.boolean().optional().describe("whether a student's late days of the course are spent here"),
});

const attemptsSchema = z.strictObject({
  limit: z
    .union([z.int().positive(), z.literal('none')])
    .optional()
    .describe(
      'so many submissions count, in the order of receipt; those that we failed to grade or that were cancelled do not use one up',
    ),
  counts: z
    .enum(['latest', 'best', 'chosen'])
    .optional()
    .describe("which submission's points are the grade: of those that count"),
});

const forcePushSchema = z
  .enum(['refused', 'allowed'])
  .describe(
    'whether a push may take commits out of main again that were graded (`git push --force`); what was graded keeps its points and its programs either way',
  );

export const coursePolicySchema = z.strictObject({
  late: lateSchema.optional(),
  attempts: attemptsSchema.optional(),
  forcePush: forcePushSchema.optional(),
  pushTokenDays: z
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe(
      'push tokens that are issued from now on open their repository for so many days; without it, until they are replaced',
    ),
  lateDays: z
    .int()
    .min(0)
    .max(365)
    .optional()
    .describe('days late that cost a student nothing, in the whole course'),
});
export type CoursePolicy = z.infer<typeof coursePolicySchema>;

export const assignmentPolicySchema = z.strictObject({
  late: lateSchema
    .extend({
      cutOff: z
        .union([
          z.int().min(0).max(365),
          z.string().refine((text) => text === 'none' || momentSchema.safeParse(text).success, {
            error: 'write a number of days after the deadline, a date and time, or none',
          }),
        ])
        .optional()
        .describe(
          'what arrives so many days after the deadline does not count, 0 is the deadline itself; or a moment, which moves with an extension; or none',
        ),
    })
    .optional(),
  attempts: attemptsSchema.optional(),
  forcePush: forcePushSchema.optional(),
});
export type AssignmentPolicy = z.infer<typeof assignmentPolicySchema>;
