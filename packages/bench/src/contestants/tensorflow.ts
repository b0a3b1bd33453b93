// TensorFlow itself, where a Python with it is found.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Absentee, Contestant } from './contestant.ts';
import { startedProcess } from './started-process.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'graph_sessions.py');

/** A Python with TensorFlow, and why not where there is none. */
export async function findPython(
  wanted: string | undefined,
): Promise<{ readonly python: string } | { readonly reason: string }> {
  const python = wanted ?? 'python3';
  try {
    await run(python, [
      '-c',
      'import importlib.util as u, sys; sys.exit(0 if u.find_spec("tensorflow") else 3)',
    ]);
    return { python };
  } catch (error) {
    const { code } = error as { code?: number | string };
    if (code === 3) return { reason: `${python} has no tensorflow (give another one with --python PATH)` };
    return { reason: `${python} does not run (give one with --python PATH)` };
  }
}

/** With its own choice of threads, and with one. */
export async function tensorFlow(
  python: string,
  dataFile: string,
): Promise<readonly (Contestant | Absentee)[]> {
  const started = [];
  for (const threads of ['0', '1'])
    started.push(
      await startedProcess({
        name: threads === '0' ? 'TensorFlow' : 'TensorFlow, 1 thread',
        role: 'tensorflow',
        command: { file: python, args: [SCRIPT, threads, dataFile] },
      }),
    );
  return started;
}
