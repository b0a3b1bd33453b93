// What one task's program may use. Defaults are the contract's; assignment.yaml may change them per task.
import { z } from 'zod';

export const limitsSchema = z
  .strictObject({
    wallClockSeconds: z.number().positive().max(3600).default(60).describe("seconds of the program's run"),
    memoryMegabytes: z
      .number()
      .int()
      .min(32)
      .max(4096)
      .default(256)
      .describe('memory of the program; one in Python has twice as much'),
    outputKilobytes: z.number().int().min(1).max(1024).default(64).describe('what it may print'),
    graphNodes: z.number().int().min(1).max(1_000_000).default(100_000).describe('nodes of its graph'),
  })
  .prefault({});
export type Limits = z.infer<typeof limitsSchema>;
