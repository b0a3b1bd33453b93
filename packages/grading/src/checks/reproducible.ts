// Two sessions that do the same must get the same bits; random ops need seeds for that.
import type { TensorValue } from '@residual/graph';
import { describeMissingNode } from './missing-node.ts';
import { feedRows } from './feeds.ts';
import type { GraphCheck, GraphContext } from './check.ts';
import type { StudentGraph } from '../student-graph.ts';

const RANDOM_OPS = new Set([
  'RandomStandardNormal',
  'RandomUniform',
  'RandomUniformInt',
  'RandomShuffle',
  'TruncatedNormal',
  'Multinomial',
]);

const isSeeded = (graph: StudentGraph, name: string): boolean =>
  ['seed', 'seed2'].some((key) => {
    const attr = graph.find(name)?.attr[key];
    return attr !== undefined && 'i' in attr && attr.i !== 0;
  });

const sameBits = (a: TensorValue | null, b: TensorValue | null): boolean =>
  a === null || b === null
    ? a === b
    : a.data.length === b.data.length && a.data.every((value, i) => Object.is(value, b.data[i]));

interface Replay {
  readonly values: readonly (TensorValue | null)[];
  readonly w: TensorValue | null;
}

function replay({ data, graph }: GraphContext, nodes: readonly string[], trainRuns: number): Replay {
  const session = graph.fresh();
  try {
    const fed = graph.find('X') && graph.find('Y');
    const feeds = fed ? feedRows(data.training) : {};
    // A node that cannot be evaluated so is another check's to judge.
    const values = nodes.map((node) => {
      const outcome = session.run({ fetch: [node] }, { feeds });
      return outcome.ok ? outcome.value.values[0] : null;
    });
    if (trainRuns === 0 || !graph.find('train')) return { values, w: null };
    const runner = session.prepare({ target: 'train' }, { feeds });
    for (let run = 0; run < trainRuns && runner.ok; run += 1) if (!runner.value.run().ok) break;
    return { values, w: session.read('w') };
  } finally {
    session.close();
  }
}

export const reproducible: GraphCheck<'reproducible'> = {
  model: false,
  title: 'two sessions that do the same get the same numbers',
  run(context, { nodes, trainRuns }) {
    const { graph } = context;
    const missing = nodes.map((name) => describeMissingNode(graph, name)).find((text) => text !== null);
    if (missing !== undefined) return { passed: false, message: missing };
    const looked = trainRuns > 0 && graph.find('train') ? [...nodes, 'train', 'w/Assign'] : nodes;
    const unseeded = looked
      .flatMap((name) => [...graph.ancestors(name)])
      .find((name) => RANDOM_OPS.has(graph.find(name)?.op ?? '') && !isSeeded(graph, name));
    if (unseeded !== undefined)
      return {
        passed: false,
        figure: `\`${unseeded}\` (${graph.find(unseeded)!.op}) has no seed`,
        message: `\`${unseeded}\` draws other numbers in every session: call tf.setRandomSeed(…) before it is made, or give it a seed.`,
        diagnosis: {
          name: 'seed-missing',
          title: 'random numbers without a seed',
          evidence: `\`${unseeded}\` has neither a seed of its own nor one of the graph`,
          remedy: 'Call tf.setRandomSeed(…) before the first random node, or give the op a seed.',
          certainty: 'certain',
        },
      };
    const [first, second] = [replay(context, nodes, trainRuns), replay(context, nodes, trainRuns)];
    const different = nodes.find((_, i) => !sameBits(first.values[i], second.values[i]));
    if (different !== undefined || !sameBits(first.w, second.w))
      return {
        passed: false,
        message: `\`${different ?? 'w'}\` differs between two sessions that do the same.`,
      };
    const what = [...nodes.map((name) => `\`${name}\``), ...(first.w ? [`w after ${trainRuns} runs`] : [])];
    return { passed: true, figure: `${what.join(', ')}: the same to the bit in two sessions` };
  },
};
