// A real PostgreSQL server in a folder, for one machine. It listens on a socket in a private folder and on no port,
// and ends with the process that started it, however that ends.
import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findAccount, mayReach, type Account } from './postgres/account.ts';
import { copyBinaries, findBinaries, type PostgresBinaries } from './postgres/binaries.ts';
import { clearEarlierRun, removeTemporary, TEMPORARY_PREFIX } from './postgres/earlier-run.ts';
import { PostgresError } from './postgres/postgres-error.ts';

const run = promisify(execFile);

/** Where root keeps what the user "postgres" must reach when the project lies in a private folder. */
const SYSTEM_FOLDER = '/var/lib/residual';
const START_MS = 60_000;
const STOP_MS = 15_000;
/** macOS allows 104 bytes, Linux 108. */
const SOCKET_PATH_BYTES = 100;

export interface EmbeddedPostgres {
  /** Where the data really lies; not always below the folder asked for (see {@link startEmbeddedPostgres}). */
  readonly dataFolder: string;
  /** Settles when the server has ended, expectedly or not. */
  readonly ended: Promise<void>;
  /** postgresql:// URL of a database on this server. */
  url(database: string): string;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds the data and the password; made if need be. */
  readonly folder: string;
  /** Receives the server's own messages. */
  readonly log?: (text: string) => void;
  /** Settings as on postgres's command line, such as `fsync=off` for tests. */
  readonly settings?: readonly string[];
}

/**
 * Starts a server on `folder`, which is initialised first if it is new. A server that an earlier, killed run left
 * behind on the same folder is stopped; that no other run is at work there is for the caller to know.
 *
 * Root's servers run as the user "postgres". If that user cannot reach `folder` (a project in /root, say), the data
 * is kept in /var/lib/residual instead, under a name that `folder` remembers.
 *
 * @throws PostgresError saying what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {});
  await mkdir(options.folder, { recursive: true });
  const account = await findAccount();
  const binaries = await reachableBinaries(account);
  const dataFolder = await reachableDataFolder(account, options.folder);
  const password = await keepPassword(options.folder);
  await clearEarlierRun(dataFolder);
  await initialise({ binaries, dataFolder, password, account, log });

  const socketFolder = await chooseSocketFolder(dataFolder, account);
  const server = spawnServer({
    binaries,
    dataFolder,
    socketFolder,
    account,
    settings: options.settings ?? [],
  });
  const ended = new Promise<void>((resolve) => {
    server.once('close', () => {
      void removeTemporary(socketFolder).then(resolve);
    });
  });
  await untilReady(server, log);
  return {
    dataFolder,
    ended,
    url: (database) =>
      `postgresql://residual:${password}@localhost/${database}?host=${encodeURIComponent(socketFolder)}`,
    async stop() {
      server.stdin?.end();
      const force = setTimeout(() => signalGroup(server, 'SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

async function reachableBinaries(account: Account | null): Promise<PostgresBinaries> {
  const binaries = await findBinaries();
  if (!account || (await mayReach(account, path.dirname(binaries.postgres)))) return binaries;
  return copyBinaries(binaries, SYSTEM_FOLDER);
}

async function reachableDataFolder(account: Account | null, folder: string): Promise<string> {
  const place = await realpath(folder);
  if (account) await chmod(place, 0o711);
  if (!account || (await mayReach(account, place))) return path.join(place, 'data');
  const name = await readOrCreate(path.join(folder, 'name'), randomUUID);
  await mkdir(SYSTEM_FOLDER, { recursive: true });
  await chmod(SYSTEM_FOLDER, 0o755);
  return path.join(SYSTEM_FOLDER, name);
}

const keepPassword = (folder: string): Promise<string> =>
  readOrCreate(path.join(folder, 'password'), () => randomBytes(24).toString('hex'));

async function readOrCreate(file: string, create: () => string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const text = create();
  await writeFile(file, text, { mode: 0o600 });
  return text;
}

interface InitialiseOptions {
  binaries: PostgresBinaries;
  dataFolder: string;
  password: string;
  account: Account | null;
  log: (text: string) => void;
}

/** The data folder appears under its name only when it is complete, so a run killed in the middle leaves no half. */
async function initialise({
  binaries,
  dataFolder,
  password,
  account,
  log,
}: InitialiseOptions): Promise<void> {
  const exists = await access(path.join(dataFolder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const unfinished = `${dataFolder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  if (account) await chown(unfinished, account.uid, account.gid);
  const passwordFolder = await makePrivateFolder(account);
  const passwordFile = path.join(passwordFolder, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    const { stdout } = await run(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        '--username=residual',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-sync',
        '--no-instructions',
      ],
      { ...account, cwd: unfinished },
    );
    log(stdout);
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new PostgresError(`PostgreSQL could not make its data folder ${dataFolder}: ${stderr.trim()}`, {
      cause,
    });
  } finally {
    await rm(passwordFolder, { recursive: true, force: true });
  }
  await rename(unfinished, dataFolder);
}

/** Sockets' paths must be short; the data folder is as private as a socket's folder has to be. */
async function chooseSocketFolder(dataFolder: string, account: Account | null): Promise<string> {
  const fits = path.join(dataFolder, '.s.PGSQL.5432.lock').length < SOCKET_PATH_BYTES;
  return fits ? dataFolder : makePrivateFolder(account);
}

/** A new temporary folder that only this account can enter. */
async function makePrivateFolder(account: Account | null): Promise<string> {
  const fits = tmpdir().length < SOCKET_PATH_BYTES / 2 && (!account || (await mayReach(account, tmpdir())));
  const folder = await mkdtemp(path.join(fits ? tmpdir() : '/tmp', TEMPORARY_PREFIX));
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

// Between us and the server stands a shell whose standard input is a pipe that we hold. When the pipe closes, since
// we ask for it or since we were killed, the shell tells the server to shut down fast.
const KEEPER = `
exec 3<&0
"$@" </dev/null 2>&1 3<&- &
server=$!
( read -r _ <&3; kill -INT "$server" ) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"; status=$?
kill "$watcher" 2>/dev/null
exit "$status"`;

interface SpawnOptions {
  binaries: PostgresBinaries;
  dataFolder: string;
  socketFolder: string;
  account: Account | null;
  settings: readonly string[];
}

function spawnServer({ binaries, dataFolder, socketFolder, account, settings }: SpawnOptions): ChildProcess {
  const flags = [
    'listen_addresses=',
    `unix_socket_directories=${socketFolder}`,
    'unix_socket_permissions=0700',
    'max_connections=200',
    ...settings,
  ].flatMap((setting) => ['-c', setting]);
  return spawn('sh', ['-c', KEEPER, 'sh', binaries.postgres, '-D', dataFolder, ...flags], {
    ...account,
    // a process group of its own: Ctrl-C in a terminal is for us, who stop the server last
    detached: true,
    cwd: dataFolder,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function untilReady(server: ChildProcess, log: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    let ready = false;
    const timer = setTimeout(() => {
      signalGroup(server, 'SIGKILL');
      reject(new PostgresError(`PostgreSQL was not ready within ${START_MS / 1000} s:\n${output}`));
    }, START_MS);
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      log(text);
      if (ready) return;
      output += text;
      if (!output.includes('database system is ready to accept connections')) return;
      ready = true;
      clearTimeout(timer);
      resolve();
    });
    server.once('error', (cause) => {
      clearTimeout(timer);
      reject(new PostgresError('PostgreSQL could not be started', { cause }));
    });
    server.once('close', () => {
      clearTimeout(timer);
      reject(new PostgresError(`PostgreSQL ended at once:\n${output.trim()}`));
    });
  });
}

function signalGroup(server: ChildProcess, signal: NodeJS.Signals): void {
  if (server.pid === undefined) return;
  try {
    process.kill(-server.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
