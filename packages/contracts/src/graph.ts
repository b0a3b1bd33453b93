// The graph as it crosses a process boundary: TensorFlow's NodeDef in JSON, with tensors' bytes beside it
// (see frame.ts). Structure only; whether a graph makes sense is for the runtime's verifier.
import { z } from 'zod';

export const DTYPES = ['float32', 'float64', 'int32', 'bool'] as const;
export const dtypeSchema = z.enum(DTYPES);

/** A static shape: null is unknown rank, -1 an unknown dimension. */
export const shapeSchema = z.array(z.int().min(-1)).max(16).nullable();

/** Bytes of a tensor: row-major, little-endian; `buffer` indexes the frame's buffers; bool is one byte. */
export const tensorRefSchema = z.strictObject({
  dtype: dtypeSchema,
  shape: z.array(z.int().min(0)).max(16),
  buffer: z.int().min(0),
  /** Of a constant, how many values the program gave; the rest repeat the last. */
  given: z.int().min(1).optional(),
});
export type TensorRef = z.infer<typeof tensorRefSchema>;

export const attrSchema = z.union([
  z.strictObject({ type: dtypeSchema }),
  z.strictObject({ shape: shapeSchema }),
  z.strictObject({ tensor: tensorRefSchema }),
  z.strictObject({ i: z.int() }),
  z.strictObject({ f: z.number() }),
  z.strictObject({ b: z.boolean() }),
  z.strictObject({ s: z.string().max(4096) }),
  z.strictObject({ list: z.array(z.int()).max(4096) }),
]);

/** Where in the student's program a node was made. */
export const siteSchema = z.strictObject({
  file: z.string().max(200),
  line: z.int().min(1),
  column: z.int().min(1),
});
export type Site = z.infer<typeof siteSchema>;

export const nodeSchema = z.strictObject({
  name: z.string().min(1).max(1024),
  op: z.string().min(1).max(64),
  /** `name`, `name:1`, or `^name` for a control dependency, as in GraphDef. */
  input: z.array(z.string().max(1100)).max(10_000),
  device: z.string().max(200).default(''),
  attr: z.record(z.string().max(64), attrSchema),
  site: siteSchema.optional(),
});
export type NodeMessage = z.infer<typeof nodeSchema>;
