// Databases themselves, on a server where we may make them.
import { Client } from 'pg';

const DUPLICATE_DATABASE = '42P04';

/**
 * Makes a database if the server has none of that name.
 * @param serverUrl URL of any database on the server, such as `postgres`
 */
export async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new TypeError(`not a plain database name: ${name}`);
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } catch (error) {
    if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
  } finally {
    await client.end();
  }
}
