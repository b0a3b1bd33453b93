// Drawings of graphs, made in threads that are given up after a while; what was drawn is kept for who looks next.
import { Worker } from 'node:worker_threads';
import type { DrawnGraph } from '@residual/contracts';

/** To draw; and to begin with it, which takes as long as the machine is busy. */
const MOST_MS = 5_000;
const MOST_START_MS = 30_000;
const MOST_AT_ONCE = 2;
/** Of a drawing of 60 nodes there are about 30 kB. */
const KEPT = 200;

export class Drawings {
  readonly #kept = new Map<string, string | null>();
  readonly #underWay = new Map<string, Promise<string | null>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * @param key names the graph, which never changes
   * @returns SVG; null for a graph that cannot be drawn in time
   */
  async draw(
    key: string,
    order: { readonly graph: DrawnGraph; readonly title: string },
  ): Promise<string | null> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const underWay = this.#underWay.get(key) ?? this.#inTurn(order);
    this.#underWay.set(key, underWay);
    try {
      const svg = await underWay;
      this.#kept.set(key, svg);
      if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
      return svg;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #inTurn(order: object): Promise<string | null> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await drawInThread(order);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}

function drawInThread(order: object): Promise<string | null> {
  const thread = new Worker(new URL('./drawing-thread.ts', import.meta.url), {
    workerData: order,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return new Promise((resolve) => {
    const end = (svg: string | null): void => {
      clearTimeout(timer);
      void thread.terminate();
      resolve(svg);
    };
    let timer = setTimeout(() => end(null), MOST_START_MS);
    thread.on('message', (message: { ready: true } | { svg: string }) => {
      if ('svg' in message) return end(message.svg);
      clearTimeout(timer);
      timer = setTimeout(() => end(null), MOST_MS);
    });
    // Out of memory, or a graph that makes no sense: there is no drawing of it.
    thread.once('error', () => end(null));
  });
}
