import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { PAGES } from '../../scripts/reference-pages/pages.ts';

test.each(Object.keys(PAGES))(
  'docs/%s is up to date (node scripts/reference-pages/write.ts writes it)',
  async (name) => {
    const page = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    expect(await PAGES[name]()).toBe(page);
  },
);
