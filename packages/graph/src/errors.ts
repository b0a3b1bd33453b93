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

/** What TensorFlow does not do either. */
export class NotImplementedError extends GraphError {
  override name = 'NotImplementedError';
}

/** No such gradient. */
export class LookupError extends GraphError {
  override name = 'LookupError';
}

/** No such name. */
export class KeyError extends GraphError {
  override name = 'KeyError';
}

/** Something that is not there to be called, such as `assign` of a plain tensor. */
export class MissingAttributeError extends GraphError {
  override name = 'AttributeError';
}

/** Something done where it cannot be, such as resetting the default graph inside another. */
export class AssertionError extends GraphError {
  override name = 'AssertionError';
}

/** A run that failed: `message` ends with where the op was made, `op` says the same as data. */
export class OpError extends GraphError {
  override name: RunFailure['kind'];

  constructor(kind: RunFailure['kind'], message: string, op?: { name: string; site?: Site }) {
    super(message, op);
    this.name = kind;
  }
}

/** A place in the program, and that line's text. */
export interface Place {
  readonly site: Site | undefined;
  readonly sourceLine: string | undefined;
}

/** Where a failing node comes from: itself in one line, and its place. */
export interface FailedNode extends Place {
  readonly text: string;
  /** Of a gradient's node: the operation whose gradient it is, and whose gradient that was. */
  readonly origins?: readonly (Place & { readonly name: string })[];
}

/**
 * The error of a failed run, worded as TensorFlow words it: the message with the node, then
 * "Caused by op 'b', defined at:" with the program's own place, then the message again. A gradient's node names the
 * operations that it was made for, too.
 */
export function opErrorOf({ kind, message, op }: RunFailure, node: FailedNode | null): OpError {
  if (op === undefined || node === null) return new OpError(kind, message);
  const { text, site, origins = [] } = node;
  const full = `${message}\n\t ${text}`;
  if (site === undefined) return new OpError(kind, full, { name: op });
  const made = origins.map(
    (origin) =>
      `\n\n...which was originally created as op '${origin.name}', defined at:\n${placeText(origin)}`,
  );
  return new OpError(
    kind,
    `${full}\n\nCaused by op '${op}', defined at:\n${placeText(node)}${made.join('')}\n\n` +
      `${kind} (see above for traceback): ${full}`,
    { name: op, site },
  );
}

function placeText({ site, sourceLine }: Place): string {
  if (site === undefined) return '  (not known)';
  const quoted = sourceLine === undefined ? '' : `\n    ${sourceLine.trim()}`;
  return `  File "${site.file}", line ${site.line}${quoted}`;
}
