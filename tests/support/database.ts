// A fresh, migrated database for one test file (projects integration and e2e).
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import { openStore, type Store } from '@residual/store';
import { Client } from 'pg';
import { SERVER_VARIABLE, TEMPLATE } from './postgres-server.ts';

const LEAK_PATIENCE_MS = 2_000;

export interface TestDatabase {
  /** For processes that connect by themselves. */
  readonly url: string;
  readonly store: Store;
}

/**
 * Call once at the top of a test file: makes the database before its tests and drops it after them. Fails the file
 * when something still holds a connection by then, for that is a process or a pool that was not closed.
 */
export function useDatabase(): TestDatabase {
  let database: Database | undefined;
  let store: Store | undefined;
  beforeAll(async () => {
    database = await createDatabase();
    store = openStore(database.url);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  return {
    get url() {
      return made(database).url;
    },
    get store() {
      return made(store);
    },
  };
}

function made<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the database exists only while the tests run');
  return value;
}

export interface Database {
  readonly url: string;
  /** @throws if a connection was leaked */
  drop(): Promise<void>;
}

/** @param template an existing database to copy; `template0` for one without any table */
export async function createDatabase(template = TEMPLATE): Promise<Database> {
  const server = process.env[SERVER_VARIABLE];
  if (!server)
    throw new Error(`${SERVER_VARIABLE} is unset: put the test below tests/integration or tests/e2e`);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      administer(server, async (client) => {
        const leaks = await findConnections(client, name);
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
        if (leaks.length > 0)
          throw new Error(`connections were left open, last used for:\n${leaks.join('\n')}`);
      }),
  };
}

async function administer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The connections that stay; PostgreSQL takes a moment to notice a closed one. */
async function findConnections(client: Client, database: string): Promise<string[]> {
  for (let waited = 0; ; waited += 50) {
    const { rows } = await client.query<{ query: string }>(
      'SELECT query FROM pg_stat_activity WHERE datname = $1',
      [database],
    );
    if (rows.length === 0 || waited >= LEAK_PATIENCE_MS) return rows.map((row) => row.query);
    await sleep(50);
  }
}
