// A sandbox runs programs, each in a process of its own that was started ahead of its need and is never used twice.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  isPython,
  limitsFor,
  limitsSchema,
  type Language,
  type Limits,
  type ProgramRequest,
} from '@residual/contracts';
import { buildPython, buildSandbox, type PythonBuild, type SandboxBuild } from './build.ts';
import type { ResourceLimits } from './confinement.ts';
import { explore, requireLayers, type Ground, type SandboxLayer, type SandboxLayers } from './layers.ts';
import { findBubblewrap } from './namespaces.ts';
import { SandboxError, type ProgramOutcome } from './outcome.ts';
import { makeSandboxFolder } from './sandbox-folder.ts';
import { SandboxProcess, type RunOptions } from './sandbox-process.ts';

export interface Sandbox {
  /**
   * Runs one program in a process of its own; when this settles, the process and all it had are gone.
   * @param buffers what `request.data` names
   * @throws SandboxError when the failure is ours; the signal's reason when aborted
   */
  runProgram(
    request: ProgramRequest,
    buffers: readonly Uint8Array[],
    options?: RunOptions,
  ): Promise<ProgramOutcome>;
  /** Starts processes ahead of the first program in a language. */
  prepare(language: Language): void;
  readonly layers: SandboxLayers;
  /** Kills every process, also of running programs, and waits until they are gone. */
  close(): Promise<void>;
}

/** Beyond the isolate's own limit: the runtime's buffers outside the isolate, and what V8 overshoots by. */
const HOST_MEMORY_MEGABYTES = 192;
/** Of a process for Python, besides: Pyodide's code, Python's memory as it starts, and the snapshot that it came from. */
const PYTHON_MEMORY_MEGABYTES = 160;

interface Kind {
  readonly limits: Limits;
  readonly python: boolean;
}

const sameKind = (a: Kind, b: Kind): boolean =>
  a.python === b.python &&
  a.limits.memoryMegabytes === b.limits.memoryMegabytes &&
  a.limits.wallClockSeconds === b.limits.wallClockSeconds;

/** Processes of one kind that wait for their program. */
class Shelf {
  readonly #start: (kind: Kind) => Promise<SandboxProcess>;
  readonly #warm: number;
  #kind: Kind | null = null;
  #idle: Promise<SandboxProcess>[] = [];

  constructor(start: (kind: Kind) => Promise<SandboxProcess>, warm: number) {
    this.#start = start;
    this.#warm = warm;
  }

  /** Starts processes ahead of the next program. */
  fill(kind: Kind): void {
    if (this.#kind !== null && !sameKind(kind, this.#kind)) void this.discard();
    this.#kind = kind;
    while (this.#idle.length < this.#warm) {
      const starting = this.#start(kind);
      // One that fails to start is found out by whoever takes it.
      starting.catch(() => undefined);
      this.#idle.push(starting);
    }
  }

  async take(kind: Kind): Promise<SandboxProcess> {
    const warm = this.#kind !== null && sameKind(kind, this.#kind) ? this.#idle.shift() : undefined;
    try {
      if (warm !== undefined) return await warm;
    } catch {
      // It may have died of age or by accident; what fails twice is reported.
    }
    return this.#start(kind);
  }

  async discard(): Promise<void> {
    const idle = this.#idle;
    this.#idle = [];
    for (const starting of idle)
      await starting.then(
        (process) => {
          process.kill();
          return process.gone;
        },
        () => undefined,
      );
  }
}

class ProcessPool implements Sandbox {
  readonly #build: SandboxBuild;
  readonly #ground: Ground;
  readonly #remoteSessions: boolean;
  readonly #alive = new Set<SandboxProcess>();
  readonly #shelves: { readonly script: Shelf; readonly python: Shelf };
  #pythonBuild: Promise<PythonBuild> | null = null;
  #closed = false;

  constructor(
    build: SandboxBuild,
    ground: Ground,
    {
      warm,
      warmPython,
      remoteSessions,
    }: Required<Pick<SandboxOptions, 'warm' | 'warmPython' | 'remoteSessions'>>,
  ) {
    this.#build = build;
    this.#ground = ground;
    this.#remoteSessions = remoteSessions;
    const start = this.#start.bind(this);
    this.#shelves = { script: new Shelf(start, warm), python: new Shelf(start, warmPython) };
  }

  get layers(): SandboxLayers {
    return this.#ground.layers;
  }

  async runProgram(
    request: ProgramRequest,
    buffers: readonly Uint8Array[],
    options: RunOptions = {},
  ): Promise<ProgramOutcome> {
    if (this.#closed) throw new SandboxError('the sandbox is closed');
    const kind: Kind = { limits: request.limits, python: isPython(request.language) };
    const shelf = kind.python ? this.#shelves.python : this.#shelves.script;
    const taken = shelf.take(kind);
    shelf.fill(kind);
    const process = await taken;
    return process.run(request, buffers, options);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(Object.values(this.#shelves).map((shelf) => shelf.discard()));
    for (const process of this.#alive) process.kill();
    await Promise.all([...this.#alive].map((process) => process.gone));
    await rm(this.#ground.folder, { recursive: true, force: true });
  }

  prepare(language: Language): void {
    if (this.#closed) return;
    const python = isPython(language);
    const limits = limitsFor(language, limitsSchema.parse(undefined));
    (python ? this.#shelves.python : this.#shelves.script).fill({ limits, python });
  }

  /** What processes for Python start from; made when the first of them is. */
  #python(): Promise<PythonBuild> {
    this.#pythonBuild ??= buildPython();
    // One that failed is tried again.
    this.#pythonBuild.catch(() => {
      this.#pythonBuild = null;
    });
    return this.#pythonBuild;
  }

  async #start({ limits, python }: Kind): Promise<SandboxProcess> {
    const { memoryMegabytes, wallClockSeconds } = limits;
    const { baselineKilobytes, confinement, folder } = this.#ground;
    const beyond = HOST_MEMORY_MEGABYTES + (python ? PYTHON_MEMORY_MEGABYTES : 0);
    const resources: ResourceLimits = {
      dataKilobytes:
        baselineKilobytes === null ? null : baselineKilobytes + 1024 * (2 * memoryMegabytes + beyond),
      cpuSeconds: Math.ceil(3 * wallClockSeconds) + 20,
    };
    const process = await SandboxProcess.start(this.#build, {
      memoryMegabytes,
      limits: resources,
      confinement,
      folder,
      remoteSessions: this.#remoteSessions,
      python: python ? await this.#python() : null,
    });
    this.#alive.add(process);
    void process.gone.finally(() => this.#alive.delete(process));
    if (this.#closed) process.kill();
    await process.ready;
    return process;
  }
}

export interface SandboxOptions {
  /** Processes kept waiting for the next program; 1 unless given. */
  readonly warm?: number;
  /** The same for programs in Python, from the first of them on; as many unless given. */
  readonly warmPython?: number;
  /** Where each process gets a folder of its own; the system's for temporary files unless given. */
  readonly temporaryFolder?: string;
  /** Layers without which no program is to run. */
  readonly require?: readonly SandboxLayer[];
  /** Whether sessions of programs can run on a device in another process: see `RunOptions.onSessions`. */
  readonly remoteSessions?: boolean;
  /** Path of bubblewrap, or null to do without; looked for unless given. */
  readonly bubblewrap?: string | null;
}

/**
 * @throws SandboxError when no sandbox process can be started here
 * @throws MissingLayerError when one would have less than `require` asks for
 */
export async function createSandbox({
  warm = 1,
  warmPython = warm,
  temporaryFolder = tmpdir(),
  require = [],
  remoteSessions = false,
  bubblewrap = findBubblewrap(),
}: SandboxOptions = {}): Promise<Sandbox> {
  const build = await buildSandbox();
  const folder = await makeSandboxFolder(temporaryFolder);
  try {
    const limits = limitsSchema.parse(undefined);
    const ground = await explore(build, folder, limits.memoryMegabytes, bubblewrap);
    requireLayers(ground.layers, require);
    const pool = new ProcessPool(build, ground, { warm, warmPython, remoteSessions });
    pool.prepare('typescript');
    return pool;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
