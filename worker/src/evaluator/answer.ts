// What the evaluator does when asked: loads an assignment version, grades a finished program with one.
import {
  AssignmentError,
  buildDataSet,
  publicData,
  unpackBundle,
  type AssignmentBundle,
  type DataSet,
} from '@residual/assignments';
import { isModelTask, type EvaluatorRequest, type EvaluatorResponse } from '@residual/contracts';
import { loadCustomChecks, type CustomChecks } from '@residual/grading';
import { gradeProgram } from '@residual/attempt';

type Load = Extract<EvaluatorRequest, { type: 'load' }>;
type Grade = Extract<EvaluatorRequest, { type: 'grade' }>;

interface Version {
  readonly bundle: AssignmentBundle;
  readonly data: DataSet;
  readonly customChecks: CustomChecks;
}

const versions = new Map<string, Version>();

async function load({ id, version, bundle: bytes }: Load): Promise<EvaluatorResponse> {
  const bundle = unpackBundle(bytes);
  const data = buildDataSet({ assignment: bundle.slug, data: bundle.spec.data, files: bundle.files });
  const customChecks = await loadCustomChecks(bundle.slug, bundle.files);
  versions.set(version, { bundle, data, customChecks });
  return { type: 'loaded', id, tasks: bundle.spec.tasks, publicData: publicData(data) };
}

function grade({ id, version, task: name, frame, seed }: Grade): EvaluatorResponse {
  const known = versions.get(version);
  if (known === undefined) throw new Error(`version ${version} was never loaded`);
  const { bundle, data, customChecks } = known;
  const task = bundle.spec.tasks.find((candidate) => candidate.name === name);
  const calibration = bundle.calibration.tasks[name];
  if (task === undefined || (isModelTask(task) && calibration === undefined))
    throw new AssignmentError(bundle.slug, [
      {
        file: 'assignment.yaml',
        message: `has no calibrated task "${name}"`,
        remedy: 'publish the assignment again',
      },
    ]);
  return {
    type: 'graded',
    id,
    ...gradeProgram({ task, calibration, data, customChecks, frame, seed }),
  };
}

/** @throws AssignmentError when the assignment is broken; anything else is a failure of ours */
export async function answerRequest(
  request: Exclude<EvaluatorRequest, { type: 'sessions' }>,
): Promise<EvaluatorResponse> {
  return request.type === 'load' ? load(request) : grade(request);
}
