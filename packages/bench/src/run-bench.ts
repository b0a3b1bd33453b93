// The whole bench: who is here, each workload in turn, and what came out.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { describeBackends, type BackendStatus } from '@residual/runtime/backends';
import { fusedLoop, openBlas, openBlasLibraries } from './contestants/compiled.ts';
import type { Absentee, Contestant } from './contestants/contestant.ts';
import { startedProcess } from './contestants/started-process.ts';
import { submission } from './contestants/submission.ts';
import { findPython, tensorFlow } from './contestants/tensorflow.ts';
import type { BenchReport, Figure, WorkloadFigures } from './figure.ts';
import { FULL_PACE, measureWorkload, QUICK_PACE } from './measure-workload.ts';
import { makeData, type Data } from './workloads/data.ts';
import { allWorkloads, LECTURE_FIGURES, nameOf, titleOf, type Workload } from './workloads/workload.ts';

export interface BenchOptions {
  /** Smaller matrices, less time for each figure. */
  readonly quick?: boolean;
  /** Only workloads whose names contain one of these. */
  readonly only?: readonly string[];
  /** Only these backends; every one that is here unless given. */
  readonly backend?: readonly string[];
  /** A Python with TensorFlow; `python3` unless given. */
  readonly python?: string;
  /** Told of each workload as soon as it is done. */
  readonly onWorkload?: (figures: WorkloadFigures) => void;
  readonly onProgress?: (text: string) => void;
}

const CUBLAS_PROCESS = join(import.meta.dirname, 'contestants/cublas-process.ts');
const SESSION_PROCESS = join(import.meta.dirname, 'contestants/session-process.ts');

/** @throws RangeError if `only` or `backend` names nothing that is here */
export async function runBench(options: BenchOptions = {}): Promise<BenchReport> {
  const { quick = false, only, backend: wanted, python, onWorkload, onProgress } = options;
  const all = allWorkloads({ quick });
  const workloads = all.filter((workload) => only?.some((part) => nameOf(workload).includes(part)) ?? true);
  if (workloads.length === 0)
    throw new RangeError(`There is no benchmark of that name. There are: ${all.map(nameOf).join(', ')}`);
  const backends = await describeBackends();
  const active = backends.filter(({ state }) => state === 'active').map(({ name }) => name);
  const missing = wanted?.find((name) => !active.includes(name));
  if (missing !== undefined)
    throw new RangeError(`Backend '${missing}' is not active here. Active are: ${active.join(', ')}`);
  const [load] = loadavg();
  const folder = await mkdtemp(join(tmpdir(), 'residual-bench-'));
  const contestants: Contestant[] = [];
  const absent: Absentee[] = [];
  try {
    onProgress?.('looking who is here');
    for (const one of await gather(folder, { python, backends, wanted: wanted ?? active })) {
      if ('reason' in one) absent.push(one);
      else contestants.push(one);
    }
    const done: { workload: Workload; figures: readonly Figure[]; report: WorkloadFigures }[] = [];
    for (const workload of workloads) {
      onProgress?.(titleOf(workload));
      const figures = await measureWorkload(workload, contestants, {
        pace: quick ? QUICK_PACE : FULL_PACE,
        history: done,
      });
      const report = {
        name: nameOf(workload),
        title: titleOf(workload),
        figures: [...figures, ...quoted(workload)],
      };
      done.push({ workload, figures, report });
      onWorkload?.(report);
    }
    return {
      date: new Date().toISOString(),
      machine: {
        processor: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        memoryBytes: totalmem(),
        system: `${type()} ${release()}`,
        node: process.version,
        load: process.platform === 'win32' ? null : load,
      },
      quick,
      contestants: contestants.map(({ name, role, detail }) => ({ name, role, detail })),
      absent,
      workloads: done.map(({ report }) => report),
    };
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

interface Gathering {
  readonly python: string | undefined;
  readonly backends: readonly BackendStatus[];
  readonly wanted: readonly string[];
}

async function gather(
  folder: string,
  { python, backends, wanted }: Gathering,
): Promise<readonly (Contestant | Absentee)[]> {
  const data = makeData();
  const threads = cpus().length;
  const dataFile = await writeData(data, folder);
  const found: (Contestant | Absentee)[] = [];
  for (const { name, state, detail } of backends) {
    if (state === 'absent') found.push({ name, role: 'backend', reason: detail });
    else if (wanted.includes(name)) found.push(await backendProcess(name));
    if (name === 'wasm' && wanted.includes(name) && threads > 1) found.push(await threadedWasm(threads));
  }
  found.push(await submission(data));
  const tensor = await findPython(python);
  const compiled = { folder, data: dataFile };
  found.push(await fusedLoop(compiled));
  if (backends.some(({ name, state }) => name === 'cuda' && state === 'active')) found.push(await cublas());
  found.push(
    ...(await openBlas(
      compiled,
      await openBlasLibraries('python' in tensor ? tensor.python : (python ?? 'python3')),
    )),
  );
  if ('python' in tensor) found.push(...(await tensorFlow(tensor.python, dataFile)));
  else found.push({ name: 'TensorFlow', role: 'tensorflow', reason: tensor.reason });
  return found;
}

const backendProcess = (name: string): Promise<Contestant | Absentee> =>
  startedProcess({
    name,
    role: 'backend',
    command: {
      file: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', '--expose-gc', SESSION_PROCESS, name],
    },
  });

const threadedWasm = (threads: number): Promise<Contestant | Absentee> =>
  startedProcess({
    name: `wasm, ${threads} threads`,
    role: 'backend',
    command: {
      file: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', '--expose-gc', SESSION_PROCESS, 'wasm', 'products'],
      env: { RESIDUAL_WASM_THREADS: String(Math.min(64, threads)) },
    },
  });

const cublas = (): Promise<Contestant | Absentee> =>
  startedProcess({
    name: 'cuBLAS alone',
    role: 'limit',
    command: { file: process.execPath, args: ['--disable-warning=ExperimentalWarning', CUBLAS_PROCESS] },
  });

async function writeData({ inputs, labels }: Data, folder: string): Promise<string> {
  const file = join(folder, 'data.f64');
  const values = new Float64Array(inputs.length + labels.length);
  values.set(inputs);
  values.set(labels, inputs.length);
  await writeFile(file, values);
  return file;
}

const quoted = (workload: Workload): Figure[] =>
  workload.kind !== 'matmul'
    ? []
    : LECTURE_FIGURES.filter(({ n, dtype }) => n === workload.n && dtype === workload.dtype).map(
        ({ on, seconds }) => ({ contestant: on, role: 'lecture', state: 'quoted', median: seconds }),
      );
