// The variable that counts steps: one for each graph, found by its collection. TensorFlow's is int64.
import { GRAPH_KEYS } from '../collections.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import type { Graph } from '../graph.ts';
import { zerosInitializer } from '../initializers.ts';
import { Variable } from '../variable.ts';

export function getGlobalStep(graph: Graph): Variable | null {
  const [step] = graph.getCollection(GRAPH_KEYS.GLOBAL_STEP);
  if (step === undefined) return null;
  if (!(step instanceof Variable))
    throw new GraphTypeError(`Existing "global_step" must be a Variable: ${String(step)}.`);
  if (step.dtype !== 'int32')
    throw new GraphTypeError(`Existing "global_step" does not have integer type: ${step.dtype}`);
  return step;
}

/** @throws ValueError if there is one */
export function createGlobalStep(graph: Graph): Variable {
  if (getGlobalStep(graph) !== null) throw new ValueError('"global_step" already exists.');
  return graph.nameScope(
    null,
    () =>
      new Variable(graph, () => zerosInitializer()({ graph, shape: [], dtype: 'int32' }), {
        name: 'global_step',
        trainable: false,
        collections: [GRAPH_KEYS.GLOBAL_VARIABLES, GRAPH_KEYS.GLOBAL_STEP],
      }),
  );
}

export const getOrCreateGlobalStep = (graph: Graph): Variable =>
  getGlobalStep(graph) ?? createGlobalStep(graph);
