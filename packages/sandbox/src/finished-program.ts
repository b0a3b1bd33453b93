// What a program has left behind, read from the frame that its sandbox process sent. Nothing in it is believed:
// whether the graph makes sense is for the runtime's verifier to say.
import {
  decodeFrame,
  FrameError,
  finishedProgramSchema,
  type FinishedProgram as FinishedMessage,
} from '@residual/contracts';
import type { NodeDef, TensorValue } from '@residual/graph';
import { nodesFromWire, tensorFromWire, WireError } from './wire.ts';

export interface FinishedProgram {
  readonly nodes: readonly NodeDef[];
  /** Values at the end of the session that last ran `train`, by name. */
  readonly variables: ReadonlyMap<string, TensorValue>;
  /** Runs of `train` in that session. */
  readonly trainRuns: number;
  /** Runs of any kind in all sessions. */
  readonly sessionRuns: number;
  /** Runs that found new nodes in the graph after the first run of their session. */
  readonly growths: number;
  /** `w` after so many runs of `train`. */
  readonly trajectory: { readonly steps: readonly number[]; readonly values: readonly TensorValue[] };
  /** Set when the program ended with an error. */
  readonly error?: NonNullable<FinishedMessage['error']>;
}

/** @throws WireError when it is not what our own sandbox process would have sent */
export function readFinishedProgram(frame: Uint8Array): FinishedProgram {
  try {
    const { message, buffers } = decodeFrame(frame);
    const parsed = finishedProgramSchema.safeParse(message);
    if (!parsed.success)
      throw new WireError('the program sent something else than its graph', { cause: parsed.error });
    const { nodes, variables, trainRuns, sessionRuns, growths, trajectory, error } = parsed.data;
    if (trajectory.steps.length !== trajectory.values.length)
      throw new WireError('the program sent a trajectory with steps missing');
    return {
      nodes: nodesFromWire(nodes, buffers),
      variables: new Map(variables.map(({ name, value }) => [name, tensorFromWire(value, buffers)])),
      trainRuns,
      sessionRuns,
      growths,
      trajectory: {
        steps: trajectory.steps,
        values: trajectory.values.map((value) => tensorFromWire(value, buffers)),
      },
      ...(error === undefined ? {} : { error }),
    };
  } catch (cause) {
    if (cause instanceof FrameError) throw new WireError('the program sent a broken frame', { cause });
    throw cause;
  }
}
