// The rules that hold for an assignment, in a line.
import type { Rules } from '@residual/grading/policy';
import { formatPoints } from '../design/figure.ts';
import type { Language } from '../language/language.ts';

const WORDS = {
  en: {
    perDay: (percent: string) => `${percent} % a day late`,
    free: 'lateness costs nothing',
    atMost: (percent: string) => `at most ${percent} %`,
    grace: (minutes: number) => `${minutes} min of grace`,
    cutOff: (days: number) =>
      days === 0 ? 'nothing counts after the deadline' : `nothing counts after ${days} days`,
    cutOffAt: 'nothing counts after a fixed time',
    limit: (count: number) => `${count} attempts`,
    counts: { latest: 'the latest counts', best: 'the best counts', chosen: 'the chosen one counts' },
  },
  de: {
    perDay: (percent: string) => `${percent} % je Tag Verspätung`,
    free: 'Verspätung kostet nichts',
    atMost: (percent: string) => `höchstens ${percent} %`,
    grace: (minutes: number) => `${minutes} Min. Kulanz`,
    cutOff: (days: number) =>
      days === 0 ? 'nach der Frist zählt nichts' : `nach ${days} Tagen zählt nichts`,
    cutOffAt: 'nach einem festen Zeitpunkt zählt nichts',
    limit: (count: number) => `${count} Versuche`,
    counts: { latest: 'die letzte zählt', best: 'die beste zählt', chosen: 'die gewählte zählt' },
  },
} as const satisfies Record<Language, unknown>;

export function ruleText(rules: Rules, language: Language): string {
  const t = WORDS[language];
  const { perDay, atMost, graceMinutes, cutOff, limit, counts } = rules;
  const costs = Number(perDay) > 0;
  return [
    t.counts[counts],
    costs ? t.perDay(formatPoints(perDay, language)) : t.free,
    costs && Number(atMost) < 100 && t.atMost(formatPoints(atMost, language)),
    graceMinutes > 0 && t.grace(graceMinutes),
    typeof cutOff === 'number' && t.cutOff(cutOff),
    typeof cutOff === 'string' && t.cutOffAt,
    limit !== null && t.limit(limit),
  ]
    .filter(Boolean)
    .join(', ');
}
