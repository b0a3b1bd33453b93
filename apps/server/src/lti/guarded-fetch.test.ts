import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { guardedFetch } from './guarded-fetch.ts';

const get = { method: 'GET', headers: {} } as const;

test.each([
  'http://127.0.0.1/',
  'https://127.0.0.1/',
  'https://localhost/',
  'https://[::1]/',
  'file:///etc/passwd',
])('a platform at %s is not asked', async (address) => {
  await expect(guardedFetch({ allowPrivate: false })(address, get)).rejects.toThrow(
    /address must begin|not on the internet/,
  );
});

test('nobody is followed elsewhere, and an answer without an end is cut off', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/elsewhere') response.writeHead(302, { Location: 'http://169.254.169.254/' }).end();
    else {
      const more = (): boolean => response.write('x'.repeat(100_000));
      response.on('drain', more);
      more();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const fetch = guardedFetch({ allowPrivate: true });
    expect((await fetch(`${url}/elsewhere`, get)).status).toBe(302);
    await expect(fetch(`${url}/endless`, get)).rejects.toThrow('larger than 5000000 bytes');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
