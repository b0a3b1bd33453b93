// Times are shown in the course's zone, to the minute or the second; the exact instant stands in the element.
import { LOCALES, type Language } from '../language/language.ts';
import { html, type Html } from './html.ts';
import { words } from './words.ts';

const FORMAT = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

export function formatTime(time: Date, timeZone: string, language: Language = 'en'): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...FORMAT, timeZone }).format(time);
}

export const timeOf = (time: Date, timeZone: string, language: Language = 'en'): Html =>
  html`<time datetime=${time.toISOString()}>${formatTime(time, timeZone, language)}</time>`;

/** For what several of can happen in one minute, or close to a deadline. */
export const timeWithSeconds = (time: Date, timeZone: string, language: Language = 'en'): Html =>
  html`<time datetime=${time.toISOString()}
    >${new Intl.DateTimeFormat(LOCALES[language], { ...FORMAT, second: '2-digit', timeZone }).format(time)}</time
  >`;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "in 3 days", "2 hours ago"; "now" within a minute. */
export function relativeTime(time: Date, now: Date, language: Language = 'en'): string {
  const distance = time.getTime() - now.getTime();
  const format = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'always' });
  for (const [unit, length] of UNITS) {
    if (Math.abs(distance) >= length) return format.format(Math.trunc(distance / length), unit);
  }
  return words[language].now;
}

/** Milliseconds as a person would say them: "84 ms", "2.31 s", "1 min 12 s". */
export function formatDuration(milliseconds: number, language: Language = 'en'): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_995)
    return `${(milliseconds / 1000).toLocaleString(LOCALES[language], { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
