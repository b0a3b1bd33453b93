// Running a part of the graph in the default session, or in one that is given.
import { ValueError } from './errors.ts';

/** A Map of feeds, or a list of pairs. */
export type AnyFeeds = Iterable<readonly [unknown, unknown]>;

/** A session as tensors and operations see it. */
export interface DefaultSession {
  readonly graph: object;
  run(fetches: unknown, feeds?: AnyFeeds): unknown;
}

/** A graph as this module sees it. */
interface EvaluatedGraph {
  readonly defaults: { readonly session: DefaultSession | null } | undefined;
}

/** How TensorFlow speaks of evaluating a tensor and of running an operation. */
const WORDS = {
  tensor: {
    what: 'evaluate tensor',
    of: "the tensor's graph",
    method: '`eval()`',
    enter: '`with sess.as_default()`',
    explicit: '`eval(session=sess)`',
    hint: '`eval(session=sess)`',
  },
  operation: {
    what: 'execute operation',
    of: "the operation's graph",
    method: '`run()`',
    enter: '`with sess.as_default():`',
    explicit: '`run(session=sess)`',
    hint: 'run(session=sess)',
  },
} as const;

/** The session to use. @throws ValueError if there is none, or it belongs to another graph */
export function sessionFor(
  graph: EvaluatedGraph,
  kind: keyof typeof WORDS,
  given: DefaultSession | undefined,
): DefaultSession {
  const { what, of, method, enter, explicit, hint } = WORDS[kind];
  const session = given ?? graph.defaults?.session;
  if (session === undefined || session === null)
    throw new ValueError(
      `Cannot ${what} using ${method}: No default session is registered. ` +
        `Use ${enter} or pass an explicit session to ${explicit}`,
    );
  if (session.graph === graph) return session;
  throw new ValueError(
    given === undefined
      ? `Cannot use the default session to ${what}: ${of} is different from the session's graph. ` +
          `Pass an explicit session to ${hint}.`
      : `Cannot use the given session to ${what}: ${of} is different from the session's graph.`,
  );
}
