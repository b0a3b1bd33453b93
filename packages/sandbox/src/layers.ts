// The layers that hold a sandbox process beside its isolate, Node's permissions and the clock: which of them this
// system lets us have, why not the others, and which of them a site insists on.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxBuild } from './build.ts';
import { whyNoContainer } from './container.ts';
import { mayChooseUser, type Confinement } from './confinement.ts';
import { SandboxError } from './outcome.ts';
import { SandboxProcess } from './sandbox-process.ts';
import { systemCallFilter } from './system-calls.ts';

/** In the order of what they are worth. */
export const SANDBOX_LAYERS = [
  'namespaces',
  'system-calls',
  'memory-limit',
  'own-user',
  'container',
] as const;
export type SandboxLayer = (typeof SANDBOX_LAYERS)[number];

/** What each layer gives, for people. */
export const LAYER_MEANINGS: Readonly<Record<SandboxLayer, string>> = {
  namespaces: 'no network, no other process, no file but its own code (bubblewrap)',
  'system-calls': 'only the system calls that it needs (seccomp)',
  'memory-limit': 'the operating system limits its memory',
  'own-user': 'runs as a user that nothing else runs as',
  container: 'is in a container that is read-only and gives no privilege, as docker-compose.yml makes it',
};

/** Null for a layer that holds, else why it does not and what would change that. */
export type SandboxLayers = Readonly<Record<SandboxLayer, string | null>>;

/** What the first processes, started for a look, have told about all others. */
export interface Ground {
  readonly confinement: Confinement;
  /** What a process has before any program runs in it; null where the system does not tell. */
  readonly baselineKilobytes: number | null;
  /** Ours, until the sandbox is closed. */
  readonly folder: string;
  readonly layers: SandboxLayers;
}

/** Something that the site insists on is not to be had: nothing is graded rather than graded less safely. */
export class MissingLayerError extends SandboxError {
  override name = 'MissingLayerError';
  readonly layers: SandboxLayers;

  constructor(message: string, layers: SandboxLayers) {
    super(message);
    this.layers = layers;
  }
}

/** @throws MissingLayerError */
export function requireLayers(layers: SandboxLayers, required: readonly SandboxLayer[]): void {
  const missing = required.flatMap((layer) => {
    const reason = layers[layer];
    return reason === null ? [] : [`  ${layer} (${LAYER_MEANINGS[layer]}): ${reason}`];
  });
  if (missing.length > 0)
    throw new MissingLayerError(
      `SANDBOX_REQUIRE asks for layers that programs would not have here:\n${missing.join('\n')}\n` +
        'Nothing is graded until they are there or no longer asked for.',
      layers,
    );
}

interface Attempt {
  readonly baselineKilobytes: number | null;
}

async function attempt(
  build: SandboxBuild,
  folder: string,
  confinement: Confinement,
  memoryMegabytes: number,
): Promise<Attempt> {
  const process = await SandboxProcess.start(build, {
    memoryMegabytes,
    limits: { dataKilobytes: null, cpuSeconds: 60 },
    confinement,
    folder,
  });
  try {
    await process.ready;
    return { baselineKilobytes: await process.dataKilobytes() };
  } finally {
    process.kill();
    await process.gone;
  }
}

/**
 * Finds the strongest confinement in which a process gets ready.
 * @throws SandboxError when none gets ready in any
 */
export async function explore(
  build: SandboxBuild,
  folder: string,
  memoryMegabytes: number,
  bubblewrap: string | null,
): Promise<Ground> {
  const filter = bubblewrap === null ? null : systemCallFilter(process.arch);
  const filterPath = filter === null ? null : join(folder, 'system-calls');
  if (filter !== null && filterPath !== null) {
    await writeFile(filterPath, filter);
  }
  const worlds: Pick<Confinement, 'bubblewrap' | 'systemCallFilter'>[] = [
    ...(filterPath === null ? [] : [{ bubblewrap, systemCallFilter: filterPath }]),
    ...(bubblewrap === null ? [] : [{ bubblewrap, systemCallFilter: null }]),
    { bubblewrap: null, systemCallFilter: null },
  ];
  // Where our files lie below a folder that only root may enter, there is no user but root who could run them.
  const users = mayChooseUser() ? [true, false] : [false];
  const failures = new Map<Confinement, SandboxError>();
  for (const world of worlds)
    for (const ownUser of users) {
      const confinement: Confinement = { ...world, ownUser };
      try {
        const { baselineKilobytes } = await attempt(build, folder, confinement, memoryMegabytes);
        const layers = layersOf({ confinement, baselineKilobytes, bubblewrap, filterPath, failures });
        return { confinement, baselineKilobytes, folder, layers };
      } catch (error) {
        if (!(error instanceof SandboxError)) throw error;
        failures.set(confinement, error);
      }
    }
  throw [...failures.values()].at(-1)!;
}

interface Findings {
  readonly confinement: Confinement;
  readonly baselineKilobytes: number | null;
  readonly bubblewrap: string | null;
  readonly filterPath: string | null;
  readonly failures: ReadonlyMap<Confinement, SandboxError>;
}

function layersOf(findings: Findings): SandboxLayers {
  const { confinement, baselineKilobytes, bubblewrap, filterPath, failures } = findings;
  const failureOf = (tried: (other: Confinement) => boolean): string =>
    [...failures].find(([other]) => tried(other))?.[1].message ?? 'it was not tried';
  const namespaces = (): string | null => {
    if (confinement.bubblewrap !== null) return null;
    if (process.platform !== 'linux') return 'only Linux has them';
    if (bubblewrap === null) return 'bubblewrap (bwrap) is not installed: install the package of that name';
    return `bubblewrap does not work here: ${failureOf((other) => other.bubblewrap !== null)}`;
  };
  const systemCalls = (): string | null => {
    if (confinement.systemCallFilter !== null) return null;
    if (confinement.bubblewrap === null) return 'needs namespaces';
    return filterPath === null
      ? `there is no list of system calls for ${process.arch}`
      : `the filter does not work here: ${failureOf((other) => other.systemCallFilter !== null)}`;
  };
  const ownUser = (): string | null => {
    if (confinement.ownUser) return null;
    if (!mayChooseUser()) return 'only a worker that runs as root can choose the users of its processes';
    return `our files are not readable to other users: ${failureOf((other) => other.ownUser)}`;
  };
  return {
    namespaces: namespaces(),
    'system-calls': systemCalls(),
    'memory-limit': baselineKilobytes === null ? 'the system does not tell what a process uses' : null,
    'own-user': ownUser(),
    container: whyNoContainer(),
  };
}
