import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { checksPage } from '../../scripts/checks-page/checks-page.ts';

test('docs/checks.md is up to date (node scripts/checks-page/write.ts writes it)', async () => {
  const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');
  expect(await checksPage()).toBe(page);
});
