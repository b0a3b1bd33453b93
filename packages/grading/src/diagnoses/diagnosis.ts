import type { Diagnosis } from '@residual/contracts';
import type { Evidence } from '../evidence.ts';

/** Looks for one likely cause in what was measured; null where the figures do not speak for it. Pure. */
export type Diagnose = (evidence: Evidence) => Omit<Diagnosis, 'name'> | null;
