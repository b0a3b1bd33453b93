// Moments and the clocks on the wall. A course has an IANA time zone; its deadlines are given by that clock, which
// daylight saving moves twice a year.

const DAY_MS = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** Zones change their offset from UTC at whole quarters of an hour of UTC, so within one it is asked for once. */
const QUARTER_MS = 900_000;
const MOST_OFFSETS = 100_000;
const offsets = new Map<string, number>();

/** How far the clock of the zone is ahead of UTC, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  const quarter = Math.floor(moment / QUARTER_MS);
  const key = `${quarter} ${timeZone}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size >= MOST_OFFSETS) offsets.clear();
    offset = readClock(quarter * QUARTER_MS, timeZone) - quarter * QUARTER_MS;
    offsets.set(key, offset);
  }
  return offset;
}

/** @param moment in whole seconds */
function readClock(moment: number, timeZone: string): number {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** What the clock of the zone shows, as the milliseconds at which a clock in UTC would show the same. */
const clockAt = (moment: number, timeZone: string): number => moment + offsetAt(moment, timeZone);

/**
 * When the clock shows a time. Where it shows it twice (the hour that comes again in autumn) the second time is meant,
 * and a time that it skips (in spring) is as much later as the clock is put forward: both in the student's favour.
 */
function momentOf(clock: number, timeZone: string): number {
  const candidates = [clock - DAY_MS, clock + DAY_MS].map((near) => clock - (clockAt(near, timeZone) - near));
  const shown = candidates.filter((candidate) => clockAt(candidate, timeZone) === clock);
  return Math.max(...(shown.length > 0 ? shown : candidates));
}

/**
 * @param text ISO 8601: `2027-01-31T23:59:59+01:00`, or without an offset in `timeZone`
 * @throws RangeError if it is no date and time
 */
export function parseMoment(text: string, timeZone: string): Date {
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const time = Date.parse(hasOffset ? text : `${text}Z`);
  if (Number.isNaN(time)) throw new RangeError(`"${text}" is no date and time such as 2027-01-31T23:59:59`);
  return new Date(hasOffset ? time : momentOf(time, timeZone));
}

/** The same time of day so many dates later, however long the days between are. */
export const addDays = (moment: Date, days: number, timeZone: string): Date =>
  new Date(momentOf(clockAt(moment.getTime(), timeZone) + days * DAY_MS, timeZone));

/** How many midnights of the zone lie between two moments. */
export const midnightsBetween = (from: Date, to: Date, timeZone: string): number =>
  Math.floor(clockAt(to.getTime(), timeZone) / DAY_MS) -
  Math.floor(clockAt(from.getTime(), timeZone) / DAY_MS);

/** `2027-01-31 23:59` by the zone's clock. */
export const formatMoment = (moment: Date, timeZone: string): string =>
  new Date(clockAt(moment.getTime(), timeZone)).toISOString().slice(0, 16).replace('T', ' ');
