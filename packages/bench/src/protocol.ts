// What the bench and the processes that do the work say to each other: a line of JSON each.
import { z } from 'zod';
import { workloadSchema } from './workloads/workload.ts';

/** One measurement. A workload other than the last one is prepared first, untimed. */
export const requestSchema = z.strictObject({ workload: workloadSchema, count: z.int().positive() });
export type Request = z.infer<typeof requestSchema>;

export const replySchema = z.union([
  z.strictObject({
    seconds: z.number(),
    /** What came out of the computation, the same for every contestant but for rounding. */
    result: z.number().optional(),
    /** Bytes of memory the process holds at the end, and the most it ever held. */
    memory: z.strictObject({ held: z.number(), peak: z.number() }).optional(),
  }),
  /** It cannot do this, and why. */
  z.strictObject({ unsupported: z.string() }),
  /** Nobody would expect it to. */
  z.strictObject({ notForMe: z.literal(true) }),
]);
export type Reply = z.infer<typeof replySchema>;

/** The first line of such a process: versions, devices. */
export const greetingSchema = z.strictObject({ ready: z.string() });
