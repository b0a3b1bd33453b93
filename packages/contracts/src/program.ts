// Between the worker and the sandbox process. What comes out of the sandbox process is hostile: each message
// is parsed here and bounded by PROGRAM_FRAME_BOUNDS; `finished` is passed on to the evaluator unread.
import { z } from 'zod';
import { limitsSchema, type Limits } from './limits.ts';
import { nodeSchema, siteSchema, tensorRefSchema } from './graph.ts';

export const LANGUAGES = ['typescript', 'javascript', 'python', 'notebook'] as const;
export const languageSchema = z.enum(LANGUAGES);
export type Language = z.infer<typeof languageSchema>;

/** File name endings by language; a task's program is `<task>.<ending>`. */
export const LANGUAGE_BY_EXTENSION: Readonly<Record<string, Language>> = {
  ts: 'typescript',
  js: 'javascript',
  py: 'python',
  ipynb: 'notebook',
};

/** Whether it runs on CPython; a notebook's cells do, too. */
export const isPython = (language: Language): boolean => language === 'python' || language === 'notebook';

/** What a program may use: in Python twice the memory, of which half is Python's own. */
export const limitsFor = (language: Language, limits: Limits): Limits =>
  isPython(language) ? { ...limits, memoryMegabytes: 2 * limits.memoryMegabytes } : limits;

/** Worker → sandbox process, once, as the only frame. Buffers hold the public data. */
export const programRequestSchema = z.strictObject({
  language: languageSchema,
  file: z.string(),
  source: z.string(),
  limits: limitsSchema,
  /** Exports of the module "data": matrices by name, and scalars. */
  data: z.record(z.string(), z.union([tensorRefSchema, z.number()])),
  /** Whether runs of its sessions go to a device in another process, on a descriptor of their own. */
  sessions: z.enum(['local', 'remote']).optional(),
  /** Names of the devices that sessions see; one CPU if absent. */
  devices: z.array(z.string().max(200)).max(64).optional(),
  /** Base of the program's own randomness (Math.random), so that an attempt can be repeated. */
  seed: z.int(),
});
export type ProgramRequest = z.infer<typeof programRequestSchema>;

/** What went wrong in the student's program, with the place to look at. */
export const programErrorSchema = z.strictObject({
  /** e.g. `InvalidArgumentError`, `SyntaxError`. */
  kind: z.string().max(100),
  message: z.string().max(8_000),
  site: siteSchema.optional(),
  /** The op the error is about, with the place where it was made ("Caused by op 'b', defined at:"). */
  op: z.strictObject({ name: z.string().max(1024), site: siteSchema.optional() }).optional(),
  /** Calls in the student's own file, innermost first. */
  stack: z.array(z.string().max(500)).max(20).default([]),
});
export type ProgramError = z.infer<typeof programErrorSchema>;

/** A variable's value at the end, or along the way. */
const variableValueSchema = z.strictObject({ name: z.string().max(1024), value: tensorRefSchema });

/**
 * What is left when the program has ended: its graph and the values of its variables. `trajectory` samples
 * `w` along the runs of `train` (step counts after which each was taken), for the loss curve.
 */
export const finishedProgramSchema = z.strictObject({
  type: z.literal('finished'),
  nodes: z.array(nodeSchema).max(1_000_000),
  variables: z.array(variableValueSchema).max(10_000),
  trainRuns: z.int().min(0),
  sessionRuns: z.int().min(0),
  /** Runs that found new nodes in the graph after the first run of their session. */
  growths: z.int().min(0).default(0),
  trajectory: z.strictObject({
    steps: z.array(z.int().min(0)).max(1_000),
    values: z.array(tensorRefSchema).max(1_000),
  }),
  /** Set when the program failed after building (part of) its graph. */
  error: programErrorSchema.optional(),
});
export type FinishedProgram = z.infer<typeof finishedProgramSchema>;

/** What a program has asked to be plotted, kept as data: one system of axes. */
export const plotSchema = z.strictObject({
  title: z.string().max(200).optional(),
  x: z.string().max(200).optional(),
  y: z.string().max(200).optional(),
  logX: z.boolean().optional(),
  logY: z.boolean().optional(),
  series: z
    .array(
      z.strictObject({
        kind: z.enum(['line', 'points', 'bars']),
        label: z.string().max(100).optional(),
        /** null where it is no finite number. */
        x: z.array(z.number().nullable()).max(1_000),
        y: z.array(z.number().nullable()).max(1_000),
      }),
    )
    .max(32),
  /** Grey values from 0 to 1, row by row. */
  images: z
    .array(z.strictObject({ width: z.int().positive(), values: z.array(z.number()).max(4_096) }))
    .max(1),
});
export type Plot = z.infer<typeof plotSchema>;

export const LIMIT_KINDS = ['time', 'memory', 'output', 'graph nodes'] as const;

/** Sandbox process → worker. `ready` precedes the request; `started` marks the first student instruction. */
export const sandboxMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('started') }),
  z.strictObject({ type: z.literal('output'), text: z.string().max(64 * 1024) }),
  z.strictObject({ type: z.literal('compile error'), error: programErrorSchema }),
  z.strictObject({ type: z.literal('plots'), plots: z.array(plotSchema).max(16) }),
  z.strictObject({ type: z.literal('limit'), limit: z.enum(LIMIT_KINDS), detail: z.string().max(500) }),
  /** The program reached past its library and broke the boundary's rules. */
  z.strictObject({ type: z.literal('forbidden'), detail: z.string().max(500) }),
  /** A failure of ours. */
  z.strictObject({ type: z.literal('broken'), detail: z.string().max(4_000) }),
]);
export type SandboxMessage = z.infer<typeof sandboxMessageSchema>;

export const PROGRAM_FRAME_BOUNDS = { headerBytes: 64 << 20, bodyBytes: 128 << 20 } as const;
