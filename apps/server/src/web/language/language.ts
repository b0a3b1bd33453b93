// The language of a page: what its reader chose, else the cookie's, else what the browser asks for, else English.
// Words stand in a words.ts beside the pages that say them; reports and what staff write stay as they were written.
import type { Viewer } from '@residual/store';
import type { Request, RequestHandler, Response } from 'express';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** As languages call themselves. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** For Intl: how each writes dates and numbers. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

export const LANGUAGE_COOKIE = 'residual-language';

export const isLanguage = (value: unknown): value is Language =>
  LANGUAGES.some((language) => language === value);

/** The words of a folder's pages: each language has the same, texts or functions that make one. */
export const defineWords = <T extends Readonly<Record<string, unknown>>>(
  words: Readonly<Record<Language, T>>,
): Readonly<Record<Language, T>> => words;

/** @param cookies the request's Cookie header */
export function chooseLanguage(options: {
  readonly setting?: string | null;
  readonly cookies?: string;
  /** The best of {@link LANGUAGES} by Accept-Language. */
  readonly accepted?: string | false;
}): Language {
  const cookie = options.cookies
    ?.split(/;\s*/)
    .find((part) => part.startsWith(`${LANGUAGE_COOKIE}=`))
    ?.slice(LANGUAGE_COOKIE.length + 1);
  return [options.setting, cookie, options.accepted].find(isLanguage) ?? 'en';
}

/** Use behind recognizeViewer; pages ask with {@link languageOf}. */
export const recognizeLanguage: RequestHandler = (request, response, next) => {
  const viewer: Viewer | null = response.locals.viewer;
  response.locals.language = chooseLanguage({
    setting: viewer?.language ?? null,
    cookies: request.get('cookie') ?? '',
    accepted: acceptedBy(request),
  });
  response.vary('Accept-Language');
  next();
};

const acceptedBy = (request: Request): string | false => request.acceptsLanguages([...LANGUAGES]);

export const languageOf = (response: Response): Language => response.locals.language ?? 'en';

/** What graders and instructors wrote is English, whatever the page's language: a screen reader has to know. */
export const writtenIn = (language: Language): 'en' | undefined => (language === 'en' ? undefined : 'en');
