import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from '@residual/store';
import { Client } from 'pg';

describe('embedded PostgreSQL', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'residual-embedded-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('keeps its data over a stop', async () => {
    const first = await startEmbeddedPostgres({ folder });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await startEmbeddedPostgres({ folder });
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  test('ends with the process that started it, and loses nothing', async () => {
    const holder = await hold(folder);
    await query(holder.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await postmasterPid(holder.dataFolder);
    holder.process.kill('SIGKILL');
    await untilGone(pid);
    const next = await startEmbeddedPostgres({ folder });
    expect(await query(next.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  });

  test('stops a server that an earlier run left behind', async () => {
    const left = await hold(folder);
    const pid = await postmasterPid(left.dataFolder);
    const next = await startEmbeddedPostgres({ folder });
    await untilGone(pid);
    expect(await query(next.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.stop();
    left.process.kill('SIGKILL');
  });

  test('starts although a stale pid file names a process that lives', async () => {
    const server = await startEmbeddedPostgres({ folder });
    await server.stop();
    const lines = [process.pid, server.dataFolder, 1, 5432, server.dataFolder, '', ''];
    await writeFile(path.join(server.dataFolder, 'postmaster.pid'), lines.join('\n'));
    const next = await startEmbeddedPostgres({ folder });
    expect(await query(next.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.stop();
  });
});

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Holder {
  process: ChildProcess;
  url: string;
  dataFolder: string;
}

async function hold(folder: string): Promise<Holder> {
  const child = fork(path.resolve(import.meta.dirname, '../support/hold-postgres.ts'), [folder]);
  const [message] = (await once(child, 'message')) as [{ url: string; dataFolder: string }];
  return { process: child, ...message };
}

const postmasterPid = async (dataFolder: string): Promise<number> =>
  Number.parseInt(await readFile(path.join(dataFolder, 'postmaster.pid'), 'utf8'), 10);

/** Returns when the process has ended; jest's own timeout is the limit. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
    if (status === null || /^State:\tZ/m.test(status)) return;
    await sleep(20);
  }
}
