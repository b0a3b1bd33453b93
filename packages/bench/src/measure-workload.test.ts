import { describe, expect, test } from '@jest/globals';
import type { Contestant } from './contestants/contestant.ts';
import { measureWorkload } from './measure-workload.ts';
import type { Reply } from './protocol.ts';
import type { Workload } from './workloads/workload.ts';

const PACE = { seconds: 1, repeats: 3 };
const LOOP: Workload = { kind: 'loop', model: 'linear', dtype: 'float32', data: 'constants' };
const product = (n: number): Workload => ({ kind: 'matmul', dtype: 'float32', n });

/** Takes `seconds` for each, by its own account; keeps the counts that it was asked for. */
function contestant(seconds: number, name = 'clock'): Contestant & { readonly counts: number[] } {
  const counts: number[] = [];
  return {
    name,
    role: 'backend',
    detail: '',
    shortest: 0.02,
    counts,
    measure: async (_workload, count): Promise<Reply> => {
      counts.push(count);
      return { seconds: count * seconds, result: 1 };
    },
    close: async () => {},
  };
}

const measure = (
  workload: Workload,
  one: Contestant,
  history: Parameters<typeof measureWorkload>[2]['history'] = [],
) => measureWorkload(workload, [one], { pace: PACE, history });

describe('a benchmark', () => {
  test('does a slow step as often as the time allows, and tells seconds per step', async () => {
    const slow = contestant(0.01);
    const [figure] = await measure(LOOP, slow);
    expect(figure).toMatchObject({ state: 'measured', count: 100, repeats: 3 });
    expect(figure).toHaveProperty('median', expect.closeTo(0.01, 12));
    expect(slow.counts.slice(-3)).toEqual([100, 100, 100]);
  });

  test("never does more than the lecture's 10,000 steps", async () => {
    const [figure] = await measure(LOOP, contestant(1e-6));
    expect(figure).toMatchObject({ state: 'measured', count: 10_000 });
  });

  test('lets contestants take turns', async () => {
    const asked: string[] = [];
    const noting = (name: string): Contestant => {
      const one = contestant(0.5, name);
      return {
        ...one,
        measure: (workload, count) => {
          asked.push(name);
          return one.measure(workload, count);
        },
      };
    };
    await measureWorkload(LOOP, [noting('a'), noting('b')], { pace: PACE, history: [] });
    expect(asked.slice(-6).join('')).toBe('ababab');
  });

  test('skips a product that would take more than a minute, and tells the estimate from the smaller one', async () => {
    const slow = contestant(10);
    const small = product(1_000);
    const history = [{ workload: small, figures: await measure(small, slow) }];
    const [figure] = await measure(product(2_000), slow, history);
    expect(figure).toMatchObject({ state: 'skipped', estimate: 80 });
    const [larger] = await measure(product(10_000), slow, [
      ...history,
      { workload: product(2_000), figures: [figure] },
    ]);
    expect(larger).toMatchObject({ state: 'skipped', estimate: 10_000 });
    expect(slow.counts).toEqual([1]);
  });

  test('skips a product that does not fit the memory', async () => {
    const [figure] = await measure(product(10_000_000), contestant(1));
    expect(figure).toMatchObject({ state: 'skipped', reason: expect.stringContaining('memory') });
  });

  test('tells why a contestant has no figure, and goes on with the others', async () => {
    const broken: Contestant = {
      ...contestant(0.5, 'broken'),
      measure: () => Promise.reject(new Error('out of memory')),
    };
    const lacking: Contestant = {
      ...contestant(0.5, 'lacking'),
      measure: async () => ({ unsupported: 'has no float64' }),
    };
    const figures = await measureWorkload(LOOP, [broken, lacking, contestant(0.5)], {
      pace: PACE,
      history: [],
    });
    expect(figures).toMatchObject([
      { contestant: 'broken', state: 'failed', reason: 'out of memory' },
      { contestant: 'lacking', state: 'skipped', reason: 'has no float64' },
      { contestant: 'clock', state: 'measured' },
    ]);
  });
});
