// From the frame of a finished program to its evaluation. The frame comes from the student's process, so it is
// parsed, its graph verified, and only then run.
import type { DataSet, TaskCalibration } from '@residual/assignments';
import { isModelTask, type DrawnGraph, type Evaluation, type TaskSpec } from '@residual/contracts';
import { gradeTask, type CustomChecks } from '@residual/grading';
import {
  DEFAULT_BOUNDS,
  estimateWork,
  GraphError,
  type GraphIndex,
  LocalTarget,
  verifyGraph,
} from '@residual/runtime';
import { readFinishedProgram, WireError, type FinishedProgram } from '@residual/sandbox';
import { plainEvaluation } from './plain-evaluation.ts';
import { toDrawnGraph } from './drawn-graph.ts';

const inBillions = (count: number): string => `${Math.round(count / 1e9)} billion`;

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

/** Of one run: 100 times what the closed form of a thousand rows with 576 columns takes, and half a minute's work. */
const MOST_WORK = 1e11;

/** What checks may run: in a task that trains a model its nodes and every initializer, else anything. */
function workOfChecks(graph: GraphIndex, task: TaskSpec): number {
  const all = [...graph.nodes()];
  const initializers = all.filter(({ op }) => op === 'VariableV2').map(({ def }) => `${def.name}/Assign`);
  const run = isModelTask(task) ? ['loss', 'train', ...initializers] : all.map(({ def }) => def.name);
  return estimateWork(graph, run);
}

export function gradeProgram(toGrade: FrameToGrade): Graded {
  const { frame, ...options } = toGrade;
  const { task, seed } = options;
  let program: FinishedProgram;
  let index: GraphIndex | null = null;
  try {
    program = readFinishedProgram(frame);
    // A program that failed may leave half a graph; nothing will be run of it.
    if (program.error === undefined) {
      index = verifyGraph(program.nodes, { ...DEFAULT_BOUNDS, nodes: task.limits.graphNodes });
      const work = workOfChecks(index, task);
      if (work > MOST_WORK)
        return {
          evaluation: plainEvaluation(
            task,
            'time limit',
            `One run of the graph takes about ${inBillions(work)} multiplications; at most ${inBillions(MOST_WORK)} are evaluated.`,
          ),
        };
    }
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
