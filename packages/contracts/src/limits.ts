// What one task's program may use. Defaults are the contract's; assignment.yaml may change them per task.
import { z } from 'zod';

export const limitsSchema = z
  .strictObject({
    wallClockSeconds: z.number().positive().max(3600).default(60),
    memoryMegabytes: z.number().int().min(32).max(4096).default(256),
    outputKilobytes: z.number().int().min(1).max(1024).default(64),
    graphNodes: z.number().int().min(1).max(1_000_000).default(100_000),
  })
  .prefault({});
export type Limits = z.infer<typeof limitsSchema>;
