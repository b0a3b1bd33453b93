// One thing that the interface does: what is sent, what is answered, and an example of both. The router and the document
// are made of the same table, so that neither can say what the other does not.
import type { ApiAccess, ApiScope } from '@residual/store';
import type { CourseExport } from '@residual/export';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';
import { ProblemError } from './problem.ts';

export interface Asked<Query, Body> {
  readonly context: ServerContext;
  readonly access: ApiAccess;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

/** A file that is streamed. */
export interface FileAnswer {
  readonly name: string;
  readonly contentType: string;
  readonly opened: CourseExport;
  /** The export to remember it as; null: it is not remembered. */
  readonly exportId: string | null;
}

interface Description {
  /** Unique; names it in the document. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'patch';
  /** As in OpenAPI: `/courses/{course}/grades`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Null: any token of the course. */
  readonly scope: ApiScope | null;
}

export interface Example {
  /** Of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Shortened, as it might be answered. */
  readonly answer?: unknown;
}

export interface Operation extends Description {
  readonly query: z.ZodObject;
  readonly body: z.ZodType | null;
  /** Null: a file. */
  readonly answer: z.ZodType | null;
  readonly example: Example;
  run(asked: Asked<unknown, unknown>): Promise<unknown>;
}

export function defineOperation<Query extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType>(
  operation: Description & {
    readonly query?: Query;
    readonly body?: Body;
    readonly answer: Answer;
    readonly example: Example;
    run(asked: Asked<z.infer<Query>, z.infer<Body>>): Promise<z.input<Answer>>;
  },
): Operation {
  return toOperation(operation, operation.answer);
}

export function defineFile<Query extends z.ZodObject, Body extends z.ZodType>(
  operation: Description & {
    readonly query?: Query;
    readonly body?: Body;
    readonly example: Example;
    run(asked: Asked<z.infer<Query>, z.infer<Body>>): Promise<FileAnswer>;
  },
): Operation {
  return toOperation(operation, null);
}

function toOperation(
  operation: Description & {
    readonly query?: z.ZodObject;
    readonly body?: z.ZodType;
    readonly example: Example;
    // Its input is what `query` and `body` parse.
    run(asked: never): Promise<unknown>;
  },
  answer: z.ZodType | null,
): Operation {
  const { query = z.strictObject({}), body = null, ...rest } = operation;
  return { ...rest, query, body, answer, run: operation.run as Operation['run'] };
}

/** @throws ProblemError 400 that says what is wrong where */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, place: 'query' | 'body' | 'path'): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    at: [place, ...path].join('.'),
    message,
  }));
  throw new ProblemError('bad-request', `${errors[0].at}: ${errors[0].message}`, errors);
}
