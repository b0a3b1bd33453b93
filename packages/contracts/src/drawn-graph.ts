// A program's graph as it is kept to be drawn: its structure, and of constants only what fits on a label.
import { z } from 'zod';
import { attrSchema, dtypeSchema, shapeSchema, siteSchema } from './graph.ts';

/** Larger graphs are not kept: nobody could read a drawing of them. */
export const DRAWN_NODES = 600;
export const DRAWN_EDGES = 3_000;

const drawnTensorSchema = z.strictObject({
  dtype: dtypeSchema,
  shape: z.array(z.int().min(0)).max(16),
  /** Row-major; absent where there are many. */
  values: z
    .array(z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]))
    .max(16)
    .optional(),
});

const [type, shape, , ...others] = attrSchema.options;
export const drawnNodeSchema = z.strictObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()),
  device: z.string(),
  attr: z.record(
    z.string(),
    z.union([type, shape, z.strictObject({ tensor: drawnTensorSchema }), ...others]),
  ),
  site: siteSchema.optional(),
  /** Absent where the graph was not verified, since its program failed. */
  outputs: z.array(z.strictObject({ dtype: dtypeSchema, shape: shapeSchema })).optional(),
});

export const drawnGraphSchema = z.strictObject({ nodes: z.array(drawnNodeSchema).max(DRAWN_NODES) });
export type DrawnGraph = z.infer<typeof drawnGraphSchema>;
export type DrawnNode = z.infer<typeof drawnNodeSchema>;
