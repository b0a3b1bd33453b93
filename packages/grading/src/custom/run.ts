// Runs a check of the assignment's own. Its mistakes are the assignment's: they are never a student's zero.
import { AssignmentError, type TaskCalibration } from '@residual/assignments';
import { isModelTask, type CheckSpecOf, type ModelTask } from '@residual/contracts';
import type { CheckOutcome, GraphContext } from '../checks/check.ts';
import { feedRows } from '../checks/feeds.ts';
import { findFinalWeights } from '../evidence.ts';
import { formatNumber } from '../figures.ts';
import { gradientAt, lossAt } from '../reference/loss.ts';
import type { CustomChecks, CustomContext } from './custom-check.ts';

function customContext(context: GraphContext, calibration: TaskCalibration | null): CustomContext {
  const { task, program, data } = context;
  const model = (): ModelTask => {
    if (!isModelTask(task)) throw new Error(`task "${task.name}" trains no model: it has no loss`);
    return task;
  };
  return {
    ...context,
    calibration,
    finalWeights: findFinalWeights(program, data),
    lossAt: (rows, w) => lossAt(model().loss, rows, w),
    gradientAt: (rows, w) => gradientAt(model().loss, rows, w),
    feedRows,
    format: formatNumber,
  };
}

/** @throws AssignmentError if the check is missing, throws, or does not say whether the program passed */
export function runCustomCheck(
  checks: CustomChecks,
  spec: CheckSpecOf<'custom'>,
  context: GraphContext,
  calibration: TaskCalibration | null,
): CheckOutcome {
  const broken = (message: string, remedy: string, cause?: unknown) =>
    new AssignmentError(context.task.name, [{ file: spec.file, message, remedy }], { cause });
  const check = checks.get(spec.file);
  if (!check) throw broken('is missing', 'put the file there and publish the assignment again');
  let outcome: CheckOutcome;
  try {
    outcome = check.run(customContext(context, calibration), spec.options);
  } catch (cause) {
    throw broken(
      `fails: ${(cause as Error).message}`,
      'mend the check: a program of any kind must get an answer',
      cause,
    );
  }
  if (typeof outcome?.passed !== 'boolean')
    throw broken(
      'does not say whether the program passed',
      'return { passed: true } or { passed: false, message }',
    );
  return outcome;
}
