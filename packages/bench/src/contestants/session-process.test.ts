import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Workload } from '../workloads/workload.ts';
import type { Contestant } from './contestant.ts';
import { startedProcess } from './started-process.ts';

const start = (backend: string) =>
  startedProcess({
    name: backend,
    role: 'backend',
    command: {
      file: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'session-process.ts'),
        backend,
      ],
      env: { NODE_OPTIONS: '' },
    },
  });

let contestants: readonly Contestant[];
beforeAll(async () => {
  const started = await Promise.all(['js', 'wasm'].map(start));
  contestants = started.filter((one): one is Contestant => 'measure' in one);
  expect(contestants).toHaveLength(2);
});
afterAll(() => Promise.all(contestants.map((one) => one.close())));

const WORKLOADS: readonly Workload[] = [
  { kind: 'loop', model: 'logistic', dtype: 'float64', data: 'placeholders' },
  { kind: 'loop', model: 'linear', dtype: 'float32', data: 'constants' },
  { kind: 'closed-form', dtype: 'float64' },
  { kind: 'matmul', dtype: 'float32', n: 20 },
  { kind: 'session-run', form: 'three-feeds' },
];

test.each(WORKLOADS)('backends come to the same result: $kind $model $dtype', async (workload) => {
  const replies = await Promise.all(contestants.map((one) => one.measure(workload, 2)));
  const results = replies.map((reply) => ('seconds' in reply ? reply.result! : Number.NaN));
  expect(results[0]).not.toBe(0);
  expect(Math.abs(results[1] / results[0] - 1)).toBeLessThan(1e-5);
});

test('a backend that is not here is told of with the reason', async () => {
  expect(await start('abacus')).toMatchObject({
    name: 'abacus',
    reason: expect.stringContaining("There is no backend 'abacus'"),
  });
});
