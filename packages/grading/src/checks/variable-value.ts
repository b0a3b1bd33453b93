// Variables: what is in one when the program's session ended, and what running an op does to one.
import type { CheckSpecOf, Diagnosis } from '@residual/contracts';
import type { CheckOutcome, GraphCheck, GraphContext } from './check.ts';
import { describeMissingNode, nameMissing } from './missing-node.ts';
import type { StudentGraph } from '../student-graph.ts';
import { agreesWith, describeFeeds, describeTensor, tensorOf, tensorsOf } from './values.ts';

function describeNoVariable({ graph }: GraphContext, name: string): string | null {
  const missing = describeMissingNode(graph, name);
  if (missing !== null || graph.isVariable(name)) return missing;
  return `\`${name}\` is a ${graph.find(name)!.op}, which keeps nothing between runs; make it a variable: new tf.Variable(…, { name: '${name}' }).`;
}

export const notVariable = (graph: StudentGraph, name: string): Diagnosis =>
  graph.find(name)
    ? {
        name: 'not-a-variable',
        title: `\`${name}\` is no variable`,
        evidence: `\`${name}\` is a ${graph.find(name)!.op}: it is computed anew with every run`,
        remedy: `new tf.Variable(…, { name: '${name}' })`,
        certainty: 'certain',
      }
    : nameMissing(name);

/** `op` leaves the variable alone, whatever it computes. */
function assignMissing(graph: StudentGraph, op: string, variable: string): { diagnosis?: Diagnosis } {
  const writes = [...graph.ancestors(op)].some((name) => {
    const node = graph.find(name)!;
    return /^(Assign|Apply|Scatter)/.test(node.op) && node.input[0] === variable;
  });
  if (writes) return {};
  return {
    diagnosis: {
      name: 'missing-assign',
      title: `\`${op}\` never assigns anything to \`${variable}\``,
      evidence: `\`${op}\` is a ${graph.find(op)!.op} and reaches no assignment to \`${variable}\``,
      remedy: `Assign the new value: ${variable}.assign(…, '${op}'). An expression alone changes nothing.`,
      certainty: 'certain',
    },
  };
}

export const variableValue: GraphCheck<'variable-value'> = {
  model: false,
  title: 'the variable ends with the right value',
  run(context, spec): CheckOutcome {
    const { variable } = spec;
    const missing = describeNoVariable(context, variable);
    if (missing !== null)
      return { passed: false, message: missing, diagnosis: notVariable(context.graph, variable) };
    const found = context.program.variables.get(variable);
    const wanted = tensorOf(spec.value);
    if (!found)
      return {
        passed: false,
        message: `\`${variable}\` has no value when the session ends: run its initializer in the same session.`,
        diagnosis: {
          name: 'not-initialised',
          title: `\`${variable}\` has no value`,
          evidence: 'no session of the program ran its initializer',
          remedy: 'sess.run(tf.globalVariablesInitializer())',
          certainty: 'certain',
        },
      };
    const figure = `\`${variable}\` ends as ${describeTensor(found)}; ${describeTensor(wanted)} is right`;
    return agreesWith(found, wanted, spec)
      ? { passed: true, figure }
      : {
          passed: false,
          figure,
          message: `\`${variable}\` does not have the right value when the session ends.`,
        };
  },
};

type Spec = CheckSpecOf<'variable-update'>;

function tryCase({ graph }: GraphContext, spec: Spec, { feeds, from, runs, to }: Spec['cases'][number]) {
  const { op, variable } = spec;
  const [start, wanted] = [tensorOf(from), tensorOf(to)];
  const given = describeFeeds(feeds);
  const where =
    `From \`${variable}\` = ${describeTensor(start)}${given === '' ? '' : `, with ${given}`}, ` +
    `${runs === 1 ? 'a run' : `${runs} runs`} of \`${op}\``;
  const runner = graph.prepare({ target: op }, { feeds: tensorsOf(feeds), variables: { [variable]: start } });
  for (let run = 0; run < runs && runner.ok; run += 1) {
    const outcome = runner.value.run();
    if (!outcome.ok)
      return `${where} ends with ${outcome.failure.kind}: ${outcome.failure.message.split('\n')[0]}`;
  }
  if (!runner.ok)
    return `${where} ends with ${runner.failure.kind}: ${runner.failure.message.split('\n')[0]}`;
  const found = graph.read(variable);
  if (found && agreesWith(found, wanted, spec)) return null;
  return `${where} leaves ${found ? describeTensor(found) : 'nothing'} where ${describeTensor(wanted)} is right.`;
}

export const variableUpdate: GraphCheck<'variable-update'> = {
  model: false,
  title: 'the op changes the variable as it should, from any value',
  run(context, spec): CheckOutcome {
    const { op, variable, cases } = spec;
    const missing = describeNoVariable(context, variable) ?? describeMissingNode(context.graph, op);
    if (missing !== null) {
      const diagnosis = context.graph.isVariable(variable)
        ? nameMissing(op)
        : notVariable(context.graph, variable);
      return { passed: false, share: 0, message: missing, diagnosis };
    }
    const wrong = cases.flatMap((each) => tryCase(context, spec, each) ?? []);
    const right = cases.length - wrong.length;
    return {
      passed: wrong.length === 0,
      share: right / cases.length,
      figure: `right in ${right} of ${cases.length} ${cases.length === 1 ? 'case' : 'cases'}`,
      ...(wrong.length === 0 ? {} : { message: wrong[0], ...assignMissing(context.graph, op, variable) }),
    };
  },
};
