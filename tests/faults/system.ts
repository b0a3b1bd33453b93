// A system of real processes, each of which may be killed and is then started again: PostgreSQL, Redis, the server
// and two workers.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  applyMigrations,
  type EmbeddedPostgres,
  ensureDatabase,
  startEmbeddedPostgres,
} from '@residual/store';
import { freePort, ROOT } from '../e2e/system.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

const DISK_MEGABYTES = 48;
const DATABASE_MEGABYTES = 256;
const CLOCK = join(import.meta.dirname, 'jumping-clock.ts');
const RESTART_MS = 300;
const SERVER = 'apps/server/src/main.ts';
const WORKER = 'worker/src/main.ts';
const WORKERS = ['worker-1', 'worker-2'];

export interface FaultyOptions {
  readonly folder: string;
  readonly engine: 'Redis' | 'PostgreSQL';
  readonly log: (text: string) => void;
}

export class FaultySystem {
  readonly #options: FaultyOptions;
  readonly #children = new Map<string, ChildProcess>();
  readonly #logs: WriteStream[] = [];
  #postgres: EmbeddedPostgres | undefined;
  #endedPostgres: EmbeddedPostgres | undefined;
  #redis: RedisServer | undefined;
  #stopping = false;
  /** Whether the repositories lie on a small disk of their own that can be filled. */
  hasSmallDisk = false;
  /** The same of PostgreSQL. */
  hasSmallDatabaseDisk = false;
  readonly port: number;

  private constructor(options: FaultyOptions, port: number) {
    this.#options = options;
    this.port = port;
  }

  static async start(options: FaultyOptions): Promise<FaultySystem> {
    const system = new FaultySystem(options, await freePort());
    await mkdir(system.gitRoot, { recursive: true });
    system.hasSmallDisk = mountSmall(system.gitRoot, DISK_MEGABYTES);
    await system.setClock(0);
    // PostgreSQL's user has to reach its own.
    await chmod(options.folder, 0o711);
    await mkdir(system.databaseFolder, { recursive: true });
    system.hasSmallDatabaseDisk = mountSmall(system.databaseFolder, DATABASE_MEGABYTES);
    await system.startPostgres();
    await ensureDatabase(system.#postgres!.url('postgres'), 'residual');
    await applyMigrations(system.databaseUrl);
    if (options.engine === 'Redis') system.#redis = await startRedis();
    return system;
  }

  get gitRoot(): string {
    return join(this.#options.folder, 'git');
  }

  /** Holds all that PostgreSQL writes. */
  get databaseFolder(): string {
    return join(this.#options.folder, 'pg');
  }

  /** Milliseconds by which the clocks of server and workers go wrong, from now on. */
  async setClock(offset: number): Promise<void> {
    await writeFile(join(this.#options.folder, 'clock'), String(offset));
  }

  get databaseUrl(): string {
    return this.#postgres!.url('residual');
  }

  get redisUrl(): string | undefined {
    return this.#redis?.url;
  }

  /** Server and workers; the course has to be there. */
  async startProcesses(): Promise<void> {
    await Promise.all([this.#fork('server', SERVER), ...WORKERS.map((name) => this.#fork(name, WORKER))]);
  }

  async startPostgres(): Promise<void> {
    this.#postgres = await startEmbeddedPostgres({
      folder: this.databaseFolder,
      settings: ['fsync=off', 'full_page_writes=off', 'min_wal_size=32MB', 'max_wal_size=64MB'],
    });
    const started = this.#postgres;
    void started.ended.then(() => (this.#endedPostgres = started));
  }

  /** Starts it again if it has given up, as it does when it cannot write its log. */
  async revivePostgres(): Promise<boolean> {
    // It first tries by itself.
    await sleep(RESTART_MS);
    if (this.#endedPostgres !== this.#postgres) return false;
    await this.startPostgres();
    return true;
  }

  pidOf(name: string): number | undefined {
    const child = this.#children.get(name);
    return child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
  }

  kill(name: string): void {
    this.#children.get(name)?.kill('SIGKILL');
  }

  /** As a machine that stands still: long enough, and others take over what it was doing. */
  async freeze(name: string, milliseconds: number): Promise<void> {
    const child = this.#children.get(name);
    child?.kill('SIGSTOP');
    await sleep(milliseconds);
    child?.kill('SIGCONT');
  }

  async killPostgres(): Promise<void> {
    const { dataFolder, ended } = this.#postgres!;
    const pid = Number.parseInt(await readFile(join(dataFolder, 'postmaster.pid'), 'utf8'), 10);
    process.kill(pid, 'SIGKILL');
    await ended;
    await this.startPostgres();
  }

  /** It comes back on the same port, having forgotten everything. */
  async killRedis(): Promise<void> {
    if (!this.#redis) return;
    const port = Number(new URL(this.#redis.url).port);
    await this.#redis.stop('SIGKILL');
    await sleep(RESTART_MS);
    this.#redis = await startRedis({ port });
  }

  /** Waits until every process is there again. */
  async untilWhole(): Promise<void> {
    while (['server', ...WORKERS].some((name) => this.pidOf(name) === undefined)) await sleep(100);
    const url = `http://127.0.0.1:${this.port}/readyz`;
    while (
      !(await fetch(url).then(
        (response) => response.ok,
        () => false,
      ))
    )
      await sleep(200);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      [...this.#children.values()].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), 25_000);
        await ended;
        clearTimeout(force);
      }),
    );
    await this.#redis?.stop();
    await this.#postgres?.stop();
    for (const log of this.#logs) log.end();
    // Lazily: a git that was cut off from its server may still be ending there.
    if (this.hasSmallDisk) spawnSync('umount', ['--lazy', this.gitRoot]);
    if (this.hasSmallDatabaseDisk) spawnSync('umount', ['--lazy', this.databaseFolder]);
  }

  #fork(name: string, entry: string): Promise<void> {
    const log = createWriteStream(join(this.#options.folder, `${name}.log`), { flags: 'a' });
    this.#logs.push(log);
    return new Promise((resolve) => {
      const child = fork(join(ROOT, entry), {
        cwd: ROOT,
        execArgv: [...process.execArgv, '--import', CLOCK],
        env: {
          PATH: process.env.PATH,
          TMPDIR: this.#options.folder,
          DATABASE_URL: this.databaseUrl,
          ...(this.#redis ? { REDIS_URL: this.#redis.url } : {}),
          RESIDUAL_HOME: this.#options.folder,
          CLOCK_FILE: join(this.#options.folder, 'clock'),
          PORT: String(this.port),
          PUSH_ANSWER_SECONDS: '8',
          PUSHES_IN_FIVE_MINUTES: '10000',
          MIN_FREE_MEGABYTES: '1',
          WORKER_NAME: name,
          WORKER_CONCURRENCY: '1',
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      this.#children.set(name, child);
      child.stdout?.pipe(log);
      child.stderr?.pipe(log);
      child.once('message', () => resolve());
      child.once('exit', (code, signal) => {
        if (this.#stopping) return;
        if (signal !== 'SIGKILL') this.#options.log(`${name} ended by itself (${signal ?? code})`);
        setTimeout(() => {
          if (!this.#stopping) void this.#fork(name, entry).then(resolve);
        }, RESTART_MS);
      });
    });
  }
}

/** @returns false where this may not be done */
function mountSmall(folder: string, megabytes: number): boolean {
  const mount = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder];
  return spawnSync('mount', mount).status === 0;
}
