// Processes as /proc shows them (Linux): who is whose child, and how busy.
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessState {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** User and system time used, in clock ticks (1/100 s). */
  readonly cpuTicks: number;
}

async function readProcess(pid: number): Promise<ProcessState | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return { pid, parent: Number(fields[1]), command, cpuTicks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null; // it has ended meanwhile
  }
}

async function allProcesses(): Promise<ProcessState[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(readProcess))).filter((state) => state !== null);
}

export async function childrenOf(pid: number): Promise<ProcessState[]> {
  return (await allProcesses()).filter((state) => state.parent === pid);
}

/** The process's descendants, however deep. */
export async function processesBelow(pid: number): Promise<number[]> {
  const all = await allProcesses();
  const below = (parent: number): number[] =>
    all.filter((state) => state.parent === parent).flatMap((state) => [state.pid, ...below(state.pid)]);
  return below(pid);
}

/** Whether it still runs; one that has ended and that nobody has asked about yet (a zombie) does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}
