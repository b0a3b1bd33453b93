// What operators see of the way of a submission, for Prometheus. Stages are named as in ARCHITECTURE.md.
import { type AttemptTimes, measureLine, type Store } from '@residual/store';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const MILLISECONDS_TO_MINUTES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300];

const PATIENCE_MILLISECONDS = 2_000;

export class ServerMetrics {
  readonly registry = new Registry();
  /** `outcome`: accepted, refused, failed. */
  readonly pushes = new Counter({
    name: 'residual_pushes_total',
    help: 'Pushes that came to be checked, by outcome',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  readonly refusals = new Counter({
    name: 'residual_push_refusals_total',
    help: 'Rules of the intake policy that pushes broke',
    labelNames: ['rule'] as const,
    registers: [this.registry],
  });
  readonly mends = new Counter({
    name: 'residual_reconciler_mends_total',
    help: 'Differences between repositories, rows and jobs that the reconciler mended',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  });
  readonly stages = new Histogram({
    name: 'residual_stage_seconds',
    help: 'How long submissions stay in each stage',
    labelNames: ['stage'] as const,
    buckets: MILLISECONDS_TO_MINUTES,
    registers: [this.registry],
  });
  readonly verdicts = new Counter({
    name: 'residual_verdicts_total',
    help: 'Verdicts of tasks, as their attempts ended',
    labelNames: ['verdict'] as const,
    registers: [this.registry],
  });
  readonly attempts = new Counter({
    name: 'residual_attempts_total',
    help: 'Attempts that ended, by state; not_graded is our fault',
    labelNames: ['state'] as const,
    registers: [this.registry],
  });

  constructor(store: Store) {
    collectDefaultMetrics({ register: this.registry });
    const registers = [this.registry];
    // One look serves all three, and each waits for it: a gauge is read as soon as its own `collect` is over.
    let looking: Promise<void> | undefined;
    const collect = (): Promise<void> => (looking ??= look().finally(() => (looking = undefined)));
    const isUp = new Gauge({
      name: 'residual_database_up',
      help: 'Whether the database answers: 1 or 0; without it nothing is told of the queue',
      registers,
      collect,
    });
    const waiting = new Gauge({
      name: 'residual_queue_depth',
      help: 'Attempts that wait: in line, or handed to the queue; and those that are being graded',
      labelNames: ['place'] as const,
      registers,
      collect,
    });
    const age = new Gauge({
      name: 'residual_queue_oldest_seconds',
      help: 'How long the attempt has waited that waits longest',
      registers,
      collect,
    });
    async function look(): Promise<void> {
      const line = await soon(measureLine(store)).catch(() => null);
      isUp.set(line ? 1 : 0);
      // What nobody knows is absent, and not as it was last.
      waiting.reset();
      age.set(line?.oldestSeconds ?? Number.NaN);
      if (!line) return;
      waiting.set({ place: 'line' }, line.waiting - line.handedOver);
      waiting.set({ place: 'queue' }, line.handedOver);
      waiting.set({ place: 'worker' }, line.running);
    }
  }

  /** For an attempt that has just ended. */
  attemptEnded({ state, verdicts, receivedAt, queuedAt, startedAt, finishedAt }: AttemptTimes): void {
    this.attempts.inc({ state });
    for (const verdict of verdicts) this.verdicts.inc({ verdict });
    const observe = (stage: string, from: Date, to: Date): void =>
      this.stages.observe({ stage }, Math.max(0, to.getTime() - from.getTime()) / 1000);
    if (!startedAt || !finishedAt) return;
    observe('wait', queuedAt, startedAt);
    observe('grade', startedAt, finishedAt);
    observe('verdict', receivedAt, finishedAt);
  }
}

/** @throws if it takes long: whoever reads metrics has a patience of their own */
function soon<T>(answer: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  return Promise.race([
    answer,
    new Promise<never>((_, reject) => {
      late.addEventListener('abort', () => reject(new Error('no answer')), { once: true });
    }),
  ]);
}
