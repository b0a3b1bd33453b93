// What a program leaves, on its way through the evaluator's own code: the frames of right programs, changed.
import fc from 'fast-check';
import { encodeFrame, evaluationSchema, type CheckName } from '@residual/contracts';
import { calibrateTask } from '../../../packages/grading/src/calibration/calibrate-task.ts';
import {
  DATA,
  programOf,
  tinyTask,
  type TinyTask,
} from '../../../packages/grading/src/testing/tiny-course.ts';
import { runInProcess } from '../../../packages/grading/src/testing/run-in-process.ts';
import { nodesToWire, tensorToWire, WireBuffers } from '../../../packages/sandbox/src/wire.ts';
import { gradeProgram } from '@residual/attempt';
import { mutate, mutations, spoil } from './mutations.ts';
import type { FuzzTarget } from './target.ts';

const CHECKS: Readonly<Record<TinyTask, readonly (CheckName | object)[]>> = {
  'closed-form': ['loss-value', 'closed-form-update', 'training-loss', 'hidden-loss', 'fed-by-placeholders'],
  descent: [
    'loss-value',
    'update-gradient',
    'training-loss',
    { check: 'convergence', within: 60 },
    'uses-autodiff',
  ],
  logistic: ['loss-value', 'update-gradient', 'hidden-loss'],
};

function finished(kind: TinyTask) {
  const program = runInProcess(programOf(kind), DATA);
  const buffers = new WireBuffers();
  const message = {
    type: 'finished',
    nodes: nodesToWire(program.nodes, buffers),
    variables: [...program.variables].map(([name, value]) => ({ name, value: tensorToWire(value, buffers) })),
    trainRuns: program.trainRuns,
    sessionRuns: program.sessionRuns,
    trajectory: {
      steps: [...program.trajectory.steps],
      values: program.trajectory.values.map((value) => tensorToWire(value, buffers)),
    },
  };
  const task = tinyTask(kind, CHECKS[kind]);
  return { message, buffers: buffers.arrays, task, calibration: calibrateTask(task, DATA) };
}

export const leftBehind: FuzzTarget = {
  name: 'left behind',
  weight: 2,
  property: () => {
    const programs = (['closed-form', 'descent', 'logistic'] as const).map(finished);
    const noise = fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, mutations(2));
    return fc.property(fc.nat({ max: 2 }), mutations(3), noise, (choice, changes, spoilt) => {
      const { message, buffers, task, calibration } = programs[choice];
      const frame = spoil(encodeFrame(mutate(message, changes), buffers), spoilt);
      const { evaluation } = gradeProgram({
        task,
        calibration,
        customChecks: new Map(),
        data: DATA,
        frame,
        seed: 1,
      });
      evaluationSchema.parse(evaluation);
    });
  },
};
