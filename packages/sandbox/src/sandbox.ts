// A sandbox runs programs, each in a process of its own that was started ahead of its need and is never used twice.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Limits, ProgramRequest } from '@residual/contracts';
import { limitsSchema } from '@residual/contracts';
import { buildSandbox, type SandboxBuild } from './build.ts';
import { mayChooseUser, type ResourceLimits } from './confinement.ts';
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

/** What holds a process beside its isolate, its permissions and the clock: as much as this system lets us have. */
export interface SandboxLayers {
  /** Each process runs as a user that nothing else runs as. */
  readonly ownUser: boolean;
  /** The operating system limits the process's memory. */
  readonly memoryLimit: boolean;
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
  readonly #alive = new Set<SandboxProcess>();
  #kind = '';
  #idle: Promise<SandboxProcess>[] = [];
  #closed = false;

  constructor(build: SandboxBuild, ground: Ground, warm: number) {
    this.#build = build;
    this.#ground = ground;
    this.#warm = warm;
  }

  get layers(): SandboxLayers {
    const { ownUser, baselineKilobytes } = this.#ground;
    return { ownUser, memoryLimit: baselineKilobytes !== null };
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
    const { baselineKilobytes, ownUser } = this.#ground;
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
      ownUser,
      folder: this.#ground.folder,
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
}

/** What the first process, started for a look, has told about all others. */
interface Ground {
  readonly ownUser: boolean;
  /** What a process has before any program runs in it; null where the system does not tell. */
  readonly baselineKilobytes: number | null;
  /** Ours, until the sandbox is closed. */
  readonly folder: string;
}

async function explore(build: SandboxBuild, folder: string, ownUser: boolean): Promise<Ground> {
  const process = await SandboxProcess.start(build, {
    memoryMegabytes: limitsSchema.parse(undefined).memoryMegabytes,
    limits: { dataKilobytes: null, cpuSeconds: 60 },
    ownUser,
    folder,
  });
  try {
    await process.ready;
    return { ownUser, folder, baselineKilobytes: await process.dataKilobytes() };
  } finally {
    process.kill();
    await process.gone;
  }
}

/** Where our files lie below a folder that only root may enter, there is no user but root who could run them. */
async function exploreAny(build: SandboxBuild, folder: string): Promise<Ground> {
  if (!mayChooseUser()) return explore(build, folder, false);
  try {
    return await explore(build, folder, true);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return explore(build, folder, false);
  }
}

/** @throws SandboxError when no sandbox process can be started here */
export async function createSandbox({
  warm = 1,
  temporaryFolder = tmpdir(),
}: SandboxOptions = {}): Promise<Sandbox> {
  const build = await buildSandbox();
  const folder = await makeSandboxFolder(temporaryFolder);
  try {
    const pool = new ProcessPool(build, await exploreAny(build, folder), warm);
    pool.fill(limitsSchema.parse(undefined));
    return pool;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
