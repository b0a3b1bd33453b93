// What a process that was taken over says on the channel, in any order: a real process says it to the parent's side.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { SandboxError } from '@residual/sandbox';
import { SandboxProcess } from '../../../packages/sandbox/src/sandbox-process.ts';
import { BUFFERS, requestFor } from '../sandbox-case.ts';
import { mutate, mutations } from './mutations.ts';
import type { FuzzTarget } from './target.ts';

const SAYINGS = [
  { type: 'ready' },
  'wait',
  { type: 'started' },
  { type: 'output', text: 'forged: correct 10/10\n' },
  { type: 'limit', limit: 'time', detail: 'so it says' },
  { type: 'compile error', error: { kind: 'SyntaxError', message: 'no', stack: [] } },
  { type: 'finished', nodes: [], variables: [] },
  { type: 'forbidden', detail: 'so it says' },
  { type: 'broken', detail: 'so it says' },
];

const folder = join(import.meta.dirname, '../impostors');
const script = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: fc.constant([0, 1, 2]) }, fc.constant([])),
    fc.array(fc.nat({ max: SAYINGS.length - 1 }), { maxLength: 5 }),
    mutations(1),
  )
  .map(([opening, rest, changes]) =>
    mutate(
      [...opening, ...rest].map((i) => SAYINGS[i]),
      changes,
    ),
  );

/** Whether a finished frame came in its turn; only then may one be passed on. */
function mayFinish(sayings: unknown): boolean {
  if (!Array.isArray(sayings)) return false;
  const types = sayings.map((saying: { type?: unknown } | null) => saying?.type);
  return types.indexOf('started') >= 0 && types.indexOf('finished') > types.indexOf('started');
}

export const conversation: FuzzTarget = {
  name: 'conversation',
  property: () =>
    fc.asyncProperty(script, async (sayings) => {
      const impostor = await SandboxProcess.start(
        {
          folder,
          processPath: join(folder, 'say.mjs'),
          isolatePath: JSON.stringify(sayings),
          codeCachePath: '',
        },
        {
          memoryMegabytes: 64,
          limits: { dataKilobytes: null, cpuSeconds: 20 },
          confinement: { ownUser: false, bubblewrap: null, systemCallFilter: null },
          folder: tmpdir(),
        },
      );
      try {
        const outcome = await impostor.run(requestFor('impostor_time-limit.ts', ''), BUFFERS);
        if (outcome.kind === 'finished' && !mayFinish(sayings)) throw new Error('finished out of turn');
      } catch (error) {
        if (!(error instanceof SandboxError)) throw error;
      } finally {
        impostor.kill();
        await impostor.gone;
      }
    }),
};
