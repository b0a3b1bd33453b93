// A world of its own for a sandbox process, made by bubblewrap where the system has it: no network, no other
// process, no file but the few that Node opens, all of them read-only, no capability, and a user that is nobody.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';

/** Path of bubblewrap's program, or null where it is not installed. */
export function findBubblewrap(searchPath = process.env.PATH ?? ''): string | null {
  for (const folder of [...searchPath.split(delimiter), '/usr/bin', '/usr/local/bin']) {
    if (!folder.startsWith('/')) continue;
    const path = join(folder, 'bwrap');
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not there.
    }
  }
  return null;
}

const TELL_LIBRARIES =
  'process.report.excludeNetwork = true; ' +
  'process.stdout.write(JSON.stringify(process.report.getReport().sharedObjects))';

/**
 * The libraries that Node is linked to; the isolate's native half needs no others. A new process is asked, since this
 * one may have loaded more, such as a GPU's.
 */
function sharedLibraries(): string[] {
  const told = execFileSync(process.execPath, ['-e', TELL_LIBRARIES], { env: {}, encoding: 'utf8' });
  return z
    .array(z.string())
    .parse(JSON.parse(told))
    .filter((path) => path.startsWith('/'));
}

let libraries: readonly string[] | undefined;

const NOBODY = '65534';

export interface World {
  /** Files and folders that the process reads, at the same paths as outside. */
  readonly files: readonly string[];
  /** Where the filter of system calls can be read from; null for none. */
  readonly filterDescriptor: number | null;
}

/** Arguments of bubblewrap, before the command. */
export function namespaceArguments({ files, filterDescriptor }: World): string[] {
  libraries ??= sharedLibraries();
  const own = 'user ipc pid net uts'.split(' ').map((kind) => `--unshare-${kind}`);
  const filter = filterDescriptor === null ? [] : ['--seccomp', String(filterDescriptor)];
  return [
    own,
    '--unshare-cgroup-try --disable-userns --die-with-parent --new-session'.split(' '),
    `--cap-drop ALL --uid ${NOBODY} --gid ${NOBODY} --hostname sandbox`.split(' '),
    [...libraries, process.execPath].flatMap((path) => ['--ro-bind', path, path]),
    files.flatMap((path) => ['--ro-bind-try', path, path]),
    '--remount-ro / --chdir /'.split(' '),
    filter,
    ['--'],
  ].flat();
}
