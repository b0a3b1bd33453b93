// The programs of tests/oracles/semantics/variables.py.
import { createNumpy, reprOf, type Operation, type Tensor, type Variable } from '@residual/graph';
import { items, type Programs } from './facts.ts';

const np = createNumpy(0);
const named = (elements: readonly unknown[]) => elements as readonly (Tensor | Variable)[];
const controls = (op: Operation): string[] => op.controlInputs.map(({ name }) => name);

export const variables: Programs = {
  variables_print_and_are_made_of_nodes: (f) => {
    const v = new f.tf.Variable([[1.5, 2]], 'v');
    f.show(v);
    f.show(reprOf(v), [v]);
    f.names(v, v.op, v.initializer, v.value(), v.initialValue);
    f.show(v.value());
    f.show(v.initialValue);
    f.show(v.shape, v.getShape(), v.graph === f.tf.getDefaultGraph());
    f.nodes();
  },
  initial_values_of_all_kinds: (f) => {
    const { tf } = f;
    const a = new tf.Variable(2, 'a');
    const b = new tf.Variable(np.array([1.5, 2.5]), 'b');
    const c = new tf.Variable(tf.zeros([2, 1]), 'c');
    const d = new tf.Variable(() => tf.ones([3]), 'd');
    const e = new tf.Variable([1, 2], { dtype: tf.float32, name: 'e' });
    f.nodes();
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      for (const value of session.run([a, b, c, d, e])) f.show(items(value));
    });
  },
  a_variable_starts_from_another: (f) => {
    const { tf } = f;
    const a = new tf.Variable([3, 4], { dtype: tf.float32, name: 'a' });
    const b = new tf.Variable(a.initializedValue().mul(2), 'b');
    f.show(b);
    tf.withSession((session) => {
      session.run(a.initializer);
      session.run(b.initializer);
      f.show(session.run([a, b]).map(items));
    });
  },
  initial_values_that_cannot_be: (f) => {
    const { tf } = f;
    f.error(() => new tf.Variable(null as never));
    f.error(() => new tf.Variable(tf.placeholder(tf.float32, 'p')));
    f.error(() => new tf.Variable(tf.placeholder(tf.float32, { shape: [null, 2], name: 'q' })));
    const r = tf.placeholder(tf.float32, { shape: [null, 2], name: 'r' });
    f.show(new tf.Variable(r, { validateShape: false, name: 'v' }));
    f.error(() => new tf.Variable(1, { collections: 'mine' as never }));
  },
  variables_join_collections: (f) => {
    const { tf } = f;
    const a = new tf.Variable(1.5, 'a');
    const b = new tf.Variable(1.5, { name: 'b', trainable: false });
    const local = { collections: [tf.GraphKeys.LOCAL_VARIABLES], trainable: false };
    const c = new tf.Variable(1.5, { name: 'c', ...local });
    tf.nameScope(
      'layer',
      () => new tf.Variable(1.5, { name: 'd', collections: ['mine', tf.GraphKeys.GLOBAL_VARIABLES] }),
    );
    f.names(...tf.globalVariables());
    f.names(...tf.trainableVariables());
    f.names(...tf.localVariables());
    f.names(...named(tf.getCollection('mine')));
    f.names(...tf.globalVariables('layer'));
    f.show(a.trainable, b.trainable || c.trainable);
    f.show(tf.getDefaultGraph().getAllCollectionKeys().toSorted());
  },
  initializers_set_variables: (f) => {
    const { tf } = f;
    const a = new tf.Variable(1, { dtype: tf.float32, name: 'a' });
    const b = new tf.Variable(2, { dtype: tf.float32, name: 'b' });
    const one = tf.variablesInitializer([b]);
    const every = tf.globalVariablesInitializer();
    f.show(one.type, one.name, controls(one));
    f.show(every.name, controls(every));
    f.names(tf.variablesInitializer([], 'nothing'), tf.localVariablesInitializer());
    f.nodes();
    tf.withSession((session) => {
      f.show(session.run(one));
      f.show(session.run(tf.isVariableInitialized(a)), session.run(tf.isVariableInitialized(b)));
      f.error(() => session.run(a));
      f.error(() => session.run(a.add(1)));
      f.error(() => session.run(a.assignAdd(1)));
      f.show(session.run(b));
      session.run(every);
      f.show(...session.run([a, b]));
    });
  },
  uninitialized_variables_are_reported: (f) => {
    const { tf } = f;
    const a = new tf.Variable(1.5, 'a');
    const b = new tf.Variable(2.5, 'b');
    const report = tf.reportUninitializedVariables();
    const some = tf.reportUninitializedVariables([b]);
    tf.withSession((session) => {
      f.show(session.run(report), session.run(some));
      session.run(b.initializer);
      f.show(session.run(report), session.run(some));
      session.run(a.initializer);
      f.show(session.run(report).length);
    });
  },
  assignments_give_the_variable: (f) => {
    const { tf } = f;
    const v = new tf.Variable(1, 'v');
    const add = v.assignAdd(5);
    const sub = tf.assignSub(v, 2);
    const to = tf.assign(v, 10, 'to');
    f.show(add);
    f.show(sub);
    f.show(to);
    tf.withSession((session) => {
      session.run(v.initializer);
      f.show(session.run(add), session.run(sub), session.run(v), session.run(to), session.run(add));
      f.show(session.run(v.initializer), session.run(v));
    });
  },
  sessions_have_values_of_their_own: (f) => {
    const { tf } = f;
    const v = new tf.Variable(0, 'v');
    const inc = v.assignAdd(1);
    const [first, second, third] = [new tf.Session(), new tf.Session(), new tf.Session()];
    first.run(v.initializer);
    second.run(v.initializer);
    first.run(inc);
    f.show(first.run(inc), second.run(v), first.run(v));
    f.error(() => third.run(v));
  },
  values_are_loaded: (f) => {
    const { tf } = f;
    const v = new tf.Variable([1.5, 2], 'v');
    const before = tf.getDefaultGraph().getOperations().length;
    tf.withSession((session) => {
      v.load([5, 6], session);
      f.show(items(session.run(v)), items(v.eval()));
      f.show(tf.getDefaultGraph().getOperations().length - before);
    });
  },
  values_are_read_when_asked: (f) => {
    const { tf } = f;
    const v = new tf.Variable(1, 'v');
    const [late, early] = tf.controlDependencies([v.assign(2)], () => [v.readValue(), v.value()]);
    f.names(late, early);
    f.show(controls(late.op), controls(early.op));
    tf.withSession((session) => {
      session.run(v.initializer);
      f.show(session.run(late));
    });
  },
  control_dependencies_make_nodes_wait: (f) => {
    const { tf } = f;
    const [a, b, c] = ['a', 'b', 'c'].map((name, i) => tf.constant(i + 1, name));
    tf.controlDependencies([a, b.op], () => {
      const d = tf.constant(4, 'd');
      const e = tf.add(a, c, 'e');
      const g = tf.negative(e, 'g');
      tf.controlDependencies([c, a], () => {
        tf.identity(c, 'h');
        tf.noOp('i');
        tf.add(d, 1, 'j');
        tf.controlDependencies(null, () => {
          tf.constant(5, 'k');
          tf.controlDependencies([g], () => tf.noOp('l'));
        });
        const v = new tf.Variable(1, 'v');
        v.assign(2, 'm');
      });
      tf.group(e, g, 'n');
    });
    f.nodes();
    f.error(() => tf.controlDependencies([3 as never], () => null));
    f.error(() => tf.controlDependencies(['missing'], () => null));
  },
  groups_wait_for_all: (f) => {
    const { tf } = f;
    const a = new tf.Variable(1, 'a');
    const b = new tf.Variable(1, 'b');
    const both = tf.group(a.assignAdd(1), b.assignAdd(2), 'both');
    f.show(both.name, both.type);
    f.show(tf.group().name, tf.noOp().name);
    f.nodes();
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      f.show(session.run(both), ...session.run([a, b]));
    });
  },
  collections_hold_anything: (f) => {
    const { tf } = f;
    const g = tf.getDefaultGraph();
    g.addToCollection('things', 1);
    tf.addToCollection('things', 2);
    g.addToCollections(['things', 'more', 'things'], 3);
    f.show(g.getCollection('things'), tf.getCollection('more'), g.getCollection('none'));
    g.getCollection('things').push(9);
    f.show(g.getCollection('things'));
    g.getCollectionRef('things').push(9);
    f.show(g.getCollection('things'), g.getAllCollectionKeys().toSorted());
    g.clearCollection('things');
    f.show(g.getCollection('things'));
    tf.nameScope('s', () => g.addToCollection('named', tf.constant(0, 'x')));
    g.addToCollection('named', tf.constant(0, 'y'));
    g.addToCollection('named', 5);
    f.names(...named(g.getCollection('named', 's/')));
    f.names(...named(g.getCollection('named', '[xy]')));
  },
  devices_are_merged: (f) => {
    const { tf } = f;
    const made = (): void => f.show(reprOf(tf.constant(0).device));
    made();
    tf.device('/gpu:0', () => {
      made();
      tf.device('/cpu:1', made);
      tf.device(null, () => {
        made();
        tf.device('/job:ps', made);
      });
      tf.device('', made);
      tf.device('/job:worker/replica:1/task:2', () => {
        made();
        tf.device('/job:ps/device:GPU:3', made);
      });
    });
    tf.device('/job:a/task:1', () => {
      tf.device('/CPU:*', made);
      tf.device('/cpu', made);
    });
    made();
  },
  devices_that_cannot_be: (f) => {
    for (const name of ['/gpu:0/cpu:0', '/something:3', '/gpu:x'])
      f.error(() => f.tf.device(name, () => f.tf.constant(0)));
  },
  variables_stand_on_devices: (f) => {
    const { tf } = f;
    const v = tf.device('/cpu:0', () => new tf.Variable(1.5, 'v'));
    const [a, b] = tf.device('/gpu:1', () => [v.assign(2), v.add(1)]);
    for (const { name, device } of [v, v.initializer, v.value(), v.initialValue, a, b, b.op.inputs[1]])
      f.show(name, reprOf(device));
  },
  variables_are_found_in_scopes: (f) => {
    const { tf } = f;
    const w = tf.variableScope('layer', (scope) => {
      const made = tf.getVariable('w', { shape: [2, 3], initializer: tf.zerosInitializer() });
      f.names(made, tf.constant(1, 'c'));
      f.show(scope.name, scope.originalNameScope, Boolean(scope.reuse));
      return made;
    });
    tf.variableScope(
      'layer',
      (scope) => {
        f.show(tf.getVariable('w', [2, 3]) === w, Boolean(scope.reuse), scope.originalNameScope);
        f.names(tf.constant(1, 'c'));
      },
      { reuse: true },
    );
    tf.variableScope(
      'layer',
      () => {
        f.show(tf.getVariable('w') === w);
        f.names(tf.getVariable('new', [1]));
      },
      { reuse: tf.AUTO_REUSE },
    );
    f.names(tf.getVariable('w', [1]));
    f.names(...tf.globalVariables());
  },
  variables_that_cannot_be_found: (f) => {
    const { tf } = f;
    const given = () => tf.constant([1.5, 2]);
    tf.variableScope('s', () => {
      tf.getVariable('w', [2, 3]);
      f.error(() => tf.getVariable('n', { shape: [2], initializer: given() }));
      f.error(() => tf.getVariable('n', { dtype: tf.int32, initializer: given() }));
    });
    tf.variableScope(
      's',
      () => {
        f.error(() => tf.getVariable('missing', [2]));
        f.error(() => tf.getVariable('w', [3, 2]));
        f.error(() => tf.getVariable('w', { shape: [2, 3], dtype: tf.float64 }));
      },
      { reuse: true },
    );
    f.error(() => tf.variableScope(null, () => null));
    f.error(() => tf.variableScope(3 as never, () => null));
    f.error(() => tf.variableScope(null, () => null, { defaultName: 'd', reuse: true }));
  },
  scopes_of_variables_nest: (f) => {
    const { tf } = f;
    tf.variableScope('a', (a) => {
      tf.variableScope('b', (b) => {
        f.show(b.name, b.originalNameScope);
        f.names(tf.getVariable('v', [1]), new tf.Variable(1.5, 'x'), tf.constant(1));
        tf.variableScope(a, (again) => {
          f.show(again.name, again.originalNameScope);
          f.names(tf.getVariable('v', [1]), tf.constant(1));
        });
      });
      tf.variableScope('b', () => tf.variableScope('c', (c) => f.show(Boolean(c.reuse))), { reuse: true });
    });
    tf.variableScope('a', () => f.names(tf.getVariable('u', [1]), tf.constant(1)));
    tf.nameScope('n', () => {
      f.names(tf.getVariable('v', [1]), new tf.Variable(1.5, 'v'));
      tf.variableScope('m', () => f.names(tf.getVariable('v', [1]), tf.constant(1)));
    });
  },
  scopes_take_default_names: (f) => {
    const { tf } = f;
    const layer = (): void =>
      tf.variableScope(
        null,
        (scope) => {
          f.show(scope.name, scope.originalNameScope);
          f.names(tf.getVariable('w', [1]), tf.constant(0, 'c'));
        },
        { defaultName: 'dense' },
      );
    layer();
    layer();
    tf.variableScope('net', () => {
      layer();
      layer();
    });
    tf.variableScope('dense', () => f.names(tf.getVariable('u', [1])));
  },
  scopes_hand_down_initializers: (f) => {
    const { tf } = f;
    const found = tf.variableScope(
      's',
      () => {
        const a = tf.getVariable('a', [2]);
        const b = tf.variableScope('t', () => tf.getVariable('b', [2]), {
          initializer: tf.onesInitializer(),
        });
        return [a, b, tf.getVariable('c', { initializer: tf.constant([1, 2]) })];
      },
      { initializer: tf.constantInitializer(4), dtype: tf.float64 },
    );
    for (const v of found) f.show(v);
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      f.show(session.run(found).map(items));
    });
  },
  reuse_is_switched_on: (f) => {
    const { tf } = f;
    tf.variableScope('s', (scope) => {
      const v = tf.getVariable('v', [1]);
      scope.reuseVariables();
      f.show(tf.getVariable('v', [1]) === v, Boolean(tf.getVariableScope().reuse));
      f.error(() => tf.getVariable('u', [1]));
    });
    f.show(Boolean(tf.getVariableScope().reuse), reprOf(tf.getVariableScope().name));
  },
  initializers_name_their_nodes: (f) => {
    const { tf } = f;
    tf.getVariable('zeros', { shape: [2], initializer: tf.zerosInitializer() });
    tf.getVariable('ones', { shape: [2], dtype: tf.int32, initializer: tf.onesInitializer() });
    tf.getVariable('constant', { shape: [2], initializer: tf.constantInitializer(3) });
    tf.getVariable('normal', { shape: [2], initializer: tf.randomNormalInitializer({ stddev: 0.1 }) });
    tf.getVariable('uniform', {
      shape: [2],
      initializer: tf.randomUniformInitializer({ minval: -1, maxval: 1 }),
    });
    tf.getVariable('default', [2, 3]);
    tf.getVariable('integers', { shape: [2], dtype: tf.int32 });
    tf.getVariable('given', { initializer: [1.5, 2] });
    f.nodes();
  },
  glorot_has_its_limits: (f) => {
    const { tf } = f;
    const v = tf.getVariable('v', [300, 200]);
    const w = tf.getVariable('w', { shape: [3, 4, 5, 6], initializer: tf.glorotUniformInitializer() });
    for (const x of [v, w]) {
      const node = (name: string): Tensor =>
        tf.getDefaultGraph().getTensorByName(`${x.op.name}/Initializer/random_uniform/${name}:0`);
      const [low, high] = tf.withSession((session) => session.run([node('min'), node('max')]));
      f.show(Number(low).toFixed(6), Number(high).toFixed(6), x.initializer.inputs[1].op.inputs.length);
    }
  },
  initializers_draw_normal_numbers: (f) => {
    const { tf } = f;
    const truncated = tf.truncatedNormalInitializer({ mean: 1, stddev: 0.5, seed: 1 });
    tf.getVariable('t', { shape: [2], initializer: truncated });
    tf.getVariable('g', { shape: [30, 20], initializer: tf.glorotNormalInitializer() });
    f.nodes();
    const stddev = tf.getDefaultGraph().getTensorByName('g/Initializer/truncated_normal/stddev:0');
    tf.withSession((session) => f.show(Number(session.run(stddev)).toFixed(6)));
  },
  initializers_are_functions: (f) => {
    const { tf } = f;
    const v = tf.getVariable('v', {
      shape: [2, 2],
      initializer: ({ shape, dtype }) => tf.ones(shape, { dtype }).mul(3),
    });
    const w = tf.getVariable('w', { initializer: tf.constant([5, 6]) });
    f.nodes();
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      f.show(session.run([v, w]).map(items));
    });
  },
  devices_and_scopes_combine: (f) => {
    const { tf } = f;
    tf.device('/cpu:0', () =>
      tf.nameScope('a', () => {
        const [v, c] = tf.variableScope('b', () =>
          tf.device('/job:ps', () => {
            const made = tf.getVariable('v', { shape: [1], initializer: tf.zerosInitializer() });
            return [made, made.add(1)] as const;
          }),
        );
        tf.controlDependencies([c], () => tf.identity(v, 'd'));
      }),
    );
    for (const op of tf.getDefaultGraph().getOperations()) f.show(op.name, reprOf(op.device), controls(op));
  },
  regularizers_add_losses: (f) => {
    const { tf } = f;
    const penalty = (v: Variable): Tensor => tf.reduceSum(tf.square(v), 'penalty');
    tf.variableScope(
      's',
      () => {
        tf.getVariable('a', { shape: [2], initializer: tf.onesInitializer() });
        tf.getVariable('b', { shape: [2], initializer: tf.onesInitializer(), regularizer: () => null });
      },
      { regularizer: penalty },
    );
    f.names(...named(tf.getCollection(tf.GraphKeys.REGULARIZATION_LOSSES)));
  },
};
