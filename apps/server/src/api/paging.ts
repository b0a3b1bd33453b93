// Pages that begin where the one before ended, whatever came or went in between.
import { z } from 'zod';
import { ProblemError } from './problem.ts';

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 200;

export const pageQuery = {
  cursor: z
    .string()
    .max(2_000)
    .optional()
    .describe('`next` of the page before; the first page if absent. Its text means nothing.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LARGEST_LIMIT)
    .default(DEFAULT_LIMIT)
    .describe('So many at the most.'),
};

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('The cursor of the page behind this one; null on the last.'),
  });

export const writeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws ProblemError 400 for one that is not of ours */
export function readCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new ProblemError('bad-request', 'query.cursor: take it from `next` of the page before, as it is.');
  }
}
