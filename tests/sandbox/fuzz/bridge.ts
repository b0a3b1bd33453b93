// Calls of an isolate that was taken over: any of the host's calls, with anything, in any order.
import fc from 'fast-check';
import { limitsSchema } from '@residual/contracts';
import { createWasmBackend, LocalTarget } from '@residual/runtime';
import { EXCHANGE_BYTES } from '../../../packages/sandbox/src/exchange.ts';
import { HOST_CALLS } from '../../../packages/sandbox/src/host.ts';
import { BoundaryError, createBridge, LimitError } from '../../../packages/sandbox/src/process/bridge.ts';
import { Recorder } from '../../../packages/sandbox/src/process/recorder.ts';
import { WireError } from '../../../packages/sandbox/src/wire.ts';
import { hostile, mutate, mutations } from './mutations.ts';
import { orRefusal, type FuzzTarget } from './target.ts';

const LIMITS = limitsSchema.parse({ graphNodes: 50, memoryMegabytes: 32 });

const tensor = (shape: number[]) => ({ tensor: { dtype: 'float32', shape, buffer: 0 } });
const NODES = [
  { name: 'c', op: 'Const', input: [], attr: { dtype: { type: 'float32' }, value: tensor([2]) } },
  { name: 'X', op: 'Placeholder', input: [], attr: { dtype: { type: 'float32' }, shape: { shape: null } } },
  { name: 'w', op: 'VariableV2', input: [], attr: { dtype: { type: 'float32' }, shape: { shape: [2] } } },
  { name: 'init', op: 'Assign', input: ['w', 'c'], attr: { T: { type: 'float32' } } },
  { name: 'sum', op: 'Add', input: ['w', 'X'], attr: { T: { type: 'float32' } } },
  { name: 'train', op: 'Assign', input: ['w', 'sum'], attr: { T: { type: 'float32' } } },
];
const GRAPH = { nodes: NODES, lengths: [8] };
const SIGNATURES = [
  { feeds: [], fetches: [], targets: ['init'] },
  { feeds: ['X:0'], fetches: ['sum:0'], targets: ['train'] },
  { feeds: [], fetches: ['c:0', 'w:0'], targets: [] },
];

const json = (values: readonly unknown[]) =>
  fc
    .tuple(fc.constantFrom(...values), mutations(2))
    .map(([value, changes]) => JSON.stringify(mutate(value, changes)));
const array = fc.oneof(
  fc.float32Array({ maxLength: 6 }),
  fc.float64Array({ maxLength: 6 }),
  fc.uint8Array({ maxLength: 12 }),
  fc.constantFrom<unknown>(
    new Uint8Array(8),
    Float32Array.of(1, 2),
    Int32Array.of(1),
    new DataView(new ArrayBuffer(8)),
  ),
);
const small = fc.nat({ max: 4 });
const anything = fc.oneof(hostile, array, small);
/** Mostly what the library would say, so that calls after it have something to go wrong with. */
const mostly = (likely: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary: likely }, anything);
const call = (name: (typeof HOST_CALLS)[number], ...likely: readonly fc.Arbitrary<unknown>[]) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      { weight: 9, arbitrary: fc.tuple(...likely.map(mostly)) as fc.Arbitrary<unknown[]> },
      fc.array(anything, { maxLength: 6 }),
    ),
  );

const session = fc.constantFrom(1, 1, 1, 2);
const code = fc.nat({ max: 4 });
const calls = fc.array(
  fc.oneof(
    call('openSession'),
    call('extendGraph', session, json([GRAPH]), fc.constant(new Uint8Array(8))),
    call('prepare', session, json(SIGNATURES)),
    call('hold', array, fc.boolean(), code, small),
    call('change', small, fc.boolean()),
    call('release', small),
    call('stage', array, code, small),
    call('run', session, small, fc.nat({ max: 2 })),
    call('runTraced', session, small, small, json([{ partitionGraphs: true, stepStats: true }])),
    call('takeTrace'),
    call('read', small),
    call('closeSession', session),
    call('submitGraph', json([GRAPH]), fc.constant(new Uint8Array(8))),
    call('print', fc.string()),
  ),
  { maxLength: 14 },
);
/** What lies in the shared memory when a run begins. */
const scratchNumbers = fc.array(
  fc.oneof(fc.nat({ max: 5 }), fc.constantFrom(-1, 0.5, NaN, Infinity, 2 ** 53, 1e9)),
  { maxLength: 12 },
);

export const bridge: FuzzTarget = {
  name: 'bridge',
  weight: 2,
  property: () =>
    fc.property(calls, scratchNumbers, (made, numbers) => {
      const scratch = new SharedArrayBuffer(EXCHANGE_BYTES);
      const target = new LocalTarget({ seed: 1, backend: createWasmBackend({ mostBytes: 16 << 20 }) });
      const recorder = new Recorder(target);
      const host = createBridge({
        target: () => recorder,
        limits: () => LIMITS,
        scratch,
        print: () => {},
        submitGraph: () => {},
        reachEnd: () => {},
      });
      // A session with a graph and its plans to begin with.
      host.openSession();
      host.extendGraph(1, JSON.stringify(GRAPH), new Uint8Array(8));
      for (const signature of SIGNATURES) host.prepare(1, JSON.stringify(signature));
      for (const [name, parameters] of made) {
        new Float64Array(scratch).set(numbers);
        const refused =
          orRefusal(
            () => {
              (host[name] as (...values: unknown[]) => unknown)(...parameters);
              return true;
            },
            BoundaryError,
            LimitError,
            WireError,
          ) === null;
        // The process has ended by now.
        if (refused) return;
      }
      recorder.finish();
    }),
};
