// How a sandbox process is started so that it has little: limits of the operating system's, Node's permission
// model, and, where the system lets us, a world and a user of its own and a short list of system calls.
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PythonBuild, SandboxBuild } from './build.ts';
import { namespaceArguments } from './namespaces.ts';

/** systemd's range for users that exist only while a service runs: no account of the system's lies in it. */
const USER_IDS = { first: 61_184, count: 4_336 } as const;
let nextUser = randomInt(USER_IDS.count);

export interface ResourceLimits {
  /** RLIMIT_DATA: private writable memory, V8's reservations of address space included; null for none. */
  readonly dataKilobytes: number | null;
  /** RLIMIT_CPU, for a process that has lost its parent. */
  readonly cpuSeconds: number;
}

/** What of the operating system's holds a process, beside its limits. */
export interface Confinement {
  /** It runs as a user that nothing else runs as; needs root, and our files readable to everyone. */
  readonly ownUser: boolean;
  /** Path of bubblewrap; null where it cannot be had or does not work. */
  readonly bubblewrap: string | null;
  /** Path of a filter of system calls, for bubblewrap; null where none is known for this processor. */
  readonly systemCallFilter: string | null;
}

/** The descriptor at which bubblewrap finds the filter; the channel has the one before. */
export const FILTER_DESCRIPTOR = 4;

export interface Command {
  readonly file: string;
  readonly args: string[];
  /** Of the user to run as; absent to stay the one we are. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Whether we may start processes as other users at all. */
export const mayChooseUser = (): boolean => process.getuid?.() === 0;

/** A user id that no other sandbox process of this worker has. */
export function takeUserId(): number {
  nextUser = (nextUser + 1) % USER_IDS.count;
  return USER_IDS.first + nextUser;
}

const require = createRequire(import.meta.url);
const packageFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`));

/** Everything that the process opens through Node: its own code, and the isolate's native half with its loader. */
function readableFiles(build: SandboxBuild, python: PythonBuild | null): string[] {
  const isolatedVm = packageFolder('isolated-vm');
  const loader = dirname(createRequire(join(isolatedVm, 'package.json')).resolve('node-gyp-build'));
  // The loader looks at the last one to tell which libc this is.
  const pyodide = python === null ? [] : [python.wasmPath, python.stdlibPath];
  return [build.folder, isolatedVm, loader, ...pyodide, '/etc/alpine-release'];
}

/** Sets a limit, or finds that a lower one holds already; else the process does not start. */
const limit = (flag: string, value: number): string[] => [
  `ulimit ${flag} ${value} 2>/dev/null || [ "$(ulimit ${flag})" -le ${value} ] || exit 125`,
];

/**
 * @param options.uid as from {@link takeUserId}
 * @param options.arguments for the process's own entry
 */
export function confinedCommand(
  build: SandboxBuild,
  options: {
    limits: ResourceLimits;
    uid: number | undefined;
    confinement: Confinement;
    /** Of a process for Python, whose files are Pyodide's too. */
    python?: PythonBuild | null;
    arguments: readonly string[];
  },
): Command {
  const { limits, uid, confinement } = options;
  const files = readableFiles(build, options.python ?? null);
  const node = [
    process.execPath,
    '--no-node-snapshot',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    '--permission',
    '--allow-addons',
    ...files.map((path) => `--allow-fs-read=${path}`),
    build.processPath,
    ...options.arguments,
  ];
  const world =
    confinement.bubblewrap === null
      ? []
      : [
          confinement.bubblewrap,
          ...namespaceArguments({
            files,
            filterDescriptor: confinement.systemCallFilter === null ? null : FILTER_DESCRIPTOR,
          }),
        ];
  const shell = [
    // Where memory runs out for all, the system is to take this process, and not the worker or the database.
    'echo 1000 2>/dev/null >/proc/self/oom_score_adj || :',
    ...limit('-c', 0),
    ...limit('-f', 0),
    ...limit('-n', 64),
    ...limit('-t', limits.cpuSeconds),
    ...(limits.dataKilobytes === null ? [] : limit('-d', limits.dataKilobytes)),
    // A user of its own makes this a limit on the threads of this one process (dash calls it -p, others -u).
    ...(uid === undefined ? [] : ['ulimit -u 64 2>/dev/null || ulimit -p 64']),
    'unset PWD OLDPWD',
    'exec "$@"',
  ].join('\n');
  return {
    file: '/bin/sh',
    args: ['-c', shell, 'sh', ...world, ...node],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  };
}
