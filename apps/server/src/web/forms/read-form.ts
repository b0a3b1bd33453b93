// What a form sent, parsed once. What is wrong is told at the field, in the reader's words: schemas name a mistake by a
// key of the page's `mistakes`.
import { momentSchema } from '@residual/contracts';
import { parseMoment } from '@residual/grading/policy';
import { z } from 'zod';

/** By field; the first mistake of each. */
export type FormMistakes = Readonly<Record<string, string>>;

/** What was typed, to be shown again beside its mistakes. */
export type FormValues = Readonly<Record<string, string>>;

export interface RefusedForm {
  /** Which form of the page it was. */
  readonly form: string;
  readonly values: FormValues;
  readonly mistakes: FormMistakes;
}

export type FormResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refused: RefusedForm };

export function readForm<T>(form: string, schema: z.ZodType<T>, body: unknown): FormResult<T> {
  const values = z.record(z.string(), z.string().catch('')).catch({}).parse(body);
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, value: parsed.data };
  const mistakes: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) mistakes[String(path[0] ?? '')] ??= message;
  return { ok: false, refused: { form, values, mistakes } };
}

/** Something that was wrong by what the database knows. */
export const refuse = (form: string, body: unknown, mistakes: FormMistakes): RefusedForm => ({
  form,
  values: z.record(z.string(), z.string().catch('')).catch({}).parse(body),
  mistakes,
});

export const reasonField = z.string({ error: 'reason' }).trim().min(1, 'reason').max(500, 'tooLong');

export const pointsField = z
  .string({ error: 'points' })
  .trim()
  .transform((text) => text.replace(',', '.'))
  .pipe(z.string().regex(/^\d{1,5}(\.\d{1,4})?$/, 'points'));

/** What a field for date and time sends, by the zone's clock. */
export const momentField = (timeZone: string) =>
  z
    .string({ error: 'moment' })
    .trim()
    .transform((text) => (/T\d\d:\d\d$/.test(text) ? `${text}:59` : text))
    .refine((text) => momentSchema.safeParse(text).success, { error: 'moment' })
    .transform((text) => parseMoment(text, timeZone));

/** For a field of date and time: `2027-01-31T23:59` by the zone's clock. */
export const momentValue = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    .format(moment)
    .replace(' ', 'T');
