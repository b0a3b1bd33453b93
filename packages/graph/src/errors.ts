// TensorFlow's and Python's error classes, by their names, with TensorFlow's texts.
import type { Site } from './graphdef.ts';
import type { RunFailure } from './session-target.ts';

/** Root of every error that this library throws on purpose. `name` is the class a TensorFlow user knows. */
export class GraphError extends Error {
  /** The op to blame, with the place in the program where it was made. */
  readonly op?: { readonly name: string; readonly site?: Site };

  constructor(message: string, op?: { name: string; site?: Site }) {
    super(message);
    this.op = op;
  }
}

/** A shape or value that does not fit, found while the graph is built or fed. */
export class ValueError extends GraphError {
  override name = 'ValueError';
}

/** A dtype or kind of argument that does not fit. */
export class GraphTypeError extends GraphError {
  override name = 'TypeError';
}

/** A wrong moment: a finalized graph, a closed session. */
export class GraphRuntimeError extends GraphError {
  override name = 'RuntimeError';
}

/** No such gradient or name. */
export class LookupError extends GraphError {
  override name = 'LookupError';
}

/** A run that failed: `message` ends with where the op was made, `op` says the same as data. */
export class OpError extends GraphError {
  override name: RunFailure['kind'];

  constructor(kind: RunFailure['kind'], message: string, op?: { name: string; site?: Site }) {
    super(message, op);
    this.name = kind;
  }
}

/**
 * The error of a failed run, worded as TensorFlow words it: the message, then "Caused by op 'b', defined at:"
 * with the program's own place, then the message again.
 */
export function opErrorOf(
  failure: RunFailure,
  site: Site | undefined,
  sourceLine: string | undefined,
): OpError {
  if (failure.op === undefined) return new OpError(failure.kind, failure.message);
  let text = failure.message;
  if (site !== undefined) {
    text += `\n\nCaused by op '${failure.op}', defined at:\n  File "${site.file}", line ${site.line}`;
    if (sourceLine !== undefined) text += `\n    ${sourceLine.trim()}`;
    text += `\n\n${failure.kind} (see above for traceback): ${failure.message}`;
  }
  return new OpError(failure.kind, text, { name: failure.op, site });
}
