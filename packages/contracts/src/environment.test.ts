import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { parseEnvironment } from './environment.ts';

const schema = z.object({ PORT: z.coerce.number().int().default(80), TOKEN: z.string().optional() });
const parse = (environment: Record<string, string | undefined>) =>
  parseEnvironment(schema, environment, "The test's");

describe('the environment', () => {
  test('takes an empty variable for one that is not set', () => {
    expect(parse({ PORT: '', TOKEN: '' })).toEqual({ PORT: 80 });
  });

  test('names each wrong variable', () => {
    expect(() => parse({ PORT: 'x' })).toThrow(/The test's environment is not usable:\n {2}PORT: /);
  });

  test('refuses secrets of the examples in production, and there alone', () => {
    const TOKEN = 'change-me-please';
    expect(() => parse({ NODE_ENV: 'production', TOKEN })).toThrow(/TOKEN: still has "change-me"/);
    expect(parse({ TOKEN })).toEqual({ PORT: 80, TOKEN });
  });
});
