// Runs the tests of the backends on the GPU of this machine, and the lecture's programs; prints the figures as JSON.
//   device-check.ts [--steps 10000] [--sizes 1000,2000,5000,10000] [--no-tests]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeData } from '../../packages/bench/src/workloads/data.ts';
import {
  closedFormProgram,
  loopProgram,
  matmulProgram,
  sessionRunProgram,
  type Program,
} from '../../packages/bench/src/workloads/program.ts';
import { COLUMNS, nameOf, ROWS, type Workload } from '../../packages/bench/src/workloads/workload.ts';
import { createTensorFlow, NDArray, type TensorFlow } from '../../packages/graph/src/index.ts';
import { describeCuda, openCudaBackend } from '../../packages/runtime/src/cuda/open-cuda-backend.ts';
import { LocalTarget } from '../../packages/runtime/src/local-target.ts';
import { cublasAlone } from '../../packages/runtime/src/cuda/cublas-alone.ts';

const DTYPES = ['float32', 'float64'] as const;
const TESTS = [
  'packages/runtime/src/backends.test.ts',
  'packages/runtime/src/cuda/cuda-backend.test.ts',
  'packages/runtime/src/lecture.test.ts',
];

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '10000' },
    sizes: { type: 'string', default: '1000,2000,5000,10000' },
    tests: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const steps = Number(options.steps);
const sizes = options.sizes.split(',').map(Number);

const note = (text: string): void => void process.stderr.write(`${text}\n`);
const root = path.join(import.meta.dirname, '../..');

function runTests(file: string): object {
  note(file);
  const shim = path.join(import.meta.dirname, 'jest-globals.ts');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--import', shim, '--test', '--test-reporter=tap', file],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const counted = (what: string): number =>
    Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? NaN);
  if (status !== 0) note(stdout + stderr);
  return { file, pass: counted('pass'), fail: counted('fail'), skipped: counted('skipped') };
}

const description = describeCuda();
if (!description.active) {
  note(`No CUDA device: ${description.reason}`);
  process.exit(1);
}
const tests = options.tests ? TESTS.filter((file) => existsSync(path.join(root, file))).map(runTests) : [];

const opened = openCudaBackend();
if ('reason' in opened) throw new Error(opened.reason);
const backend = opened;

const { inputs, labels } = makeData();
const X = NDArray.owning({ dtype: 'float64', shape: [ROWS, COLUMNS], data: inputs });
const Y = NDArray.owning({ dtype: 'float64', shape: [ROWS, 1], data: labels });

/** Seconds for one of `count`, and what came out, after a first turn that compiles. */
function measure(workload: Workload, count: number, prepare: (tf: TensorFlow) => Program): object {
  note(nameOf(workload));
  const program = prepare(createTensorFlow({ target: new LocalTarget({ backend, seed: 1 }) }));
  program.run(Math.min(count, 3));
  const start = performance.now();
  const result = program.run(count);
  const seconds = (performance.now() - start) / 1000 / count;
  program.close();
  return { workload: nameOf(workload), count, seconds, result };
}

const figures: object[] = [];
for (const model of ['linear', 'logistic'] as const)
  for (const dtype of DTYPES)
    for (const data of ['placeholders', 'constants'] as const) {
      const loop = { kind: 'loop', model, dtype, data } as const;
      figures.push(measure(loop, steps, (tf) => loopProgram(tf, loop, X, Y)));
    }
for (const dtype of DTYPES)
  figures.push(measure({ kind: 'closed-form', dtype }, 20, (tf) => closedFormProgram(tf, dtype, X, Y)));
for (const form of ['no-op', 'three-feeds'] as const)
  figures.push(measure({ kind: 'session-run', form }, steps, (tf) => sessionRunProgram(tf, form)));

const products: object[] = [];
for (const dtype of DTYPES)
  for (const n of sizes) {
    const ours = measure({ kind: 'matmul', dtype, n }, 10, (tf) => matmulProgram(tf, dtype, n));
    const library = cublasAlone(dtype, n);
    products.push({ ...ours, cublasSeconds: library });
  }
backend.close?.();

const { device, versions } = description;
const report = {
  date: new Date().toISOString(),
  device,
  versions,
  node: process.versions.node,
  tests,
  figures,
  products,
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
