// The programs of tests/oracles/semantics/training.py.
import type { MetaGraphDef, Operation, Tensor, Variable } from '@residual/graph';
import type { Programs } from './facts.ts';

const namesOf = (elements: readonly unknown[]): string[] =>
  (elements as readonly (Tensor | Operation | Variable)[]).map(({ name }) => name);

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const collectionKeys = (meta: MetaGraphDef): string[] =>
  Array.from(String(meta).matchAll(/^collection_def \{\n {2}key: "(.*)"$/gm), ([, key]) => key);

export const training: Programs = {
  steps_have_a_counter: (f) => {
    const { tf } = f;
    f.show(tf.train.getGlobalStep());
    const step = tf.train.createGlobalStep();
    f.names(step, step.op);
    f.show(step.shape, tf.trainableVariables().includes(step), tf.globalVariables().includes(step));
    f.show(tf.train.getGlobalStep() === step, tf.train.getOrCreateGlobalStep() === step);
    f.error(() => tf.train.createGlobalStep());
    f.show(namesOf(tf.getCollection(tf.GraphKeys.GLOBAL_STEP)));
  },
  the_counter_is_made_when_asked_for: (f) => {
    const { tf } = f;
    const step = tf.nameScope('scope', () => tf.train.getOrCreateGlobalStep());
    f.names(step);
    const w = new tf.Variable(2, { dtype: tf.float32, name: 'w' });
    const train = new tf.train.GradientDescentOptimizer(0.25).minimize(tf.square(w), { globalStep: step });
    f.names(train);
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      session.run(train);
      session.run(train);
      f.show(session.run(step), session.run(w));
    });
  },
  optimizers_in_scopes_name_their_nodes: (f) => {
    const { tf } = f;
    const w = tf.variableScope('model', () =>
      tf.getVariable('w', { shape: [2], initializer: tf.zerosInitializer() }),
    );
    const [optimizer, train] = tf.nameScope('training', () => {
      const made = new tf.train.MomentumOptimizer(0.5, 0.5);
      return [made, made.minimize(tf.reduceSum(tf.square(w.sub(1))))] as const;
    });
    f.names(train, optimizer.getSlot(w, 'momentum')!);
    f.show(optimizer.getSlotNames(), optimizer.getName(), optimizer.getSlot(w, 'v'));
    f.show(namesOf(tf.globalVariables()), namesOf(tf.trainableVariables()));
    f.show(namesOf(tf.getCollection(tf.GraphKeys.TRAIN_OP)));
    const made = tf.getDefaultGraph().getOperations();
    f.show(namesOf(made.filter((op) => op.name.startsWith('training') && op.type !== 'Const')));
  },
  gradients_and_variables_come_in_pairs: (f) => {
    const { tf } = f;
    const [a, b, c] = ['a', 'b', 'c'].map((name, i) => new tf.Variable(i + 1, { dtype: tf.float32, name }));
    const optimizer = new tf.train.GradientDescentOptimizer(0.5);
    const pairs = optimizer.computeGradients(a.mul(b));
    for (const [gradient, variable] of pairs) f.show(gradient, variable);
    const doubled = pairs.flatMap(([g, v]) => (g === null ? [] : [[g.mul(2), v] as const]));
    const train = optimizer.applyGradients(doubled);
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      session.run(train);
      f.show(...session.run([a, b, c]));
    });
  },
  a_collection_is_changed_by_reference: (f) => {
    const { tf } = f;
    tf.addToCollection('losses', 1);
    f.show(tf.getCollection('losses'), tf.getCollection('other'));
    tf.getCollection('losses').push(2);
    f.show(tf.getCollection('losses'));
    tf.getCollectionRef('losses').push(3);
    f.show(tf.getCollection('losses'), tf.getCollectionRef('new'));
    f.show(tf.getDefaultGraph().getAllCollectionKeys().toSorted());
  },
  scopes_of_variables_are_objects: (f) => {
    const { tf } = f;
    const one = (): Tensor => tf.constant(1, tf.float32);
    const [outer, inner] = tf.variableScope('outer', (scope) => [
      scope,
      tf.variableScope('inner', (nested) => {
        f.show(nested.name, nested.originalNameScope, nested.reuse);
        tf.getVariable('v', { shape: [1] });
        return nested;
      }),
    ]);
    f.show(outer instanceof tf.VariableScope, outer.name);
    tf.variableScope(
      inner,
      (again) => {
        f.show(again.name, again.reuse);
        f.names(tf.getVariable('v'), one());
      },
      { reuse: true },
    );
    tf.variableScope('other', () =>
      tf.variableScope(outer, () => f.names(tf.getVariable('u', { shape: [1] }), one())),
    );
  },
  checkpoints_are_listed: (f) => {
    const { tf } = f;
    const v = new tf.Variable(1, { dtype: tf.float32, name: 'v' });
    const saver = new tf.train.Saver(null, { maxToKeep: 2 });
    tf.withSession((session) => {
      f.show(tf.train.getCheckpointState('folder'), tf.train.latestCheckpoint('folder'));
      session.run(v.initializer);
      for (const globalStep of [1, 2, 3]) saver.save(session, 'folder/model', { globalStep });
      const state = tf.train.getCheckpointState('folder')!;
      f.show(baseOf(state.modelCheckpointPath));
      f.show(state.allModelCheckpointPaths.map(baseOf));
      f.show(baseOf(tf.train.latestCheckpoint('folder')!));
      f.show([1, 2, 3].map((step) => tf.train.checkpointExists(`folder/model-${step}`)));
    });
  },
  a_saved_graph_comes_back_with_its_collections: (f) => {
    const { tf } = f;
    const x = tf.placeholder(tf.float32, { shape: [null, 2], name: 'x' });
    const w = new tf.Variable([[1], [2]], { dtype: tf.float32, name: 'w' });
    const y = tf.matmul(x, w, 'y');
    tf.addToCollection('outputs', y);
    const meta = tf.train.exportMetaGraph();
    f.show(meta instanceof tf.MetaGraphDef, collectionKeys(meta).toSorted());
    f.show(meta.graphDef.node.map(({ name }) => name));
    new tf.Graph().asDefault(() => {
      const saver = tf.train.importMetaGraph(meta, { importScope: 'copy' });
      f.show(saver !== null);
      const names = namesOf(tf.getDefaultGraph().getOperations());
      f.show(names.filter((name) => name.startsWith('copy')));
      f.show(namesOf(tf.globalVariables()), namesOf(tf.getCollection('outputs')));
    });
  },
  what_is_fed_ends_the_search: (f) => {
    const { tf } = f;
    const a = tf.placeholder(tf.float32, { shape: [], name: 'a' });
    const v = new tf.Variable(1, { dtype: tf.float32, name: 'v' });
    const c = tf.constant(3, { dtype: tf.float32, name: 'c' });
    const y = a.mul(v).add(c);
    const g = tf.gradients(y, [a, v]) as Tensor[];
    tf.withSession((session) => {
      f.show(
        session.run(y, [
          [a, 2],
          [v, 5],
        ]),
      );
      f.show(
        session.run(y, [
          [a, 2],
          [v, 5],
          [c, 1],
        ]),
      );
      f.show(
        ...session.run(g, [
          [v, 7],
          [a, 2],
        ]),
      );
      f.show(session.run(g[0], [[v, 7]]));
      f.error(() => session.run(g[1], [[v, 7]]));
      f.error(() => session.run(y, [[a, 2]]));
      f.error(() =>
        session.run(
          [y, v],
          [
            [a, 2],
            [v, 5],
            [c, [1, 2]],
          ],
        ),
      );
      f.show(
        ...session.run(
          [y, c, a],
          [
            [y, 1],
            [a, 2],
          ],
        ),
      );
      const found = session.run({ a: y, b: [c, [a]] as const }, [
        [y, 1],
        [a, 2],
      ]);
      f.show(found.a, found.b[0], found.b[1][0]);
    });
  },
  scopes_and_dependencies_nest: (f) => {
    const { tf } = f;
    const made = tf.nameScope('outer', (scope) => {
      const a = tf.constant(1, { dtype: tf.float32, name: 'a' });
      const [b, c, d, e] = tf.controlDependencies([a], () =>
        tf.nameScope('inner', () => {
          const two = tf.constant(2, { dtype: tf.float32, name: 'b' });
          const sum = tf.controlDependencies(null, () => a.add(two));
          return tf.controlDependencies([two], () => [two, sum, tf.identity(a, 'd'), two.mul(sum)]);
        }),
      );
      const h = tf.nameScope('inner', () => c.neg());
      const i = tf.nameScope(null, () => tf.abs(c));
      const j = tf.nameScope(scope, () => c.rdiv(2));
      const k = tf.add(c, [1], scope);
      return [a, b, c, d, e, h, i, j, k];
    });
    f.nodes();
    f.names(...made);
  },
  gradients_stand_in_the_scope_where_they_are_asked_for: (f) => {
    const { tf } = f;
    const x = new tf.Variable(3, { dtype: tf.float32, name: 'x' });
    const y = tf.nameScope('forward', () => x.mul(x));
    const [first, second] = tf.nameScope('backward', () => {
      const slope = tf.gradients(y, [x])[0]!;
      return [slope, tf.gradients(slope, [x])[0]!];
    });
    f.names(first, second);
    f.names(tf.gradients(y, [x], { name: 'again' })[0]!);
    f.nodes();
  },
  finalized_graphs_refuse_all_that_makes_nodes: (f) => {
    const { tf } = f;
    const x = new tf.Variable([1, 2], { dtype: tf.float32, name: 'x' });
    const y = tf.reduceSum(x);
    const init = tf.globalVariablesInitializer();
    const graph = tf.getDefaultGraph();
    graph.finalize();
    f.show(graph.finalized);
    f.error(() => x.add(1));
    f.error(() => tf.gradients(y, [x]));
    f.error(() => x.assign([1, 1]));
    f.error(() => tf.globalVariablesInitializer());
    f.error(() => new tf.train.GradientDescentOptimizer(0.5).minimize(y));
    f.error(() => new tf.Variable(1));
    tf.withSession((session) => {
      session.run(init);
      f.show(session.run(y));
    });
  },
  comparisons_and_indices_of_variables: (f) => {
    const { tf } = f;
    const v = new tf.Variable(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: tf.float32, name: 'v' },
    );
    f.show(v.at(0), v.at([], 1), v.at('...', 0), v.at('newaxis', [1]), v.slice(null, null, -1));
    f.show(
      v.greater(1),
      v.at(0).lessEqual(v.at(1)),
      v.abs(),
      v.neg(),
      v.matmul(v),
      v.rpow(2),
      v.rfloorDiv(7.5),
      v.rmod(7.5),
    );
    f.nodes();
  },
  loops_grow_the_graph: (f) => {
    const { tf } = f;
    const w = new tf.Variable(0, { dtype: tf.float32, name: 'w' });
    const x = tf.placeholder(tf.float32, 'x');
    tf.withSession((session) => {
      session.run(w.initializer);
      const counts = [0, 1, 2].map((i) => {
        session.run(w.assign(w.add(x)), [[x, i]]);
        return tf.getDefaultGraph().getOperations().length;
      });
      f.show(counts, session.run(w));
    });
    f.show(namesOf(tf.getDefaultGraph().getOperations()));
  },
};
