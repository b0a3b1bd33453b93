// Writes docs/assignment-yaml.md, configuration.md and metrics.md: node scripts/reference-pages/write.ts
import { writeFileSync } from 'node:fs';
import { PAGES } from './pages.ts';

for (const [name, page] of Object.entries(PAGES))
  writeFileSync(new URL(`../../docs/${name}`, import.meta.url), await page());
