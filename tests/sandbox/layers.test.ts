// The operating system's layers: what holds a process that an attacker has wholly, and what a site can insist on.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSandbox, MissingLayerError, type SandboxLayers } from '@residual/sandbox';
import {
  confinedCommand,
  mayChooseUser,
  takeUserId,
  type Confinement,
} from '../../packages/sandbox/src/confinement.ts';
import { requireLayers } from '../../packages/sandbox/src/layers.ts';
import { BUFFERS, requestFor } from './sandbox-case.ts';
import { findBubblewrap } from '../../packages/sandbox/src/namespaces.ts';
import { systemCallFilter } from '../../packages/sandbox/src/system-calls.ts';

const folder = mkdtempSync(join(tmpdir(), 'layers-test-'));
const takeovers = join(import.meta.dirname, 'takeovers');
let layers: SandboxLayers;
beforeAll(async () => {
  const sandbox = await createSandbox({ warm: 0, temporaryFolder: folder });
  layers = sandbox.layers;
  await sandbox.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const ALL: SandboxLayers = {
  namespaces: null,
  'system-calls': null,
  'memory-limit': null,
  'own-user': null,
  container: null,
};

const bubblewrap = findBubblewrap();
const filter = systemCallFilter(process.arch);
const whereBubblewrapIs = bubblewrap === null || filter === null ? test.skip : test;

/** Starts the hostile process as a sandbox process is started, but for Node's own permissions. */
async function takeOver(
  args: readonly string[],
  world: Pick<Confinement, 'bubblewrap' | 'systemCallFilter'>,
): Promise<Record<string, unknown>> {
  const { bubblewrap: used, systemCallFilter: filterPath } = world;
  const descriptor = filterPath === null ? null : openSync(filterPath, 'r');
  const processPath = join(takeovers, 'takeover.mjs');
  const {
    file,
    args: command,
    ...identity
  } = confinedCommand(
    { folder: takeovers, processPath, isolatePath: '', codeCachePath: '' },
    {
      limits: { dataKilobytes: null, cpuSeconds: 20 },
      uid: layers['own-user'] === null ? takeUserId() : undefined,
      confinement: { ownUser: layers['own-user'] === null, bubblewrap: used, systemCallFilter: filterPath },
      arguments: args,
    },
  );
  const child = spawn(
    file,
    command.filter((arg) => !/^--(permission|allow-)/.test(arg)),
    {
      ...identity,
      cwd: folder,
      env: { TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', descriptor ?? 'ignore'],
    },
  );
  if (descriptor !== null) closeSync(descriptor);
  const said = await text(child.stderr!);
  try {
    return JSON.parse(said) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`the process did not tell: ${said}`, { cause });
  }
}

describe('a process that an attacker has wholly', () => {
  whereBubblewrapIs('reaches no file, no network, no process, no credential and starts nothing', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'the hidden rows', { mode: 0o644 });
    const filterPath = join(folder, 'filter');
    writeFileSync(filterPath, filter!);
    try {
      const { port } = server.address() as AddressInfo;
      const found = await takeOver([secret, String(port), String(process.pid)], {
        bubblewrap,
        systemCallFilter: filterPath,
      });
      expect(found).toMatchObject({
        secret: 'ENOENT',
        accounts: 'ENOENT',
        processes: 'ENOENT',
        credentials: 'ENOENT',
        memory: 'ENOENT',
        write: 'EROFS',
        user: 65_534,
        kill: 'ESRCH',
        // its last words and the channel
        descriptors: [2, 3],
      });
      expect(found.environment).toEqual({ TZ: 'UTC', PWD: '/' });
      expect(['ENOSYS', 'EPERM']).toContain(found.fork);
      expect(['ENOSYS', 'EPERM', 'EACCES', 'ENETUNREACH', 'ECONNREFUSED']).toContain(found.network);
      expect(found.root).not.toContain('etc');
      expect(found.root).not.toContain('proc');
    } finally {
      server.close();
    }
  });

  const whereUsersCanBeChosen = mayChooseUser() ? test : test.skip;

  // What it does reach then stands in SECURITY.md.
  whereUsersCanBeChosen(
    'reaches without bubblewrap no credential, nothing of the worker’s and no file that is not for everybody',
    async () => {
      const secret = join(folder, 'secret-of-ours');
      writeFileSync(secret, 'the hidden rows', { mode: 0o600 });
      const found = await takeOver([secret, '1', String(process.pid)], {
        bubblewrap: null,
        systemCallFilter: null,
      });
      expect(found).toMatchObject({
        secret: 'EACCES',
        credentials: 'EACCES',
        memory: 'EACCES',
        open: 'EACCES',
        write: 'EACCES',
        kill: 'EPERM',
        descriptors: [2, 3],
      });
      expect(Object.keys(found.environment as object)).not.toContain('DATABASE_URL');
      expect(found.user).toBeGreaterThanOrEqual(61_184);
    },
  );
});

describe('a site that insists on layers', () => {
  test('is served where they hold', () => {
    expect(() => requireLayers(ALL, ['namespaces', 'own-user'])).not.toThrow();
  });

  test('is told which one is missing and why, and nothing runs', () => {
    const without = { ...ALL, namespaces: 'bubblewrap (bwrap) is not installed' };
    expect(() => requireLayers(without, ['own-user', 'namespaces'])).toThrow(MissingLayerError);
    expect(() => requireLayers(without, ['namespaces'])).toThrow(
      /namespaces \(no network.*\): bubblewrap \(bwrap\) is not installed/,
    );
    expect(() => requireLayers(without, ['own-user'])).not.toThrow();
  });
});

test('without bubblewrap programs run in the layers that are left, and the others say why', async () => {
  const sandbox = await createSandbox({ warm: 0, temporaryFolder: folder, bubblewrap: null });
  try {
    expect(sandbox.layers).toMatchObject({
      namespaces: expect.stringContaining('not installed'),
      'system-calls': 'needs namespaces',
    });
    const outcome = await sandbox.runProgram(requestFor('honest_fine.ts', 'print(6 * 7);'), BUFFERS);
    expect(outcome).toMatchObject({ kind: 'finished', output: { text: '42\n' } });
  } finally {
    await sandbox.close();
  }
});
