// Tells the database every few seconds that this worker is there, and what it is like: pages show it.
import type { WorkerReport } from '@residual/contracts';
import { LAYER_MEANINGS, SANDBOX_LAYERS, type SandboxLayers } from '@residual/sandbox';
import { removeWorker, reportWorker, WORKER_REPORT_MS, type Store } from '@residual/store';
import type { Logger } from 'pino';

export interface Heartbeat {
  /** Ends it and takes the worker off the list. */
  stop(): Promise<void>;
}

export function describeLayers(layers: SandboxLayers): WorkerReport['layers'] {
  return SANDBOX_LAYERS.map((name) => ({ name, meaning: LAYER_MEANINGS[name], missing: layers[name] }));
}

export function startHeartbeat(
  { store, log }: { readonly store: Store; readonly log: Pick<Logger, 'warn'> },
  describe: () => WorkerReport,
  /** Told after each report. */
  onReported: (state: { readonly isDrained: boolean }) => void = () => undefined,
): Heartbeat {
  let beating: Promise<void> | null = null;
  const beat = (): void => {
    beating ??= reportWorker(store, describe())
      .then(onReported)
      // A database that is away is no reason to stop grading.
      .catch((error: unknown) => log.warn({ err: error }, 'cannot report to the database'))
      .finally(() => (beating = null));
  };
  beat();
  const timer = setInterval(beat, WORKER_REPORT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
      await removeWorker(store, describe().name).catch((error: unknown) =>
        log.warn({ err: error }, 'cannot take leave of the database'),
      );
    },
  };
}
