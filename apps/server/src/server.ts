// The server as one object: everything that listens, in the order it starts and stops. main.ts gives it its
// configuration and signals; tests start it in their own process.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openGradingEvents, openGradingQueue } from '@residual/queue';
import { findAttemptTimes, openStore } from '@residual/store';
import express from 'express';
import type { Logger } from 'pino';
import { apiRouter } from './api/router.ts';
import type { Configuration } from './configuration.ts';
import type { ServerContext } from './context.ts';
import { writeHookFiles } from './git/hook-files.ts';
import { PushGate } from './git/push-gate.ts';
import { SshTransport } from './git/ssh.ts';
import { GitTransport } from './git/transport.ts';
import { createIntake } from './intake/intake.ts';
import { Reconciler } from './intake/reconciler.ts';
import { ltiRouter } from './lti/router.ts';
import { ServerMetrics } from './metrics.ts';
import { operatorRouter } from './operators.ts';
import { webRouter } from './web/index.ts';
import { WebhookSender } from './webhooks/sender.ts';

export interface RunningServer {
  readonly port: number;
  /** Null where SSH is not served. */
  readonly sshPort: number | null;
  /** Takes no more requests, lets pushes in progress end, closes everything. */
  close(): Promise<void>;
}

const GRACE_MILLISECONDS = 10_000;

/** @throws if the port is taken or the database or queue cannot be reached */
export async function startServer(configuration: Configuration, log: Logger): Promise<RunningServer> {
  const stopping = new AbortController();
  const connection = {
    databaseUrl: configuration.databaseUrl,
    redisUrl: configuration.redisUrl,
    onError: (error: Error) => log.warn({ err: error }, 'the queue has trouble'),
  };
  const store = openStore(configuration.databaseUrl);
  const metrics = new ServerMetrics(store);
  const context: ServerContext = {
    configuration,
    store,
    metrics,
    queue: await openGradingQueue(connection),
    events: await openGradingEvents(connection),
    log,
    stopping: stopping.signal,
  };
  const intake = createIntake(context);
  await writeHookFiles(configuration.hooksFolder);
  const gate = new PushGate(configuration.pushLimits);
  const transport = new GitTransport(intake, gate);

  const app = express();
  app.disable('x-powered-by');
  // Logins are limited per address: behind a proxy all students would have the proxy's.
  app.set('trust proxy', configuration.trustedProxies);
  // Before anything that would read a body: pushes stream.
  app.use('/git', transport.handle);
  app.use(operatorRouter(context));
  app.use(apiRouter(context));
  app.use(ltiRouter(context));
  app.use(webRouter(context));

  const server = createServer(app);
  // A large push over a slow line takes long; git's transport cuts one that stands still.
  server.requestTimeout = 30 * 60_000;
  server.headersTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  await listen(server, configuration);
  const ssh =
    configuration.sshPort === undefined ? null : await SshTransport.open(intake, gate, configuration.sshPort);
  const reconciler = new Reconciler(intake);
  reconciler.start();
  const webhooks = new WebhookSender(context);
  webhooks.start();
  const stopCounting = countEnds(context);

  return {
    port: (server.address() as AddressInfo).port,
    sshPort: ssh?.port ?? null,
    async close() {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await Promise.all([
        transport.close({ graceMilliseconds: GRACE_MILLISECONDS }),
        ssh?.close({ graceMilliseconds: GRACE_MILLISECONDS }),
      ]);
      server.closeAllConnections();
      await closed;
      await reconciler.stop();
      await webhooks.stop();
      stopCounting();
      await context.events.close();
      await context.queue.close();
      await context.store.close();
    },
  };
}

/** Each attempt is counted as it ends. @returns how to stop */
function countEnds({ store, events, metrics, log }: ServerContext): () => void {
  return events.subscribe((event) => {
    if (event.type !== 'finished') return;
    findAttemptTimes(store, event.attemptId).then(
      (times) => times && metrics.attemptEnded(times),
      (error: unknown) => log.warn({ err: error, attemptId: event.attemptId }, 'an attempt is not counted'),
    );
  });
}

function listen(server: Server, { port, host }: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
}
