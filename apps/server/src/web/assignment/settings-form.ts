// The settings of an assignment as fields, and back. An empty field says nothing: the course's rule holds then.
import { momentSchema, type AssignmentPolicy } from '@residual/contracts';
import { parseMoment } from '@residual/grading/policy';
import type { AssignmentSettings, ManagedAssignment } from '@residual/store';
import { z } from 'zod';
import { momentField, momentValue, reasonField } from '../forms/read-form.ts';

const text = z.string().trim().catch('');

const percent = text
  .transform((value) => value.replace(',', '.'))
  .refine((value) => value === '' || /^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$/.test(value), {
    error: 'percent',
  })
  .transform((value) => (value === '' ? undefined : value));

const wholeNumber = (from: number, to: number, mistake: string) =>
  text
    .refine(
      (value) => value === '' || (/^\d{1,6}$/.test(value) && Number(value) >= from && Number(value) <= to),
      {
        error: mistake,
      },
    )
    .transform((value) => (value === '' ? undefined : Number(value)));

/** Days, a moment by the course's clock, `none`, or nothing. */
const cutOff = (timeZone: string) =>
  text.transform((value, context) => {
    if (value === '') return undefined;
    if (value.toLowerCase() === 'none') return 'none' as const;
    if (/^\d{1,3}$/.test(value) && Number(value) <= 365) return Number(value);
    const moment = value.replace(/^(\d{4}-\d\d-\d\d) /, '$1T').replace(/T\d\d:\d\d$/, '$&:00');
    if (momentSchema.safeParse(moment).success) return parseMoment(moment, timeZone).toISOString();
    context.addIssue({ code: 'custom', message: 'cutOff' });
    return z.NEVER;
  });

const limit = text.transform((value, context) => {
  if (value === '') return undefined;
  if (value.toLowerCase() === 'none') return 'none' as const;
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  context.addIssue({ code: 'custom', message: 'attemptLimit' });
  return z.NEVER;
});

const choice = <T extends string>(...values: readonly T[]) =>
  text.transform((value) => values.find((each) => each === value));

/** Without what was not said. */
const said = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

export const settingsForm = (timeZone: string, standing: AssignmentPolicy) =>
  z
    .object({
      deadline: text.pipe(
        z.union([z.literal('').transform(() => null), momentField(timeZone)], { error: 'moment' }),
      ),
      perDay: percent,
      days: choice('calendar', '24h'),
      graceMinutes: wholeNumber(0, 1440, 'minutes'),
      atMost: percent,
      cutOff: cutOff(timeZone),
      useLateDays: choice('yes', 'no'),
      limit,
      counts: choice('latest', 'best', 'chosen'),
      reason: reasonField,
    })
    .transform(({ deadline, reason, limit: most, counts, useLateDays, ...rest }) => {
      const late = said({ ...rest, useLateDays: useLateDays && useLateDays === 'yes' });
      const attempts = said({ limit: most, counts });
      const policy: AssignmentPolicy = {
        // What this form does not ask about stays.
        ...(standing.forcePush && { forcePush: standing.forcePush }),
        ...(Object.keys(late).length > 0 && { late }),
        ...(Object.keys(attempts).length > 0 && { attempts }),
      };
      return { deadline, policy, reason } satisfies Omit<AssignmentSettings, 'assignmentId'> & {
        reason: string;
      };
    });

/** What stands in the fields at first. */
export function settingsValues(
  { deadline, policy }: ManagedAssignment,
  timeZone: string,
): Readonly<Record<string, string>> {
  const { late = {}, attempts = {} } = policy;
  const cutOffText = late.cutOff === undefined ? '' : String(late.cutOff);
  return {
    deadline: deadline ? momentValue(deadline, timeZone) : '',
    perDay: late.perDay ?? '',
    days: late.days ?? '',
    graceMinutes: late.graceMinutes === undefined ? '' : String(late.graceMinutes),
    atMost: late.atMost ?? '',
    cutOff: /^\d{4}-/.test(cutOffText)
      ? momentValue(new Date(cutOffText), timeZone).replace('T', ' ')
      : cutOffText,
    useLateDays: late.useLateDays === undefined ? '' : late.useLateDays ? 'yes' : 'no',
    limit: attempts.limit === undefined ? '' : String(attempts.limit),
    counts: attempts.counts ?? '',
  };
}
