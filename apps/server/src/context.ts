// What every part of the server needs; made once in main.ts and passed on, so that nothing is global.
import type { GradingEvents, GradingQueue } from '@residual/queue';
import type { Store } from '@residual/store';
import type { Logger } from 'pino';
import type { Configuration } from './configuration.ts';
import type { ServerMetrics } from './metrics.ts';

export interface ServerContext {
  readonly configuration: Configuration;
  readonly store: Store;
  readonly queue: GradingQueue;
  /** Progress of all attempts, whichever worker runs them. An event may be missed: the database decides. */
  readonly events: GradingEvents;
  readonly log: Logger;
  readonly metrics: ServerMetrics;
  /** Aborted when the server begins to stop: end long answers and streams. */
  readonly stopping: AbortSignal;
}
