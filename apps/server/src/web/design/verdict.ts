// Verdicts as a reader sees them: a shape, a word and a colour, never the colour alone.
import { verdictSlug, type Verdict } from '@residual/contracts';
import type { Language } from '../language/language.ts';
import { pointsOf } from './figure.ts';
import { html, type Html } from './html.ts';
import { words } from './words.ts';

type Mark = 'tick' | 'half' | 'cross' | 'alert' | 'clock' | 'slash' | 'dash';

const MARKS: Readonly<Record<Verdict, Mark>> = {
  correct: 'tick',
  partial: 'half',
  wrong: 'cross',
  'compile error': 'alert',
  'runtime error': 'alert',
  'time limit': 'clock',
  'memory limit': 'clock',
  'output limit': 'clock',
  forbidden: 'slash',
  'not graded': 'dash',
};

const SHAPES: Readonly<Record<Mark, Html>> = {
  tick: html`<path d="M3.5 8.5l3 3 6-7" />`,
  half: html`<circle cx="8" cy="8" r="5.5" /><path class="fill" d="M8 2.5a5.5 5.5 0 0 0 0 11z" />`,
  cross: html`<path d="M4 4l8 8M12 4l-8 8" />`,
  alert: html`<path d="M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.1" />`,
  clock: html`<circle cx="8" cy="8" r="5.75" /><path d="M8 4.5V8l2.5 1.75" />`,
  slash: html`<circle cx="8" cy="8" r="5.75" /><path d="M4 12l8-8" />`,
  dash: html`<circle cx="8" cy="8" r="5.75" stroke-dasharray="2.4 2.1" /><path d="M5.75 8h4.5" />`,
};

export const verdictMark = (verdict: Verdict): Html =>
  html`<svg class="mark" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[MARKS[verdict]]}</svg>`;

/** A pill with mark and word. */
export const verdictBadge = (verdict: Verdict, language: Language = 'en'): Html =>
  html`<span class="badge verdict-${verdictSlug(verdict)}"
    >${verdictMark(verdict)}${words[language].verdict(verdict)}</span
  >`;

/** Only the mark, for dense places; its title and hidden text say the rest. */
export function verdictDot(verdict: Verdict, label: string, language: Language = 'en'): Html {
  const text = `${label}: ${words[language].verdict(verdict)}`;
  return html`<span class="dot verdict-${verdictSlug(verdict)}" title=${text}
    >${verdictMark(verdict)}<span class="visually-hidden">${text}</span></span
  >`;
}

/** The state while there is no verdict yet. */
export const gradingBadge = (state: 'queued' | 'running', language: Language = 'en'): Html =>
  html`<span class="badge grading"
    ><span class="spinner" aria-hidden="true"></span>${words[language][state]}</span
  >`;

/** While a new verdict is on its way: what stood last, pale, so that nothing jumps. */
export const formerPoints = (points: string, maxPoints: string, language: Language = 'en'): Html =>
  html`<span class="former" title=${words[language].former}>${pointsOf(points, maxPoints, language)}</span>`;

export const countsTag = (language: Language = 'en'): Html =>
  html`<span class="tag counts">${words[language].counts}</span>`;

export const lateTag = (language: Language = 'en'): Html =>
  html`<span class="tag late">${words[language].late}</span>`;
