// Points are exact decimals and cross every boundary as text ("7.5"), never as a binary fraction.
import { z } from 'zod';

export const pointsSchema = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,4})?$/, 'points must be a decimal such as "7.5"');
export type Points = z.infer<typeof pointsSchema>;
