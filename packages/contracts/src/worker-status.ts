// What a worker tells about itself, for pages. Nothing is decided by it.
import { z } from 'zod';

/** One layer of the sandbox on that worker's machine. */
export const workerLayerSchema = z.strictObject({
  /** As SANDBOX_REQUIRE names it. */
  name: z.string(),
  /** What it gives, for people. */
  meaning: z.string(),
  /** Null where programs have it, else why they do without. */
  missing: z.string().nullable(),
});
export type WorkerLayer = z.infer<typeof workerLayerSchema>;

export interface WorkerReport {
  /** As attempts name it. */
  readonly name: string;
  /** Version of the graph runtime. */
  readonly runtime: string;
  /** What submissions are evaluated with. */
  readonly backend: string;
  /** Whether sessions of programs run on the evaluator's devices. */
  readonly remote: boolean;
  /** Names of those devices; empty until the first program has run on them. */
  readonly devices: readonly string[];
  /** Whether it takes what asks for a GPU. */
  readonly gpu: boolean;
  /** How many attempts it grades at the same time. */
  readonly concurrency: number;
  readonly layers: readonly WorkerLayer[];
  /** Why it grades nothing, such as a layer that SANDBOX_REQUIRE asks for; null: it grades. */
  readonly refusal: string | null;
  readonly startedAt: Date;
}
