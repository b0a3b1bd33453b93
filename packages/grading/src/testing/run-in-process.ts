// Runs a program of ours (a solution, a mutation of one) in this process, without the sandbox, for the tests of
// checks and diagnoses. Never a student's.
import { stripTypeScriptTypes } from 'node:module';
import type { DataSet, Rows } from '@residual/assignments';
import { createTensorFlow, NDArray, type TensorValue } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import type { GradedProgram } from '../program.ts';

const MOST_SAMPLES = 100;

const matrix = (values: Float64Array, shape: number[]): NDArray =>
  new NDArray({ dtype: 'float64', shape, data: values });

const pair = (suffix: string, { inputs, labels, n, dim }: Rows) => ({
  [`X${suffix}`]: matrix(inputs, [n, dim]),
  [`Y${suffix}`]: matrix(labels, [n, 1]),
  [`n${suffix}`]: n,
});

const dataModule = ({ training, validation }: DataSet): Record<string, unknown> => {
  return { ...pair('trn', training), ...pair('val', validation), dim: training.dim };
};

/** `import tf from 'tensorflow'` and `import { … } from 'data'` become constants. */
const withoutImports = (source: string): string =>
  stripTypeScriptTypes(source)
    .replace(/^ *import tf from ['"]tensorflow['"];?/m, '')
    .replace(/^ *import (\{[^}]*\}) from ['"]data['"];?/m, 'const $1 = data;');

const copy = (value: TensorValue): TensorValue => ({ ...value, data: value.data.slice() });

/** @throws whatever the program throws */
export function runInProcess(source: string, data: DataSet): GradedProgram {
  let trainRuns = 0;
  let variables = new Map<string, TensorValue>();
  const trajectory = { steps: [] as number[], values: [] as TensorValue[] };
  let lastTrained: number | null = null;
  const sample = (session: number): void => {
    const w = target.readVariable(session, 'w');
    if (!w) return;
    trajectory.steps.push(trainRuns);
    trajectory.values.push(copy(w));
  };
  const keepVariables = (session: number): void => {
    if (!target.openSessions().includes(session)) return;
    const w = target.readVariable(session, 'w');
    if (w) variables = new Map([['w', copy(w)]]);
  };
  const target = new LocalTarget({
    onRun: (session, runs) => {
      if (!runs.has('train')) {
        if (trainRuns === 0 && runs.has('w/Assign')) {
          trajectory.steps.length = trajectory.values.length = 0;
          sample(session);
        }
        return;
      }
      if (lastTrained !== session) trainRuns = 0;
      lastTrained = session;
      trainRuns += 1;
      if (trainRuns <= 10 || trainRuns % 10 === 0) sample(session);
    },
    onClose: (session) => {
      if (lastTrained === null || lastTrained === session) keepVariables(session);
    },
  });
  const tf = createTensorFlow({ target });
  // oxlint-disable-next-line typescript/no-implied-eval -- a program of the corpus is what we want to run
  const run = new Function('tf', 'data', 'print', withoutImports(source));
  run(tf, dataModule(data), () => {});
  if (variables.size === 0 && lastTrained !== null) keepVariables(lastTrained);
  while (trajectory.steps.length > MOST_SAMPLES) {
    trajectory.steps = trajectory.steps.filter((_, i) => i % 2 === 0);
    trajectory.values = trajectory.values.filter((_, i) => i % 2 === 0);
  }
  return { nodes: tf.getDefaultGraph().toGraphDef(0), variables, trainRuns, trajectory };
}
