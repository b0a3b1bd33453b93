// For operators and their tools: /healthz (this process answers), /readyz (what it needs answers too), /metrics.
import { timingSafeEqual } from 'node:crypto';
import { pingStore } from '@residual/store';
import { type Request, Router } from 'express';
import type { ServerContext } from './context.ts';

const PATIENCE_MILLISECONDS = 2_000;

export function operatorRouter({
  configuration,
  store,
  queue,
  metrics,
  log,
  stopping,
}: ServerContext): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  router.get('/readyz', async (_request, response) => {
    const lines = await Promise.all([
      check('database', () => pingStore(store)),
      check('queue', () => queue.ping()),
    ]);
    if (stopping.aborted) lines.push('stopping');
    const isReady = lines.every((line) => line.endsWith(': ok'));
    if (!isReady) log.warn({ checks: lines }, 'not ready');
    response
      .status(isReady ? 200 : 503)
      .type('text/plain')
      .send(`${lines.join('\n')}\n`);
  });
  router.get('/metrics', async (request, response, next) => {
    // To everybody else it does not exist.
    if (!mayRead(request, configuration.metricsToken)) return next();
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

async function check(name: string, ask: () => Promise<void>): Promise<string> {
  try {
    await Promise.race([
      ask(),
      new Promise((_, reject) => {
        setTimeout(() => reject(new Error('no answer')), PATIENCE_MILLISECONDS).unref();
      }),
    ]);
    return `${name}: ok`;
  } catch {
    // What it failed with names hosts and users; the process's own log has it.
    return `${name}: does not answer`;
  }
}

/** With the token; without one, from this machine, and not through a proxy. */
function mayRead(request: Request, token: string | undefined): boolean {
  if (token === undefined) {
    const isLocal = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(request.socket.remoteAddress ?? '');
    return isLocal && request.headers['x-forwarded-for'] === undefined;
  }
  const given = Buffer.from((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  const wanted = Buffer.from(token);
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}
