// What a tree of processes has used, as /proc tells it (Linux): processor time, memory, descriptors.
import { readdir, readFile } from 'node:fs/promises';

export interface Usage {
  /** Of the process, its living descendants, and all it has waited for, in seconds. */
  readonly cpuSeconds: number;
  readonly processes: number;
  readonly zombies: number;
  /** Of the process itself. */
  readonly memoryMegabytes: number;
  readonly descriptors: number;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly command: string;
  readonly ticks: number;
}

const TICKS_A_SECOND = 100;

async function readStat(pid: number): Promise<Stat | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    // utime, stime, and the same of children that were waited for
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    return { pid, parent: Number(fields[1]), state: fields[0], command, ticks };
  } catch {
    return null; // it has ended meanwhile
  }
}

async function readAll(): Promise<Stat[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(readStat))).filter((stat) => stat !== null);
}

/** @param part in the command line of a child of `parent` */
export async function findChild(parent: number, part: string): Promise<number> {
  const child = (await readAll()).find((stat) => stat.parent === parent && stat.command.includes(part));
  if (!child) throw new Error(`process ${parent} has no child ${part}`);
  return child.pid;
}

export async function measure(pid: number): Promise<Usage> {
  const all = await readAll();
  const tree = (root: number): Stat[] => [
    ...all.filter((stat) => stat.pid === root),
    ...all.filter((stat) => stat.parent === root).flatMap((stat) => tree(stat.pid)),
  ];
  const family = tree(pid);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return {
    cpuSeconds: family.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_A_SECOND,
    processes: family.length,
    zombies: family.filter(({ state }) => state === 'Z').length,
    memoryMegabytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024,
    descriptors: (await readdir(`/proc/${pid}/fd`)).length,
  };
}
