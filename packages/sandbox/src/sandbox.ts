// A sandbox runs programs, each in a process of its own that was started ahead of its need and is never used twice.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Limits, ProgramRequest } from '@residual/contracts';
import { limitsSchema } from '@residual/contracts';
import { buildSandbox, type SandboxBuild } from './build.ts';
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
  readonly layers: SandboxLayers;
  /** Kills every process, also of running programs, and waits until they are gone. */
  close(): Promise<void>;
}

/** Beyond the isolate's own limit: the runtime's buffers outside the isolate, and what V8 overshoots by. */
const HOST_MEMORY_MEGABYTES = 192;

const kindOf = ({ memoryMegabytes, wallClockSeconds }: Limits): string =>
  `${memoryMegabytes} MB, ${wallClockSeconds} s`;

class ProcessPool implements Sandbox {
  readonly #build: SandboxBuild;
  readonly #ground: Ground;
  /** How many processes wait for the next program. */
  readonly #warm: number;
  readonly #remoteSessions: boolean;
  readonly #alive = new Set<SandboxProcess>();
  #kind = '';
  #idle: Promise<SandboxProcess>[] = [];
  #closed = false;

  constructor(
    build: SandboxBuild,
    ground: Ground,
    { warm, remoteSessions }: { readonly warm: number; readonly remoteSessions: boolean },
  ) {
    this.#build = build;
    this.#ground = ground;
    this.#warm = warm;
    this.#remoteSessions = remoteSessions;
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
    const taken = this.#take(request.limits);
    this.fill(request.limits);
    const process = await taken;
    return process.run(request, buffers, options);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#discardIdle();
    for (const process of this.#alive) process.kill();
    await Promise.all([...this.#alive].map((process) => process.gone));
    await rm(this.#ground.folder, { recursive: true, force: true });
  }

  /** Starts processes for programs with such limits, ahead of the next one. */
  fill(limits: Limits): void {
    if (this.#closed) return;
    if (kindOf(limits) !== this.#kind) {
      void this.#discardIdle();
      this.#kind = kindOf(limits);
    }
    while (this.#idle.length < this.#warm) {
      const starting = this.#start(limits);
      // One that fails to start is found out by whoever takes it.
      starting.catch(() => undefined);
      this.#idle.push(starting);
    }
  }

  async #take(limits: Limits): Promise<SandboxProcess> {
    const warm = kindOf(limits) === this.#kind ? this.#idle.shift() : undefined;
    try {
      if (warm !== undefined) return await warm;
    } catch {
      // It may have died of age or by accident; what fails twice is reported.
    }
    return this.#start(limits);
  }

  async #start(limits: Limits): Promise<SandboxProcess> {
    const { memoryMegabytes, wallClockSeconds } = limits;
    const { baselineKilobytes, confinement, folder } = this.#ground;
    const resources: ResourceLimits = {
      dataKilobytes:
        baselineKilobytes === null
          ? null
          : baselineKilobytes + 1024 * (2 * memoryMegabytes + HOST_MEMORY_MEGABYTES),
      cpuSeconds: Math.ceil(3 * wallClockSeconds) + 20,
    };
    const process = await SandboxProcess.start(this.#build, {
      memoryMegabytes,
      limits: resources,
      confinement,
      folder,
      remoteSessions: this.#remoteSessions,
    });
    this.#alive.add(process);
    void process.gone.finally(() => this.#alive.delete(process));
    if (this.#closed) process.kill();
    await process.ready;
    return process;
  }

  async #discardIdle(): Promise<void> {
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

export interface SandboxOptions {
  /** Processes kept waiting for the next program; 1 unless given. */
  readonly warm?: number;
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
    const pool = new ProcessPool(build, ground, { warm, remoteSessions });
    pool.fill(limits);
    return pool;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
