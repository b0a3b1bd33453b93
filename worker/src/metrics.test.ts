import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Server } from 'node:http';
import { WorkerMetrics } from './metrics.ts';

let metrics: WorkerMetrics;
let server: Server;
beforeEach(async () => {
  metrics = new WorkerMetrics();
  server = metrics.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const get = (path: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

test('tells Prometheus what failed, how long gradings took, and of the process', async () => {
  metrics.failures.inc({ error: 'EvaluatorError' });
  metrics.gradings.observe({ outcome: 'ended' }, 0.2);
  metrics.gradings.observe({ outcome: 'ended' }, 400);
  const response = await get('/metrics');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  const lines = (await response.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'residual_worker_failures_total{error="EvaluatorError"} 1',
      'residual_worker_grading_seconds_bucket{le="0.1",outcome="ended"} 0',
      'residual_worker_grading_seconds_bucket{le="0.3",outcome="ended"} 1',
      'residual_worker_grading_seconds_count{outcome="ended"} 2',
    ]),
  );
  expect(lines.some((line) => /^process_resident_memory_bytes \d/.test(line))).toBe(true);
});

test('is healthy as long as it answers, and has nothing else', async () => {
  expect(await (await get('/healthz')).text()).toBe('ok\n');
  expect((await get('/')).status).toBe(404);
});
