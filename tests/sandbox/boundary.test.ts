// The parent's side of the channel, with an impostor in the place of the sandbox process: nothing it says that is
// not in its turn and of our form is believed, and a failure of ours never becomes one of the program's.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readFinishedProgram, SandboxError, WireError } from '@residual/sandbox';
import { SandboxProcess } from '../../packages/sandbox/src/sandbox-process.ts';
import { BUFFERS, requestFor, sandboxProcesses } from './sandbox-case.ts';

const folder = join(import.meta.dirname, 'impostors');

async function runAs(role: string) {
  const impostor = await SandboxProcess.start(
    { folder, processPath: join(folder, 'pretend.mjs'), isolatePath: role, codeCachePath: '' },
    {
      memoryMegabytes: 64,
      limits: { dataKilobytes: null, cpuSeconds: 60 },
      confinement: { ownUser: process.getuid?.() === 0, bubblewrap: null, systemCallFilter: null },
      folder: tmpdir(),
    },
  );
  return impostor.run(requestFor('impostor_time-limit.ts', ''), BUFFERS);
}

afterEach(() => {
  expect(sandboxProcesses()).toEqual([]);
});

describe('a process that has started its program', () => {
  test.each([
    'announces an enormous frame',
    'says something that is no message',
    'says something that is not JSON',
    'starts twice',
    'reports a compile error after its start',
    'prints more than the limit',
    'sends a long message in place of a short one',
  ])('and %s is forbidden', async (role) => {
    expect(await runAs(role)).toMatchObject({
      kind: 'forbidden',
      detail: expect.stringContaining('broke out of its library'),
    });
  });

  test('and keeps silent is killed at its wall clock', async () => {
    expect(await runAs('keeps silent')).toMatchObject({
      kind: 'time limit',
      detail: 'The program ran longer than 1 s.',
    });
  });

  test('and dies without a word has crashed', async () => {
    expect(await runAs('ends half a frame early')).toMatchObject({
      kind: 'runtime error',
      error: { kind: 'Crash', message: 'The program crashed the process it ran in (exit status 0).' },
    });
  });

  test('and kills itself after its last word is heard to the end', async () => {
    expect(await runAs('says its last word and kills itself')).toMatchObject({ kind: 'memory limit' });
  });

  test('and is killed, by whomever, gets no verdict', async () => {
    await expect(runAs('kills itself without a word')).rejects.toThrow(/killed from outside/);
  });

  test('and sends something else than a graph is found out by whoever reads it', async () => {
    const outcome = await runAs('sends a graph that is none');
    if (outcome.kind !== 'finished') throw new Error(outcome.kind);
    expect(() => readFinishedProgram(outcome.frame)).toThrow(WireError);
  });

  test('and admits a failure of ours gets no verdict', async () => {
    await expect(runAs('admits a failure of ours')).rejects.toThrow(/undefined is not a function/);
  });
});

describe('a process that has not started its program gets no verdict', () => {
  test.each(['finishes before it starts', 'dies before it is ready', 'dies before it starts'])(
    'when it %s',
    async (role) => {
      await expect(runAs(role)).rejects.toThrow(SandboxError);
    },
  );
});

test('the process has no credentials, no files, no other programs, and where possible a user of its own', async () => {
  process.env.DATABASE_URL ??= 'postgresql://residual:secret@localhost/residual';
  const { output } = await runAs('tells what it has');
  const { user, ...rest } = JSON.parse(output.text);
  expect(rest).toEqual({
    environment: ['TZ'],
    folder: expect.stringContaining('process-'),
    passwords: 'ERR_ACCESS_DENIED',
    writing: 'ERR_ACCESS_DENIED',
    listing: 'ERR_ACCESS_DENIED',
    starting: 'ERR_ACCESS_DENIED',
  });
  if (process.getuid?.() === 0) expect(user).toBeGreaterThanOrEqual(61_184);
});
