// Starts the whole system as `npm start` does, in a folder and on a port of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoSchema, type Demo } from '@residual/contracts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface System {
  readonly home: string;
  readonly demo: Demo;
  /** The supervisor; its children are the server, the workers and PostgreSQL. */
  readonly supervisor: ChildProcess;
  readonly banner: () => string;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface SystemOptions {
  /** One that is kept; a new one, removed in the end, if absent. */
  readonly home?: string;
  /** A folder of assignments other than the project's own. */
  readonly assignments?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'residual-e2e-')));
  const supervisor = spawn(process.execPath, ['apps/local/src/main.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(await freePort()),
      RESIDUAL_HOME: home,
      WORKER_CONCURRENCY: '2',
      ...(options.assignments ? { RESIDUAL_ASSIGNMENTS: options.assignments } : {}),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('git push')) resolve();
    };
    supervisor.stdout.on('data', look);
    supervisor.stderr.on('data', look);
    supervisor.once('exit', (code) =>
      reject(new Error(`the system ended with ${code} while starting:\n${output}`)),
    );
  });
  await ready;
  const demo = demoSchema.parse(JSON.parse(await readFile(join(home, 'demo.json'), 'utf8')));
  return {
    home,
    demo,
    supervisor,
    banner: () => output,
    async stop() {
      await stopSupervisor(supervisor);
      if (!options.home) await rm(home, { recursive: true, force: true });
    },
  };
}

export async function stopSupervisor(supervisor: ChildProcess): Promise<number | null> {
  if (supervisor.exitCode !== null) return supervisor.exitCode;
  const exit = new Promise<number | null>((resolve) => supervisor.once('exit', resolve));
  supervisor.kill('SIGINT');
  return exit;
}
