// The queue's messages: a job names an attempt and nothing else that the database already knows.
import { z } from 'zod';
import { pointsSchema } from './points.ts';
import { checkResultSchema, diagnosisSchema } from './report.ts';
import { programErrorSchema } from './program.ts';
import { verdictSchema } from './verdict.ts';

/** Which workers take a job: those with a GPU take either. */
export const deviceSchema = z.enum(['cpu', 'gpu']);
export type Device = z.infer<typeof deviceSchema>;

export const gradingJobSchema = z.strictObject({ attemptId: z.uuid() });
export type GradingJob = z.infer<typeof gradingJobSchema>;

/** Progress of one attempt, in order, as it happens. The database has the result; these only announce it. */
export const gradingEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('started'), attemptId: z.uuid(), worker: z.string() }),
  z.strictObject({ type: z.literal('task started'), attemptId: z.uuid(), task: z.string() }),
  z.strictObject({
    type: z.literal('task finished'),
    attemptId: z.uuid(),
    task: z.string(),
    verdict: verdictSchema,
    points: pointsSchema,
    maxPoints: pointsSchema,
    summary: z.string(),
    checks: z.array(checkResultSchema),
    diagnoses: z.array(diagnosisSchema),
    error: programErrorSchema
      .extend({ sourceLine: z.string().optional(), opSourceLine: z.string().optional() })
      .optional(),
  }),
  z.strictObject({ type: z.literal('finished'), attemptId: z.uuid() }),
]);
export type GradingEvent = z.infer<typeof gradingEventSchema>;
