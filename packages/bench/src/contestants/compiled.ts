// The machine's limit, in C: a fused loop on one core, and OpenBLAS where there is one. Compiled for this very machine
// when a bench begins.
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { replySchema, type Reply } from '../protocol.ts';
import { COLUMNS, ROWS, type Workload } from '../workloads/workload.ts';
import type { Absentee, Contestant } from './contestant.ts';

const run = promisify(execFile);
const NATIVE = join(import.meta.dirname, '../native');
const FLAGS = ['-O3', '-march=native', `-DROWS=${ROWS}`, `-DCOLUMNS=${COLUMNS}`];
// Sums are taken in any order, as the vectors of the processor ask for.
const LOOP_FLAGS = ['-ffast-math', '-mprefer-vector-width=512'];
const PATIENCE_MS = 600_000;

/** @throws Error if there is no compiler or it fails */
async function compile(source: string, program: string, flags: readonly string[]): Promise<string> {
  const flagsFor = (all: readonly string[]) => [...all, '-o', program, join(NATIVE, source), '-lm', '-ldl'];
  try {
    await run('cc', flagsFor([...FLAGS, ...flags]));
  } catch (error) {
    // Not every compiler knows how wide vectors may be.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    await run('cc', flagsFor([...FLAGS, ...flags.filter((flag) => !flag.startsWith('-mprefer'))]));
  }
  return program;
}

const measured = async (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Reply> => {
  const { stdout } = await run(file, args, { env: { ...process.env, ...env }, timeout: PATIENCE_MS });
  return replySchema.parse(JSON.parse(stdout));
};

export interface CompiledOptions {
  /** Where programs and data lie. */
  readonly folder: string;
  /** The data, float64: inputs, then labels. */
  readonly data: string;
}

export async function fusedLoop({ folder, data }: CompiledOptions): Promise<Contestant | Absentee> {
  const name = 'C, fused, 1 core';
  try {
    const programs = {
      float32: await compile('loop.c', join(folder, 'loop-float'), ['-DREAL=float', ...LOOP_FLAGS]),
      float64: await compile('loop.c', join(folder, 'loop-double'), ['-DREAL=double', ...LOOP_FLAGS]),
    };
    const { stdout } = await run('cc', ['--version']);
    return {
      name,
      role: 'limit',
      detail: `${stdout.split('\n')[0]} ${FLAGS.slice(0, 2).join(' ')} ${LOOP_FLAGS.join(' ')}`,
      shortest: 0.02,
      measure: async (workload, count) =>
        workload.kind === 'loop'
          ? measured(programs[workload.dtype], [data, workload.model, String(count)])
          : { notForMe: true },
      close: async () => {},
    };
  } catch (error) {
    return { name, role: 'limit', reason: noCompiler(error) };
  }
}

/** OpenBLAS on all threads and on one. */
export async function openBlas(
  { folder, data }: CompiledOptions,
  libraries: readonly string[],
): Promise<readonly (Contestant | Absentee)[]> {
  const name = 'OpenBLAS';
  let program: string;
  try {
    program = await compile('blas.c', join(folder, 'blas'), []);
  } catch (error) {
    return [{ name, role: 'limit', reason: noCompiler(error) }];
  }
  for (const library of libraries) {
    const config = await run(program, [library]).catch(() => null);
    if (config === null) continue;
    return ['', '1'].map((threads): Contestant => ({
      name: threads === '' ? name : `${name}, 1 thread`,
      role: 'limit',
      detail: config.stdout.trim(),
      shortest: 0.02,
      measure: async (workload, count) => {
        const task = taskOf(workload);
        if (task === null) return { notForMe: true };
        const n = workload.kind === 'matmul' ? workload.n : COLUMNS;
        const env: Record<string, string> = threads === '' ? {} : { OPENBLAS_NUM_THREADS: threads };
        return measured(program, [library, data, task, String(n), String(count)], env);
      },
      close: async () => {},
    }));
  }
  const reason =
    'not found (Debian: apt install libopenblas0-pthread; NumPy brings one as well, see --python)';
  return [{ name, role: 'limit', reason }];
}

function taskOf(workload: Workload): string | null {
  if (workload.kind === 'matmul') return `matmul-${workload.dtype === 'float32' ? 'f32' : 'f64'}`;
  return workload.kind === 'closed-form' && workload.dtype === 'float64' ? 'closed-form' : null;
}

const noCompiler = (error: unknown): string => {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return isMissing ? 'no C compiler (Debian: apt install gcc libc6-dev)' : `cc failed: ${String(error)}`;
};

/** Where OpenBLAS may be: the system's, then the copy that NumPy brings. */
export async function openBlasLibraries(python: string | undefined): Promise<string[]> {
  const system = ['libopenblas.so.0', 'libopenblas.so'];
  if (python === undefined) return system;
  try {
    const { stdout } = await run(python, ['-c', 'import numpy; print(numpy.__file__)']);
    const folder = join(dirname(stdout.trim()), '../numpy.libs');
    const found = (await readdir(folder)).filter((file) => /openblas.*\.so/.test(file));
    return [...found.map((file) => join(folder, file)), ...system];
  } catch {
    // No NumPy, or one that is built otherwise: the system's may still be there.
    return system;
  }
}
