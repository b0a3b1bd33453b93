// The programs of tests/oracles/semantics/sessions.py.
import { createNumpy } from '@residual/graph';
import { items, type Facts, type Programs } from './facts.ts';

const np = createNumpy(0);

function expression({ tf }: Facts) {
  const a = tf.placeholder(tf.float32, 'a');
  const b = tf.placeholder(tf.float32, 'b');
  const c = a.add(b);
  return { a, b, c, e: c.mul(b.add(1)) };
}

export const sessions: Programs = {
  fetches_have_structures: (f) => {
    const { a, b, c, e } = expression(f);
    const feeds = [
      [a, 2],
      [b, 1],
    ] as const;
    f.tf.withSession((session) => {
      f.show(
        session.run(e, feeds),
        session.run('mul:0', feeds),
        session.run(c.op, feeds),
        session.run('mul', feeds),
      );
      const [x, [y, z], n] = session.run([e, [c, e], c.op], feeds);
      f.show(x, y, z, n);
      const d = session.run({ sum: c, all: [a, b] }, feeds);
      f.show(Object.keys(d).toSorted(), d.sum, d.all[0], d.all[1]);
      f.show(session.run([], feeds));
      const [p, q] = session.run([c, c], feeds);
      f.show(p, q);
    });
  },
  fetches_that_cannot_be: (f) => {
    const { a, b, c } = expression(f);
    const { tf } = f;
    const other = new tf.Graph().asDefault(() => tf.constant(1, 'other'));
    const feeds = [
      [a, 1],
      [b, 1],
    ] as const;
    tf.withSession((session) => {
      f.error(() => session.run(null as never));
      f.error(() => session.run(3 as never));
      f.error(() => session.run(0.5 as never));
      f.error(() => session.run([c, null as never], feeds));
      f.error(() => session.run('missing'));
      f.error(() => session.run('missing:0'));
      f.error(() => session.run('add:5'));
      f.error(() => session.run(other));
      f.error(() => session.run(other.op));
      f.error(() => session.run([c, other], feeds));
    });
  },
  any_tensor_is_fed: (f) => {
    const { a, b, c, e } = expression(f);
    const { tf } = f;
    const k = tf.constant(5, { dtype: tf.float32, name: 'k' });
    const v = new tf.Variable(7, { dtype: tf.float32, name: 'v' });
    tf.withSession((session) => {
      f.show(
        session.run(e, [
          [b, 1],
          [c, -1],
        ]),
        session.run(e, [[e, 3]]),
        session.run(k.mul(2), [[k, 4]]),
      );
      f.show(
        session.run(v.add(1), [[v, 1]]),
        session.run(v.add(1), [[v.value(), 2]]),
        session.run(e, [
          ['a:0', 1],
          ['b:0', 2],
        ]),
      );
      f.show(
        ...session.run(
          [a, e],
          [
            [a, 1],
            [b, 1],
          ],
        ),
      );
    });
  },
  unfed_placeholders_are_named: (f) => {
    const { a, c, e } = expression(f);
    const { tf } = f;
    const p = tf.placeholder(tf.int32, { shape: [], name: 'p' });
    const q = tf.placeholder(tf.float64, { shape: [null, 2], name: 'q' });
    const r = tf.placeholder(tf.bool, { shape: [3], name: 'r' });
    tf.withSession((session) => {
      f.error(() => session.run(e, [[c, -1]]));
      f.error(() => session.run(a));
      f.error(() => session.run(p.add(1)));
      f.error(() => session.run(q.mul(2)));
      f.error(() => session.run(r));
    });
  },
  feeds_that_cannot_be: (f) => {
    const { a, b, c, e } = expression(f);
    const { tf } = f;
    const x = tf.placeholder(tf.float32, { shape: [null, 2], name: 'x' });
    const n = tf.placeholder(tf.int32, 'n');
    const other = new tf.Graph().asDefault(() => tf.placeholder(tf.float32, 'other'));
    tf.withSession((session) => {
      f.error(() => session.run(x, [[x, [1, 2, 3]]]));
      f.error(() => session.run(x, [[x, 1]]));
      f.error(() => session.run(x, [[x, np.zeros([2, 3])]]));
      f.error(() =>
        session.run(e, [
          [a, c as never],
          [b, 1],
        ]),
      );
      f.error(() => session.run(a, [[other, 1]]));
      f.error(() =>
        session.run(a, [
          [c.op as never, 1],
          [a, 1],
        ]),
      );
      f.error(() => session.run(a, [['missing:0', 1]]));
      f.error(() => session.run(a, [['missing', 1]]));
      f.error(() => session.run(a, [[3 as never, 1]]));
      f.error(() => session.run(n, [[n, 2 ** 40]]));
    });
  },
  feeds_are_converted: (f) => {
    const { tf } = f;
    const n = tf.placeholder(tf.int32, 'n');
    const x = tf.placeholder(tf.float32, 'x');
    const b = tf.placeholder(tf.bool, 'b');
    const square = [
      [1, 2],
      [3, 4],
    ];
    tf.withSession((session) => {
      f.show(
        session.run(n, [[n, np.array([1.9, -2.9])]]),
        items(session.run(x, [[x, np.array([1, 2])]])),
        session.run(x, [[x, true]]),
      );
      f.show(session.run(b, [[b, [1, 0]]]), session.run(x, [[x, square]]).shape);
    });
  },
  tensors_can_refuse_to_be_fed_or_fetched: (f) => {
    const { a, b, c, e } = expression(f);
    const g = f.tf.getDefaultGraph();
    g.preventFeeding(c);
    g.preventFetching(c.op);
    f.show(g.isFeedable(c), g.isFeedable(a), g.isFetchable(c), g.isFetchable(e));
    const feeds = [
      [a, 1],
      [b, 1],
    ] as const;
    f.tf.withSession((session) => {
      f.error(() => session.run(c, feeds));
      f.error(() => session.run(c.op, feeds));
    });
  },
  sessions_close: (f) => {
    const { tf } = f;
    const a = tf.constant(1);
    const session = new tf.Session();
    f.show(session.run(a));
    session.close();
    session.close();
    f.error(() => session.run(a));
    const closed = tf.withSession((opened) => opened);
    f.error(() => closed.run(a));
  },
  an_empty_graph_does_not_run: (f) => {
    f.tf.withSession((session) => {
      f.error(() => session.run([]));
      f.show(session.graph === f.tf.getDefaultGraph());
    });
  },
  a_session_belongs_to_its_graph: (f) => {
    const { tf } = f;
    const g = new tf.Graph();
    const b = g.asDefault(() => tf.constant(2, 'b'));
    const a = tf.constant(1, 'a');
    tf.withSession(
      (session) => {
        f.show(session.graph === g, tf.getDefaultGraph() === g, session.run(b));
        f.error(() => session.run(a));
        f.names(tf.constant(3, 'b'));
      },
      { graph: g },
    );
    f.show(tf.getDefaultGraph() === g);
    f.error(() => new tf.Session({ graph: 3 as never }));
  },
  a_session_sees_new_nodes: (f) => {
    const a = f.tf.constant(1);
    f.tf.withSession((session) => {
      f.show(session.run(a));
      const b = a.add(1);
      f.show(session.run(b));
      f.show(session.run(b.add(1)));
    });
  },
  tensors_are_evaluated_in_the_default_session: (f) => {
    const { tf } = f;
    const a = tf.constant(1, 'a');
    const x = tf.placeholder(tf.float32, 'x');
    const v = new tf.Variable(5, 'v');
    f.show(tf.getDefaultSession());
    f.error(() => a.eval());
    f.error(() => v.initializer.run());
    tf.withSession((session) => {
      f.show(tf.getDefaultSession() === session);
      v.initializer.run();
      f.show(a.eval(), x.mul(2).eval([[x, 4]]), v.eval());
    });
    f.show(tf.getDefaultSession());
    const session = new tf.Session();
    f.show(a.eval(undefined, session));
    session.asDefault(() => f.show(a.eval(), tf.getDefaultGraph() === session.graph));
    tf.withSession(
      (other) => {
        f.error(() => a.eval());
        f.error(() => a.op.run());
        f.error(() => a.eval(undefined, other));
        f.error(() => a.op.run(undefined, other));
      },
      { graph: new tf.Graph() },
    );
  },
  sessions_nest: (f) => {
    const { tf } = f;
    const a = tf.constant(1);
    tf.withSession((outer) => {
      tf.withSession((inner) => {
        f.show(tf.getDefaultSession() === inner, a.eval());
        f.error(() => tf.resetDefaultGraph());
      });
      f.show(tf.getDefaultSession() === outer);
    });
  },
  an_interactive_session_is_the_default: (f) => {
    const { tf } = f;
    const session = new tf.InteractiveSession();
    const a = tf.constant(3);
    f.show(a.eval(), tf.getDefaultSession() === session);
    session.close();
    f.error(() => a.eval());
  },
  nodes_run_once_a_run: (f) => {
    const { tf } = f;
    const count = new tf.Variable(0, 'count');
    const step = count.assignAdd(1);
    tf.withSession((session) => {
      session.run(count.initializer);
      session.run([step, step.op, step.add(0), step.mul(2)]);
      f.show(session.run(count));
      session.run([step]);
      f.show(session.run(count));
    });
  },
};
