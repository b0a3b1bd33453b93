// The graph itself: nodes that must be there, ops that must not, and whether it grows while the program runs.
import type { CheckSpecOf, Diagnosis } from '@residual/contracts';
import { isGrowing } from '../growth.ts';
import type { GraphCheck, GraphContext } from './check.ts';
import { describeMissingNode, nameMissing } from './missing-node.ts';

type Spec = CheckSpecOf<'graph-shape'>;

function problemOfNode({ graph }: GraphContext, wanted: Spec['nodes'][number]): string | null {
  const { name, op, dtype, shape, uses = [] } = wanted;
  const missing = describeMissingNode(graph, name);
  if (missing !== null) return missing;
  const node = graph.find(name)!;
  const ops = op === undefined ? [] : [op].flat();
  if (ops.length > 0 && !ops.includes(node.op))
    return `\`${name}\` is a ${node.op}; it is to be a ${ops.join(' or ')}.`;
  if (dtype !== undefined && graph.dtypeOf(name) !== dtype)
    return `\`${name}\` is of type ${graph.dtypeOf(name)}; it is to be ${dtype}.`;
  const declared = node.attr['shape'];
  const found = declared && 'shape' in declared ? declared.shape : null;
  if (shape !== undefined && found?.join() !== shape.join())
    return `\`${name}\` has ${found ? `shape [${found.join(', ')}]` : 'no shape of its own'}; it is to have [${shape.join(', ')}].`;
  const ancestors = graph.ancestors(name);
  const unused = uses.filter((other) => !ancestors.has(other));
  if (unused.length > 0)
    return `\`${name}\` is not computed from ${unused.map((other) => `\`${other}\``).join(' and ')}.`;
  return null;
}

function demands(context: GraphContext, spec: Spec): (string | null)[] {
  const { graph, program } = context;
  const { forbidden, ops, growing, minRuns, maxRuns } = spec;
  const ofOp = (op: string) => graph.nodesOf(new Set([op]));
  return [
    ...spec.nodes.map((node) => problemOfNode(context, node)),
    ...forbidden.map((op) => {
      const [first] = ofOp(op);
      return first === undefined ? null : `\`${first}\` is a ${op}: this task does without.`;
    }),
    ...ops.map((op) => (ofOp(op).length > 0 ? null : `There is no ${op} in the graph.`)),
    ...(growing
      ? []
      : [
          isGrowing(program)
            ? `Nodes are made while the program runs the graph: ${program.growths} of ${program.sessionRuns} runs ` +
              'found new ones. Build every node before the loop, and run only what is there.'
            : null,
        ]),
    ...(minRuns === 0
      ? []
      : [
          program.sessionRuns >= minRuns
            ? null
            : `The program calls sess.run ${program.sessionRuns} times; ${minRuns} are asked for.`,
        ]),
    ...(maxRuns === undefined
      ? []
      : [
          program.sessionRuns <= maxRuns
            ? null
            : `The program calls sess.run ${program.sessionRuns} times; ${maxRuns} are enough.`,
        ]),
  ];
}

const growing = ({ program }: GraphContext): Diagnosis => ({
  name: 'graph-growing',
  title: 'the graph grows while it is run',
  evidence: `${program.growths} of ${program.sessionRuns} runs found new nodes in the graph`,
  remedy:
    'Build every node before the loop; tf.getDefaultGraph().finalize() names the line that makes another.',
  certainty: 'certain',
});

export const graphShape: GraphCheck<'graph-shape'> = {
  model: false,
  title: 'the graph has what it should and nothing that it should not',
  run(context, spec) {
    const answers = demands(context, spec);
    const grows = !spec.growing && isGrowing(context.program);
    const problems = answers.flatMap((problem) => problem ?? []);
    const missing = spec.nodes.find(({ name }) => !context.graph.find(name))?.name;
    const met = answers.length - problems.length;
    return {
      passed: problems.length === 0,
      share: answers.length === 0 ? 1 : met / answers.length,
      figure: `${met} of ${answers.length} demands on the graph are met`,
      ...(problems.length === 0 ? {} : { message: problems[0] }),
      ...(grows
        ? { diagnosis: growing(context) }
        : missing === undefined
          ? {}
          : { diagnosis: nameMissing(missing) }),
    };
  },
};
