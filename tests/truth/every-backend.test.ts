// The solutions get all points whatever computes them: the program and its grading both on each backend of this machine.
import { afterAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { buildDataSet } from '@residual/assignments';
import { gradeTask, loadCustomChecks } from '@residual/grading';
import { jsBackend, LocalTarget, wasmBackend, type Backend } from '@residual/runtime';
import { openCudaBackend } from '@residual/runtime/backends';
import { runInProcess } from '../../packages/grading/src/testing/run-in-process.ts';
import { findTfjs, findWebgpu } from '../../packages/runtime/src/testing/optional-backends.ts';
import { loadCorpus } from './corpus.ts';

const cuda = openCudaBackend();
const optional: readonly (readonly [string, { backend: Backend } | { reason: string }])[] = [
  ['cuda', 'reason' in cuda ? cuda : { backend: cuda }],
  ['tfjs', await findTfjs()],
  ['webgpu', await findWebgpu()],
];
const backends: readonly (readonly [string, Backend])[] = [
  ['js', jsBackend],
  ['wasm', wasmBackend],
  ...optional.flatMap(([name, found]) => ('backend' in found ? [[name, found.backend] as const] : [])),
];
for (const [name, found] of optional) if ('reason' in found) test.skip(`${name}: ${found.reason}`, () => {});
afterAll(() => {
  for (const [, found] of optional) if ('backend' in found) found.backend.close?.();
});

const corpus = await loadCorpus(join(import.meta.dirname, '../../assignments'));
const assignments = await Promise.all(
  corpus.map(async ({ slug, bundle, programs }) => ({
    slug,
    bundle,
    data: buildDataSet({ assignment: slug, data: bundle.spec.data, files: bundle.files }),
    customChecks: await loadCustomChecks(slug, bundle.files),
    solutions: programs.filter(({ name }) => name.endsWith('/solution')),
  })),
);

describe.each(backends)('on %s', (_backend, backend) => {
  describe.each(assignments)('$slug', ({ bundle, data, customChecks, solutions }) => {
    test.each(solutions)('$task: the solution gets all points', ({ task: name, source }) => {
      const task = bundle.spec.tasks.find((candidate) => candidate.name === name)!;
      const evaluation = gradeTask({
        task,
        calibration: bundle.calibration.tasks[name],
        customChecks,
        data,
        program: runInProcess(source, data, backend),
        target: new LocalTarget({ backend, seed: 2017 }),
        seed: 2017,
      });
      expect(evaluation.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
      expect(evaluation.points).toBe(evaluation.maxPoints);
    });
  });
});
