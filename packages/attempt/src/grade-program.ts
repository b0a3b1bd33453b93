// From the frame of a finished program to its evaluation. The frame comes from the student's process, so it is
// parsed, its graph verified, and only then run.
import type { DataSet, TaskCalibration } from '@residual/assignments';
import type { DrawnGraph, Evaluation, TaskSpec } from '@residual/contracts';
import { gradeTask, type CustomChecks } from '@residual/grading';
import { DEFAULT_BOUNDS, GraphError, LocalTarget, verifyGraph, type GraphIndex } from '@residual/runtime';
import { readFinishedProgram, WireError, type FinishedProgram } from '@residual/sandbox';
import { plainEvaluation } from './plain-evaluation.ts';
import { toDrawnGraph } from './drawn-graph.ts';

export interface FrameToGrade {
  readonly task: TaskSpec;
  readonly calibration?: TaskCalibration;
  readonly customChecks: CustomChecks;
  readonly data: DataSet;
  readonly frame: Uint8Array;
  readonly seed: number;
}

export interface Graded {
  readonly evaluation: Evaluation;
  readonly graph?: DrawnGraph;
}

export function gradeProgram(toGrade: FrameToGrade): Graded {
  const { frame, ...options } = toGrade;
  const { task, seed } = options;
  let program: FinishedProgram;
  let index: GraphIndex | null = null;
  try {
    program = readFinishedProgram(frame);
    // A program that failed may leave half a graph; nothing will be run of it.
    if (program.error === undefined)
      index = verifyGraph(program.nodes, { ...DEFAULT_BOUNDS, nodes: task.limits.graphNodes });
  } catch (error) {
    if (error instanceof WireError || error instanceof GraphError)
      return {
        evaluation: plainEvaluation(
          task,
          'forbidden',
          `What the program left behind is not a graph: ${error.message}.`,
        ),
      };
    throw error;
  }
  const clock = () => performance.now();
  // The seed decides random ops without one as well, so that a grade can be computed again.
  const evaluation = gradeTask({ ...options, program, target: new LocalTarget({ seed }), clock });
  const graph = toDrawnGraph(program.nodes, index);
  return graph === null ? { evaluation } : { evaluation, graph };
}
