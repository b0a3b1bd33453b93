// The grading queue as the rest of the system sees it: BullMQ stays behind these interfaces.
import type { Device, GradingEvent, GradingJob } from '@residual/contracts';

/** Redis where there is one, else PostgreSQL. */
export interface QueueConnection {
  readonly redisUrl?: string | undefined;
  readonly databaseUrl: string;
  /** Hears of lost connections and the like, which the queue mends by itself; by default they go to stderr. */
  readonly onError?: ((error: Error) => void) | undefined;
}

export interface GradingQueue {
  /**
   * Jobs are served in the order in which they were added. Adding the same attempt twice is harmless.
   * @param options.device `gpu`: only for workers with one; by default for all
   */
  add(job: GradingJob, options?: { readonly device?: Device }): Promise<void>;
  /** Whether the queue knows of the job: it waits, is being run, or is to be tried again. */
  has(job: GradingJob, options?: { readonly device?: Device }): Promise<boolean>;
  /** Whether it waits for its next try. That lasts seconds, unless the clock of the worker that failed it was wrong. */
  isDelayed(job: GradingJob, options?: { readonly device?: Device }): Promise<boolean>;
  /** Lets it wait no longer for its next try; harmless where it does not. */
  hurry(job: GradingJob, options?: { readonly device?: Device }): Promise<void>;
  /** Takes a job back that nobody has begun. @returns whether it is gone; false: somebody is at it */
  remove(job: GradingJob, options?: { readonly device?: Device }): Promise<boolean>;
  /** @throws if the queue does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What a handler is told beside its job. A handler that throws is tried again, up to {@link TRIES} times in all. */
export interface GradingContext {
  /** Announces progress; listeners hear the events of one attempt in this order. */
  report(event: GradingEvent): Promise<void>;
  /** Aborts when the job is no longer ours: the worker is closing, or the lock was lost to another one. */
  readonly signal: AbortSignal;
  /** How often this job was begun before, whether that try threw or its worker died. */
  readonly attemptsMade: number;
  /** Throwing will not lead to another try. */
  readonly lastTry: boolean;
}

export type GradingHandler = (job: GradingJob, context: GradingContext) => Promise<void>;

export interface GradingWorkerOptions {
  readonly concurrency: number;
  /** Names the worker to people. */
  readonly name: string;
  /** It takes what asks for a GPU as well: one such job at a time, beside the others. */
  readonly gpu?: boolean;
  /** Called instead of the handler when every try ended with the death of its worker. */
  readonly giveUp?: (job: GradingJob) => Promise<void>;
}

export interface GradingWorker {
  /** Takes no more jobs until {@link resume}; what it runs goes on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stops taking jobs and waits for the running ones; with `force`, releases them to others at once. */
  close(options?: { force?: boolean }): Promise<void>;
}

export interface GradingEvents {
  /** Listens to the progress of all attempts; returns how to stop. */
  subscribe(listener: (event: GradingEvent) => void): () => void;
  close(): Promise<void>;
}

export const TRIES = 3;

/** Before the second try; twice as long before the third. */
export const RETRY_DELAY_MS = 1_000;
