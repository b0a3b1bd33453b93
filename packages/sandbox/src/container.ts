// Whether this process, and with it every sandbox process, is in a container that leaves little to gain: what
// docker-compose.yml gives a worker. The kernel is asked, not the container's name.
import { readFileSync } from 'node:fs';

/** Numbers of CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_KILL, CAP_SETGID and CAP_SETUID: to give programs users of their own. */
const NEEDED = [0, 1, 5, 6, 7].reduce((bits, capability) => bits | (1n << BigInt(capability)), 0n);

/** What the kernel tells: /proc/self/status and /proc/self/mounts (proc(5)). */
export interface KernelView {
  readonly status: string;
  readonly mounts: string;
}

function look(): KernelView | null {
  try {
    const read = (name: string): string => readFileSync(`/proc/self/${name}`, 'utf8');
    return { status: read('status'), mounts: read('mounts') };
  } catch {
    return null;
  }
}

/** Null if it is in one, else what is missing. */
export function whyNoContainer(view: KernelView | null = look()): string | null {
  if (view === null) return 'the system does not tell';
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:\\s+(\\w+)$`, 'm').exec(view.status)?.[1];
  const capabilities = BigInt(`0x${field('CapBnd') ?? 'ffffffffffffffff'}`);
  // Of several that lie over each other the last one is seen.
  const root = view.mounts
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, folder]) => folder === '/');
  const missing = [
    ...(field('NoNewPrivs') === '1' ? [] : ['new privileges can be gained (no-new-privileges)']),
    ...((capabilities & ~NEEDED) === 0n ? [] : ['capabilities are left (cap_drop)']),
    ...(root?.[3]?.split(',').includes('ro') === true
      ? []
      : ['the root folder can be written to (read_only)']),
  ];
  return missing.length === 0 ? null : missing.join(', ');
}
