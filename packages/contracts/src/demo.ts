// $RESIDUAL_HOME/demo.json: how scripts find the demo course.
import { z } from 'zod';

export const demoSchema = z.strictObject({
  url: z.url(),
  instructor: z.strictObject({ email: z.email(), password: z.string() }),
  students: z.array(
    z.strictObject({ name: z.string(), email: z.email(), password: z.string(), cloneUrl: z.url() }),
  ),
});
export type Demo = z.infer<typeof demoSchema>;
