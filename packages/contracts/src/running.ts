// $RESIDUAL_HOME/running.json: where the system that `npm start` runs on this machine can be reached. It exists
// while the system runs, is readable by its owner only, and holds the database's password.
import { z } from 'zod';

export const runningSchema = z.strictObject({
  /** Of the supervisor; a file whose process is gone was left by a killed run. */
  pid: z.int().positive(),
  url: z.url(),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }),
  redisUrl: z.url({ protocol: /^rediss?$/ }).optional(),
});
export type Running = z.infer<typeof runningSchema>;

export const RUNNING_FILE = 'running.json';
