// Compiled sources, loaded on the device; one for each source, however many executables use it.
import { outHandle } from './native/bind.ts';
import type { Driver } from './native/driver.ts';
import type { Nvrtc } from './native/nvrtc.ts';

export interface Module {
  /** Handle of a kernel. */
  kernel(name: string): number;
  /** To be called once: it may be unloaded then. */
  release(): void;
}

interface Loaded {
  readonly handle: number;
  users: number;
}

/** Modules kept that nobody uses at present. */
const MOST_IDLE = 64;

export class ModuleCache {
  readonly #driver: Driver;
  readonly #nvrtc: Nvrtc;
  readonly #architecture: string;
  readonly #stream: number;
  /** The least recently used first. */
  readonly #modules = new Map<string, Loaded>();

  /**
   * @param architecture as `sm_90`
   * @param stream on which the kernels run
   */
  constructor(
    driver: Driver,
    nvrtc: Nvrtc,
    { architecture, stream }: { readonly architecture: string; readonly stream: number },
  ) {
    this.#driver = driver;
    this.#nvrtc = nvrtc;
    this.#architecture = architecture;
    this.#stream = stream;
  }

  load(source: string): Module {
    let loaded = this.#modules.get(source);
    if (loaded === undefined) {
      const code = this.#nvrtc.compile(source, this.#architecture);
      loaded = { handle: outHandle((cell) => this.#driver.cuModuleLoadData(cell, code)), users: 0 };
    }
    loaded.users++;
    this.#modules.delete(source);
    this.#modules.set(source, loaded);
    const { handle } = loaded;
    return {
      kernel: (name) => outHandle((cell) => this.#driver.cuModuleGetFunction(cell, handle, name)),
      release: () => {
        loaded.users--;
        this.#unloadIdle();
      },
    };
  }

  close(): void {
    for (const { handle } of this.#modules.values()) this.#driver.cuModuleUnload(handle);
    this.#modules.clear();
  }

  #unloadIdle(): void {
    const idle = [...this.#modules].filter(([, { users }]) => users === 0);
    if (idle.length <= MOST_IDLE) return;
    // What is under way may still run their kernels. Half of them go, so that this is rare.
    this.#driver.cuStreamSynchronize(this.#stream);
    for (const [source, { handle }] of idle.slice(0, MOST_IDLE / 2)) {
      this.#modules.delete(source);
      this.#driver.cuModuleUnload(handle);
    }
  }
}
