// The server process: configuration, signals, one line of JSON on stdout per thing that happens.
import pino from 'pino';
import { readConfiguration } from './configuration.ts';
import { startServer } from './server.ts';

/** Longer than pushes in progress are waited for. */
const STOPPING_MILLISECONDS = 20_000;

const configuration = readConfiguration(process.env);
const log = pino({ name: 'server', level: configuration.logLevel });

try {
  const server = await startServer(configuration, log);
  log.info({ port: server.port, url: configuration.publicUrl }, 'listening');
  process.send?.({ ready: true, port: server.port });

  let closing: Promise<void> | undefined;
  const stop = (why: string): void => {
    if (closing) return;
    log.info({ why }, 'stopping');
    // Whatever hangs (a queue or database that is away as well), nobody else may be there to end us.
    setTimeout(() => {
      log.warn('not everything could be closed');
      process.exit(1);
    }, STOPPING_MILLISECONDS).unref();
    closing = server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  // The supervisor is gone: nobody would stop us.
  process.on('disconnect', () => stop('the parent process is gone'));
} catch (error) {
  log.fatal({ err: error }, 'cannot start');
  process.exit(1);
}
