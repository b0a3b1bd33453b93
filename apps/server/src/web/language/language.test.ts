import { describe, expect, test } from '@jest/globals';
import { chooseLanguage } from './language.ts';

describe('the language of a page', () => {
  const cookies = 'residual-session=x; residual-language=en';

  test('is the one that the account chose, whatever cookie and browser say', () =>
    expect(chooseLanguage({ setting: 'de', cookies, accepted: 'en' })).toBe('de'));

  test('is the cookie’s before an account chose one', () =>
    expect(chooseLanguage({ setting: null, cookies, accepted: 'de' })).toBe('en'));

  test('is the browser’s without either', () =>
    expect(chooseLanguage({ setting: null, cookies: '', accepted: 'de' })).toBe('de'));

  test('is English where what is asked for is not to be had', () =>
    expect(chooseLanguage({ setting: 'xx', cookies: 'residual-language=fr', accepted: false })).toBe('en'));
});
