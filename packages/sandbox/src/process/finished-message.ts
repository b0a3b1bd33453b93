// What is left of the program, for the evaluator: graph, variables, trajectory, as one frame.
import { PROGRAM_FRAME_BOUNDS, type FinishedProgram, type ProgramError } from '@residual/contracts';
import { tensorToWire, WireBuffers } from '../wire.ts';
import { LimitError, type GraphSubmission } from './bridge.ts';
import type { Recording } from './recorder.ts';

/** @throws LimitError when it would be too much to send */
export function finishedMessage(
  recording: Recording,
  graph: GraphSubmission,
  error: ProgramError | undefined,
): { message: FinishedProgram; buffers: Uint8Array[] } {
  const recorded = new WireBuffers();
  // The graph's own buffers come first: its nodes already name them by number.
  const place = (ref: ReturnType<typeof tensorToWire>) => ({
    ...ref,
    buffer: ref.buffer + graph.buffers.length,
  });
  const message: FinishedProgram = {
    type: 'finished',
    // Unread here: the evaluator parses it.
    nodes: graph.nodes as FinishedProgram['nodes'],
    variables: recording.variables.map(({ name, value }) => ({
      name,
      value: place(tensorToWire(value, recorded)),
    })),
    trainRuns: recording.trainRuns,
    sessionRuns: recording.sessionRuns,
    growths: recording.growths,
    trajectory: {
      steps: [...recording.trajectory.steps],
      values: recording.trajectory.values.map((value) => place(tensorToWire(value, recorded))),
    },
    ...(error === undefined ? {} : { error }),
  };
  const buffers = [...graph.buffers, ...recorded.arrays];
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  if (bytes > PROGRAM_FRAME_BOUNDS.bodyBytes - 8 * buffers.length)
    throw new LimitError(
      'memory',
      `The graph's constants and variables hold ${Math.ceil(bytes / 2 ** 20)} MB; ` +
        `they may hold ${PROGRAM_FRAME_BOUNDS.bodyBytes >> 20} MB.`,
    );
  return { message, buffers };
}
