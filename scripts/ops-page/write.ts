// Writes docs/ops.md: node scripts/ops-page/write.ts
import { writeFileSync } from 'node:fs';
import { BACKENDS } from './backends.ts';
import { opsPage } from './page.ts';

writeFileSync(new URL('../../docs/ops.md', import.meta.url), opsPage(BACKENDS));
