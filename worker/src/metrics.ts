// What only the worker sees, for Prometheus: which of its parts failed, and how long its gradings take.
import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export class WorkerMetrics {
  readonly registry = new Registry();
  readonly gradings = new Histogram({
    name: 'residual_worker_grading_seconds',
    help: 'How long this worker was at an attempt, by whether it came to an end',
    labelNames: ['outcome'] as const,
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300],
    registers: [this.registry],
  });
  readonly failures = new Counter({
    name: 'residual_worker_failures_total',
    help: 'Tries that failed through our fault and are repeated, by the kind of error: SandboxError, EvaluatorError …',
    labelNames: ['error'] as const,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Serves /metrics and /healthz; the process may end while it listens. */
  listen({ host, port }: { readonly host: string; readonly port: number }): Server {
    const server = createServer((request, response) => {
      if (request.url === '/healthz') return void response.end('ok\n');
      if (request.url !== '/metrics') return void response.writeHead(404).end();
      this.registry.metrics().then(
        (text) => response.setHeader('content-type', this.registry.contentType).end(text),
        () => response.writeHead(500).end(),
      );
    });
    return server.listen(port, host).unref();
  }
}
