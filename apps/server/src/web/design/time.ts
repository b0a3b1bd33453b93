// Times are shown in the course's zone, to the minute or the second; the exact instant stands in the element.
import { html, type Html } from './html.ts';

const FORMAT = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

export function formatTime(time: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...FORMAT, timeZone }).format(time);
}

export const timeOf = (time: Date, timeZone: string): Html =>
  html`<time datetime=${time.toISOString()}>${formatTime(time, timeZone)}</time>`;

/** For what several of can happen in one minute, or close to a deadline. */
export const timeWithSeconds = (time: Date, timeZone: string): Html =>
  html`<time datetime=${time.toISOString()}
    >${new Intl.DateTimeFormat('en-GB', { ...FORMAT, second: '2-digit', timeZone }).format(time)}</time
  >`;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "in 3 days", "2 hours ago"; "now" within a minute. */
export function relativeTime(time: Date, now: Date): string {
  const distance = time.getTime() - now.getTime();
  const format = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' });
  for (const [unit, length] of UNITS) {
    if (Math.abs(distance) >= length) return format.format(Math.trunc(distance / length), unit);
  }
  return 'now';
}

/** Milliseconds as a person would say them: "84 ms", "2.31 s", "1 min 12 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_995) return `${(milliseconds / 1000).toFixed(2)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
