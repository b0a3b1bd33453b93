// tf's sessions.
import { GraphTypeError } from '../errors.ts';
import { Graph } from '../graph.ts';
import { Session, type SessionConfig, type SessionEnvironment, type SessionOptions } from '../session.ts';
import type { Context } from './context.ts';

export function sessionApi(context: Context, environment: SessionEnvironment) {
  class BoundSession extends Session {
    constructor(options: SessionOptions = {}) {
      if (typeof options !== 'object' || options === null || options instanceof Graph)
        throw new GraphTypeError('a session takes options such as { graph } or { config }');
      super(environment, options.graph ?? context.graph, options.config);
    }
  }

  /** A session that is the default one from the beginning, for work in a console. */
  class InteractiveSession extends BoundSession {
    constructor(options: SessionOptions = {}) {
      super(options);
      context.enter(this);
    }

    override close(): void {
      context.leave(this);
      super.close();
    }
  }

  class ConfigProto implements SessionConfig {
    readonly allowSoftPlacement: boolean;

    constructor({ allowSoftPlacement = false }: SessionConfig = {}) {
      this.allowSoftPlacement = allowSoftPlacement;
    }
  }

  return {
    /** Evaluates parts of the graph: `const sess = new tf.Session()`; close it, or declare it with `using`. */
    Session: BoundSession,
    InteractiveSession,
    ConfigProto,
    /**
     * Opens a session for `body` and closes it afterwards, as Python's `with tf.Session() as sess`: within, it is
     * the default session and its graph the default graph.
     */
    withSession: <T>(body: (session: Session) => T, options?: SessionOptions): T => {
      using session = new BoundSession(options);
      return session.graph.asDefault(() => session.asDefault(() => body(session)));
    },
    getDefaultSession: (): Session | null => context.session as Session | null,
  };
}
