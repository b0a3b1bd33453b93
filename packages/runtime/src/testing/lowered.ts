// The plan of a graph that a test builds, and its program before any pass.
import { createTensorFlow, Operation, Tensor, type TensorFlow } from '@residual/graph';
import type { Dimensions } from '../backend.ts';
import { lower } from '../compiler/lower.ts';
import type { Kernel, Program } from '../compiler/program.ts';
import { GraphIndex } from '../graph-index.ts';
import { LocalTarget } from '../local-target.ts';
import { makePlan, type Plan } from '../plan.ts';

export interface Run {
  readonly feeds?: readonly (readonly [Tensor, Dimensions])[];
  readonly fetches: readonly (Tensor | Operation)[];
}

export function planOf(build: (tf: TensorFlow) => Run): { plan: Plan; shapes: readonly Dimensions[] } {
  const tf = createTensorFlow({ target: new LocalTarget() });
  const { feeds = [], fetches } = build(tf);
  const graph = new GraphIndex();
  for (const node of tf.getDefaultGraph().toGraphDef(0)) graph.add(node);
  const plan = makePlan(graph, {
    feeds: feeds.map(([tensor]) => tensor.name),
    fetches: fetches.filter((fetch) => fetch instanceof Tensor).map(({ name }) => name),
    targets: fetches.filter((fetch) => fetch instanceof Operation).map(({ name }) => name),
  });
  return { plan, shapes: feeds.map(([, shape]) => shape) };
}

export function lowered(build: (tf: TensorFlow) => Run): Program {
  const { plan, shapes } = planOf(build);
  return lower(plan, shapes);
}

export const kinds = ({ kernels }: Program): readonly Kernel['kind'][] => kernels.map(({ kind }) => kind);

/** The only kernel of that kind. */
export function only<K extends Kernel['kind']>(program: Program, kind: K): Extract<Kernel, { kind: K }> {
  const [kernel, other] = program.kernels.filter((one) => one.kind === kind);
  if (kernel === undefined || other !== undefined)
    throw new Error(`not one ${kind} but ${kinds(program).join(', ')}`);
  return kernel as Extract<Kernel, { kind: K }>;
}
