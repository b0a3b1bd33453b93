// The machine with PostgreSQL, Redis, the repositories and the server, all reachable from the others at one address. Runs
// in that machine's network; says as one line of JSON when it is ready; ends with its standard input.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyMigrations, ensureDatabase, openStore, startEmbeddedPostgres } from '@residual/store';
import { Client } from 'pg';
import { makeClass } from '../../load/class.ts';
import { ROOT } from '../system.ts';

const [address, folder, assignments] = process.argv.slice(2);
const PORTS = { postgres: 5432, redis: 6379, http: 3000 };

const postgres = await startEmbeddedPostgres({
  folder: join(folder, 'pg'),
  settings: [`listen_addresses=${address}`, 'fsync=off'],
});
await ensureDatabase(postgres.url('postgres'), 'residual');
await appendFile(
  join(postgres.dataFolder, 'pg_hba.conf'),
  'host residual residual 10.77.0.0/24 scram-sha-256\n',
);
const administrator = new Client({ connectionString: postgres.url('postgres') });
await administrator.connect();
await administrator.query('select pg_reload_conf()');
await administrator.end();

const redis = spawn(
  'redis-server',
  [
    '--port',
    String(PORTS.redis),
    '--bind',
    address,
    '--protected-mode',
    'no',
    '--dir',
    folder,
    '--save',
    '',
  ].concat(['--maxmemory-policy', 'noeviction']),
  { stdio: 'ignore' },
);

const { username, password } = new URL(postgres.url('residual'));
const databaseUrl = `postgresql://${username}:${password}@${address}:${PORTS.postgres}/residual`;
const redisUrl = `redis://${address}:${PORTS.redis}`;
await applyMigrations(databaseUrl);
const store = openStore(databaseUrl);
const students = await makeClass(store, {
  size: 4,
  url: `http://${address}:${PORTS.http}`,
  gitRoot: join(folder, 'git'),
  assignments,
  folder: join(folder, 'clones'),
});
await store.close();

const server = spawn(process.execPath, ['apps/server/src/main.ts'], {
  cwd: ROOT,
  env: {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    RESIDUAL_HOME: folder,
    HOST: address,
    PORT: String(PORTS.http),
    PUBLIC_URL: `http://${address}:${PORTS.http}`,
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const isReady = (): Promise<boolean> =>
  fetch(`http://${address}:${PORTS.http}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 100));
// The socket in a file is the same seen from every network.
console.log(JSON.stringify({ databaseUrl, redisUrl, socketUrl: postgres.url('residual'), students }));

process.stdin.resume();
await once(process.stdin, 'end');
server.kill('SIGTERM');
await once(server, 'exit');
redis.kill('SIGTERM');
await postgres.stop();
process.exit(0);
