// Transitions after the IANA database: Europe/Berlin 2027-03-28 02:00→03:00 and 2027-10-31 03:00→02:00;
// America/New_York 2027-03-14 02:00→03:00.
import { describe, expect, test } from '@jest/globals';
import { addDays, formatMoment, midnightsBetween, parseMoment } from './zoned-time.ts';

const iso = (text: string, zone: string): string => parseMoment(text, zone).toISOString();

describe("a time by a zone's clock", () => {
  test('is a moment with the offset of that day', () => {
    expect(iso('2027-01-31T23:59:59', 'Europe/Berlin')).toBe('2027-01-31T22:59:59.000Z');
    expect(iso('2027-07-31T23:59:59', 'Europe/Berlin')).toBe('2027-07-31T21:59:59.000Z');
    expect(iso('2027-01-31T23:59:59', 'Asia/Kathmandu')).toBe('2027-01-31T18:14:59.000Z');
    expect(iso('2027-01-31T23:59', 'UTC')).toBe('2027-01-31T23:59:00.000Z');
  });

  test('with an offset is that moment in every zone', () => {
    expect(iso('2027-01-31T23:59:59+01:00', 'America/New_York')).toBe('2027-01-31T22:59:59.000Z');
    expect(iso('2027-01-31T23:59:59Z', 'America/New_York')).toBe('2027-01-31T23:59:59.000Z');
  });

  test('that comes twice in autumn is the second one', () => {
    expect(iso('2027-10-31T02:30:00', 'Europe/Berlin')).toBe('2027-10-31T01:30:00.000Z');
  });

  test('that is skipped in spring is as much later', () => {
    expect(iso('2027-03-28T02:30:00', 'Europe/Berlin')).toBe('2027-03-28T01:30:00.000Z');
    expect(iso('2027-03-14T02:30:00', 'America/New_York')).toBe('2027-03-14T07:30:00.000Z');
  });

  test('that is none is refused', () => {
    expect(() => parseMoment('tomorrow', 'UTC')).toThrow('"tomorrow" is no date and time');
  });

  test('is written as the clock shows it', () => {
    expect(formatMoment(new Date('2027-07-31T21:59:59Z'), 'Europe/Berlin')).toBe('2027-07-31 23:59');
  });
});

describe('days by a zone’s clock', () => {
  test('are 23 or 25 hours long when the clock is put forward or back', () => {
    const spring = new Date('2027-03-27T22:59:00Z');
    expect(addDays(spring, 1, 'Europe/Berlin').toISOString()).toBe('2027-03-28T21:59:00.000Z');
    const autumn = new Date('2027-10-30T21:59:00Z');
    expect(addDays(autumn, 1, 'Europe/Berlin').toISOString()).toBe('2027-10-31T22:59:00.000Z');
  });

  test('end at the midnight of the zone, not of UTC', () => {
    const from = new Date('2027-01-31T22:30:00Z');
    const to = new Date('2027-01-31T23:30:00Z');
    expect(midnightsBetween(from, to, 'Europe/Berlin')).toBe(1);
    expect(midnightsBetween(from, to, 'UTC')).toBe(0);
  });
});
