// The library's entry: the `tf` object of a program.
import { arrayApi } from './api/arrays.ts';
import { buildingApi } from './api/building.ts';
import { Context } from './api/context.ts';
import { graphApi } from './api/graphs.ts';
import { indexingApi } from './api/indexing.ts';
import { linearAlgebraApi } from './api/linear-algebra.ts';
import { mathApi } from './api/math.ts';
import { nnApi } from './api/nn.ts';
import { randomApi } from './api/random.ts';
import { savingApi } from './api/saving.ts';
import { sessionApi } from './api/sessions.ts';
import { stateApi } from './api/state.ts';
import { trainingApi } from './api/training.ts';
import { variableApi } from './api/variables.ts';
import { MemoryFiles, type FileStore } from './checkpoint/files.ts';
import type { Site } from './graphdef.ts';
import { installOperators } from './operators.ts';
import type { SessionTarget } from './session-target.ts';

export interface TensorFlowOptions {
  /** What evaluates the runs of sessions. */
  readonly target: SessionTarget;
  /** Where in the program the node being made comes from; asked once per node. */
  readonly captureSite?: () => Site | undefined;
  /** The text of a line of the program, for "Caused by op …". */
  readonly sourceLine?: (site: Site) => string | undefined;
  /** Where the program's files lie: in memory if absent. */
  readonly files?: FileStore;
}

/**
 * TensorFlow 1 under camelCase names: required arguments in TensorFlow's order, then one options object, in
 * whose place a string is the node's name. Each call makes a library with a default graph of its own.
 */
export function createTensorFlow({
  target,
  captureSite,
  sourceLine,
  files = new MemoryFiles(),
}: TensorFlowOptions) {
  installOperators();
  const graphOptions = { captureSite };
  const context = new Context(graphOptions);
  const training = trainingApi(context);
  const saving = savingApi(context, files);
  return {
    float32: 'float32',
    float64: 'float64',
    int32: 'int32',
    bool: 'bool',
    ...buildingApi(context, graphOptions),
    ...arrayApi(context),
    ...indexingApi(context),
    ...mathApi(context),
    ...linearAlgebraApi(context),
    ...nnApi(context),
    ...randomApi(context),
    ...graphApi(context),
    ...variableApi(context),
    ...stateApi(context),
    ...saving,
    train: { ...training.train, ...saving.train },
    ...sessionApi(context, { target, sourceLine }),
  } as const;
}

export type TensorFlow = ReturnType<typeof createTensorFlow>;
