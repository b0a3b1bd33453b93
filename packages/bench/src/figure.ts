import type { Role } from './contestants/contestant.ts';
import type { Spread } from './statistics.ts';

/** What is known of one contestant at one workload. */
export type Figure = { readonly contestant: string; readonly role: Role | 'lecture' } & (
  | ({
      readonly state: 'measured';
      /** How often it was done in each measurement. */
      readonly count: number;
      readonly result?: number;
      /** Bytes. `growth`: of what its process holds, from the first measurement to the last. */
      readonly memory?: { readonly peak: number; readonly growth: number };
    } & Spread)
  /** As somebody else has measured it, elsewhere. */
  | { readonly state: 'quoted'; readonly median: number }
  /** `estimate`: seconds that it would have taken. */
  | { readonly state: 'skipped'; readonly reason: string; readonly estimate?: number }
  | { readonly state: 'failed'; readonly reason: string }
);
export type MeasuredFigure = Extract<Figure, { state: 'measured' }>;

export interface WorkloadFigures {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

export interface BenchReport {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
    readonly node: string;
    /** Processes that wanted to run in the last minute, when the bench began; null where the system does not tell. */
    readonly load: number | null;
  };
  readonly quick: boolean;
  readonly contestants: readonly { readonly name: string; readonly role: Role; readonly detail: string }[];
  readonly absent: readonly { readonly name: string; readonly role: Role; readonly reason: string }[];
  readonly workloads: readonly WorkloadFigures[];
}

/** TensorFlow at its best, whatever threads that takes; null if it was not measured. */
export function bestOf(figures: readonly Figure[], role: Role): MeasuredFigure | null {
  let best: MeasuredFigure | null = null;
  for (const figure of figures)
    if (figure.state === 'measured' && figure.role === role && (best === null || figure.median < best.median))
      best = figure;
  return best;
}
