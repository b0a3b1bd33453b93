// A real redis-server for one test file, where the machine has one.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const redisIsInstalled = spawnSync('redis-server', ['--version']).status === 0;

export interface RedisServer {
  readonly url: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** @param options.port one that is free, unless given */
export async function startRedis(options: { port?: number } = {}): Promise<RedisServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'residual-redis-'));
  const port = options.port ?? (await findFreePort());
  const server = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(server, 'close');
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
    server.once('close', () => reject(new Error('redis-server ended at once')));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop(signal = 'SIGTERM') {
      server.kill(signal);
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
