// The server process: configuration, signals, one line of JSON on stdout per thing that happens.
import pino from 'pino';
import { readConfiguration } from './configuration.ts';
import { startServer } from './server.ts';

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
