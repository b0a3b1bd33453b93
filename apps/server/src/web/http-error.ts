import type { Language } from './language/language.ts';

/** A request that cannot be answered as asked. What one may not see is 404, so that nobody learns what exists. */
export class HttpError extends Error {
  readonly status: number;
  /** What the page says, where it is known in every language. */
  readonly texts: Readonly<Record<Language, string>> | null;

  constructor(status: number, message: string | Readonly<Record<Language, string>>) {
    super(typeof message === 'string' ? message : message.en);
    this.name = 'HttpError';
    this.status = status;
    this.texts = typeof message === 'string' ? null : message;
  }
}

export const notFound = (): HttpError =>
  new HttpError(404, {
    en: 'There is no such page, or it is not yours to see.',
    de: 'Diese Seite gibt es nicht, oder sie ist nicht für Sie.',
  });
