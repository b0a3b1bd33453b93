// A node, evaluated with values of the assignment's choosing fed over any nodes of the graph.
import type { CheckSpecOf, Diagnosis } from '@residual/contracts';
import type { CheckOutcome, GraphCheck, GraphContext } from './check.ts';
import { describeMissingNode, nameMissing } from './missing-node.ts';
import { notVariable } from './variable-value.ts';
import { agreesWith, describeFeeds, describeTensor, tensorOf, tensorsOf } from './values.ts';

type Spec = CheckSpecOf<'node-value'>;
type Case = Spec['cases'][number];

function tryCase({ graph }: GraphContext, spec: Spec, { feeds, variables, value }: Case): string | null {
  const given = describeFeeds({ ...feeds, ...variables });
  const where = given === '' ? 'By itself' : `With ${given}`;
  const inputs = { feeds: tensorsOf(feeds), variables: tensorsOf(variables) };
  const outcome = graph.run({ fetch: [spec.node] }, inputs);
  if (!outcome.ok) {
    const { kind, message } = outcome.failure;
    return `${where}, evaluating \`${spec.node}\` ends with ${kind}: ${message.split('\n')[0]}`;
  }
  const [found] = outcome.value.values;
  const wanted = tensorOf(value);
  return agreesWith(found, wanted, spec)
    ? null
    : `${where}, \`${spec.node}\` is ${describeTensor(found)} where ${describeTensor(wanted)} is right.`;
}

/** Whether the node is there and stands for itself. */
function diagnosisOf({ graph }: GraphContext, { node, cases }: Spec): { diagnosis?: Diagnosis } {
  const ancestors = graph.ancestors(node);
  const given = [
    ...new Set(cases.flatMap(({ feeds, variables }) => Object.keys({ ...feeds, ...variables }))),
  ];
  const unused = given.filter((name) => !ancestors.has(name));
  if (unused.length === 0) return {};
  const names = unused.map((name) => `\`${name}\``).join(' and ');
  return {
    diagnosis: {
      name: 'input-not-used',
      title: `\`${node}\` does not depend on ${names}`,
      evidence: `\`${node}\` (${graph.find(node)!.op}) is the same whatever ${names} ${unused.length === 1 ? 'is' : 'are'}`,
      remedy: `Compute \`${node}\` from the node${unused.length === 1 ? '' : 's'} ${names}.`,
      certainty: 'certain',
    },
  };
}

export const nodeValue: GraphCheck<'node-value'> = {
  model: false,
  title: 'the node has the right value, whatever is fed',
  run(context, spec): CheckOutcome {
    const { node, cases } = spec;
    const names = [node, ...cases.flatMap(({ feeds, variables }) => Object.keys({ ...feeds, ...variables }))];
    const missing = [...new Set(names)]
      .map((name) => describeMissingNode(context.graph, name))
      .find((text) => text !== null);
    if (missing !== undefined) {
      const name = names.find((each) => !context.graph.find(each))!;
      return { passed: false, share: 0, message: missing, diagnosis: nameMissing(name) };
    }
    const variable = cases
      .flatMap(({ variables }) => Object.keys(variables))
      .find((name) => !context.graph.isVariable(name));
    if (variable !== undefined)
      return {
        passed: false,
        share: 0,
        diagnosis: notVariable(context.graph, variable),
        message: `\`${variable}\` is a ${context.graph.find(variable)!.op}; make it a variable: new tf.Variable(…, { name: '${variable}' }).`,
      };
    const wrong = cases.flatMap((each) => tryCase(context, spec, each) ?? []);
    const right = cases.length - wrong.length;
    const figure = `\`${node}\` is right in ${right} of ${cases.length} ${cases.length === 1 ? 'case' : 'cases'}`;
    return {
      passed: wrong.length === 0,
      share: right / cases.length,
      figure,
      ...(wrong.length === 0 ? {} : { message: wrong[0], ...diagnosisOf(context, spec) }),
    };
  },
};
