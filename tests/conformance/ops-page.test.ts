import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { BACKENDS } from '../../scripts/ops-page/backends.ts';
import { opsPage } from '../../scripts/ops-page/page.ts';

test('docs/ops.md is up to date (node scripts/ops-page/write.ts writes it)', () => {
  const page = readFileSync(new URL('../../docs/ops.md', import.meta.url), 'utf8');
  expect(page).toBe(opsPage(BACKENDS));
});
