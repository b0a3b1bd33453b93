// The grading queue as the rest of the system sees it: BullMQ stays behind these interfaces.
import type { GradingEvent, GradingJob } from '@residual/contracts';

/** Redis where there is one, else PostgreSQL. */
export interface QueueConnection {
  readonly redisUrl?: string;
  readonly databaseUrl: string;
}

export interface GradingQueue {
  /**
   * Adding the same attempt twice is harmless.
   * @param priority 1 is served first; a student's pending submissions push the next one back
   */
  add(job: GradingJob, options: { priority: number }): Promise<void>;
  close(): Promise<void>;
}

export interface GradingWorker {
  /** Stops taking jobs and waits for the running ones; with `force`, releases them to others at once. */
  close(options?: { force?: boolean }): Promise<void>;
}

export interface GradingEvents {
  /** Listens to the progress of all attempts; returns how to stop. */
  subscribe(listener: (event: GradingEvent) => void): () => void;
  close(): Promise<void>;
}
