// Work that was enqueued once and is launched again as one.
import { outHandle } from './native/bind.ts';
import { CAPTURE_THREAD_LOCAL, type Driver } from './native/driver.ts';

export class Graph {
  readonly #driver: Driver;
  readonly #stream: number;
  readonly #executable: number;

  /** @param enqueue enqueues what is to be launched, and neither allocates nor waits */
  constructor(driver: Driver, stream: number, enqueue: () => void) {
    this.#driver = driver;
    this.#stream = stream;
    driver.cuStreamBeginCapture_v2(stream, CAPTURE_THREAD_LOCAL);
    let graph = 0;
    try {
      enqueue();
    } finally {
      graph = outHandle((cell) => driver.cuStreamEndCapture(stream, cell));
    }
    this.#executable = outHandle((cell) => driver.cuGraphInstantiateWithFlags(cell, graph, 0));
    driver.cuGraphDestroy(graph);
  }

  launch(): void {
    this.#driver.cuGraphLaunch(this.#executable, this.#stream);
  }

  free(): void {
    this.#driver.cuGraphExecDestroy(this.#executable);
  }
}
