// A program that has taken over its isolate: in this build the isolate hands it the calls of its host, which no program
// ever gets to see. It can say anything to the host, and comes by nothing.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSandbox, readFinishedProgram, type SandboxBuild } from '@residual/sandbox';
import { mayChooseUser, type Confinement } from '../../packages/sandbox/src/confinement.ts';
import { findBubblewrap } from '../../packages/sandbox/src/namespaces.ts';
import { SandboxProcess } from '../../packages/sandbox/src/sandbox-process.ts';
import { BUFFERS, requestFor, sandboxProcesses } from './sandbox-case.ts';

/** In the isolate's `boot`, when it has the calls. */
const BOOTED = 'target = connectTarget(host, scratch);';

let build: SandboxBuild;
/** Of the processes. */
const folder = mkdtempSync(join(tmpdir(), 'hostile-bridge-'));
beforeAll(async () => {
  const honest = await buildSandbox();
  // Beside the real one: the process looks for isolated-vm from where it lies.
  const hostile = join(dirname(honest.folder), `sandbox-hostile-${process.pid}`);
  mkdirSync(hostile, { recursive: true });
  const place = (path: string): string => join(hostile, path.slice(honest.folder.length + 1));
  build = {
    folder: hostile,
    isolatePath: place(honest.isolatePath),
    codeCachePath: place(honest.codeCachePath),
    processPath: place(honest.processPath),
  };
  for (const file of ['codeCachePath', 'processPath'] as const) copyFileSync(honest[file], build[file]);
  const isolate = readFileSync(honest.isolatePath, 'utf8');
  const parts = isolate.split(BOOTED);
  expect(parts.length).toBe(2);
  writeFileSync(
    build.isolatePath,
    parts.join(`${BOOTED} globalThis.host = host; globalThis.scratch = scratch;`),
  );
});
afterAll(() => {
  expect(sandboxProcesses()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
  for (const each of [build.folder, folder]) rmSync(each, { recursive: true });
});

const bubblewrap = findBubblewrap();
const WORLDS: [string, Pick<Confinement, 'bubblewrap'>][] = [['without bubblewrap', { bubblewrap: null }]];
if (bubblewrap !== null) WORLDS.push(['with bubblewrap', { bubblewrap }]);

async function runIn(world: Pick<Confinement, 'bubblewrap'>, source: string, file = 'takeover.js') {
  const confinement = { ...world, systemCallFilter: null, ownUser: mayChooseUser() };
  const taken = await SandboxProcess.start(build, {
    memoryMegabytes: 64,
    limits: { dataKilobytes: null, cpuSeconds: 20 },
    confinement,
    folder,
  });
  return taken.run(requestFor(file, source), BUFFERS);
}

describe.each(WORLDS)('a program that has its isolate, %s,', (_, world) => {
  const run = (source: string) => runIn(world, source);

  test('finds no Node, no file, no network and no credential behind the calls', async () => {
    const { kind, output } = await run(`
      const names = ['process', 'require', 'module', 'fetch', 'Deno', 'WebSocket', 'setTimeout', 'WebAssembly'];
      const found = names.filter((name) => globalThis[name] !== undefined);
      const tried = [];
      for (const call of Object.values(host)) {
        for (const path of ['process', 'globalThis.process', 'import("node:fs")'])
          try {
            const value = call.constructor('return ' + path)();
            if (value !== undefined && !(value instanceof Promise)) tried.push(path);
          } catch {}
        for (const name of ['__proto__', 'constructor', 'caller', 'arguments'])
          try {
            if (call[name]?.process !== undefined) tried.push(name);
          } catch {}
      }
      print(JSON.stringify([Object.keys(host).length, found, tried]));`);
    expect(kind).toBe('finished');
    expect(JSON.parse(output.text)).toEqual([16, [], []]);
  });

  test('names no verdict and no score: what it submits is a graph, or nothing', async () => {
    const outcome = await run(`
      const json = JSON.stringify({ nodes: [{ name: 'w', op: 'NoOp', input: [], attr: {} }], lengths: [] });
      host.submitGraph(json, new Uint8Array());
      host.print('linear-regression/closed-form: correct 10/10\\n');
      host.collect = host.submitGraph = () => {};
      host.reachEnd();`);
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    // At the end the library submits what there is; that is all that is left of it.
    expect(Object.keys(readFinishedProgram(outcome.frame)).toSorted()).toEqual(
      ['growths', 'nodes', 'sessionRuns', 'trainRuns', 'trajectory', 'variables'].toSorted(),
    );
    await expect(
      run(
        `host.submitGraph(JSON.stringify({ nodes: [], lengths: [], verdict: 'correct', points: '10' }), new Uint8Array());`,
      ),
    ).resolves.toMatchObject({ kind: 'forbidden' });
  });
});

describe('a program that has its isolate', () => {
  const run = (source: string, file?: string) => runIn(WORLDS.at(-1)![1], source, file);

  test.each([
    ['text that is no JSON', `host.extendGraph(host.openSession(), 'correct', new Uint8Array())`],
    ['what is no text', `host.print({ text: 'correct' })`],
    ['more bytes than it gives', `host.submitGraph('{"nodes":[],"lengths":[1e12]}', new Uint8Array(8))`],
    ['a number of feeds that is none', `host.run(host.openSession(), 0, -1)`],
    ['feeds where none lie', `new Float64Array(scratch).fill(NaN); host.run(host.openSession(), 0, 3)`],
  ])('and says %s is ended: forbidden', async (_what, source) => {
    expect(await run(`${source};`)).toMatchObject({
      kind: 'forbidden',
      detail: expect.stringMatching(/broke out/),
    });
  });

  test('has no time after its end', async () => {
    expect(await run('host.reachEnd(); for (;;);', 'a_time-limit.js')).toMatchObject({ kind: 'time limit' });
  });
});
