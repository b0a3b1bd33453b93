// Back and next below a list that the server cuts into pages.
import type { Language } from '../language/language.ts';
import { formatCount } from './figure.ts';
import { html, type Html } from './html.ts';

const WORDS = {
  en: {
    back: 'Back',
    next: 'Next',
    range: (first: string, last: string, total: string) => `${first}–${last} of ${total}`,
  },
  de: {
    back: 'Zurück',
    next: 'Weiter',
    range: (first: string, last: string, total: string) => `${first}–${last} von ${total}`,
  },
} as const satisfies Record<Language, unknown>;

export interface Pager {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** On this page. */
  readonly shown: number;
  /** On all pages. */
  readonly total: number;
  readonly language: Language;
  readonly label: string;
  readonly href: (page: number) => string;
}

/** Nothing where one page is all. */
export function pager({ page, pageSize, shown, total, language, label, href }: Pager): Html {
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1) return null;
  const t = WORDS[language];
  const first = (page - 1) * pageSize + 1;
  const count = (value: number): string => formatCount(value, language);
  return html`<nav class="pager" aria-label=${label}>
    ${page > 1 && html`<a class="button" rel="prev" href=${href(page - 1)}>${t.back}</a>`}
    <span>${t.range(count(first), count(first + shown - 1), count(total))}</span>
    ${page < pages && html`<a class="button" rel="next" href=${href(page + 1)}>${t.next}</a>`}
  </nav>`;
}
