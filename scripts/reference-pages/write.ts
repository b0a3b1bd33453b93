// Writes the pages of docs/ that are made from the code, but for checks.md and ops.md: node scripts/reference-pages/write.ts
import { writeFileSync } from 'node:fs';
import { PAGES } from './pages.ts';

for (const [name, page] of Object.entries(PAGES))
  writeFileSync(new URL(`../../docs/${name}`, import.meta.url), await page());
