// Writes docs/numpy.md: node scripts/numpy-page/write.ts
import { writeFileSync } from 'node:fs';
import { startNumpy } from '@residual/python/numpy-in-node';
import { numpyPage } from './page.ts';

writeFileSync(new URL('../../docs/numpy.md', import.meta.url), numpyPage(await startNumpy()));
