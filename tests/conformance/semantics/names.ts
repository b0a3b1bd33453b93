// The programs of tests/oracles/semantics/names.py.
import type { Programs } from './facts.ts';

export const names: Programs = {
  equal_names_are_numbered: (f) => {
    f.names(...[0, 1, 2, 3].map((i) => f.tf.constant(i, 'a')));
    f.names(...[0, 1, 2].map((i) => f.tf.constant(i)));
  },
  a_number_may_be_taken_already: (f) => {
    const zero = (name: string) => f.tf.constant(0, name);
    f.names(zero('a_1'), zero('a'), zero('a'), zero('a'));
    f.names(zero('a_1'), zero('a_1_1'), zero('a_1'));
  },
  scopes_prefix_and_are_numbered: (f) => {
    const { tf } = f;
    const zero = (name?: string) => tf.constant(0, name);
    const layer = tf.nameScope('layer', (scope) => {
      f.show(scope);
      f.names(zero('c'), zero('c'));
      tf.nameScope('inner', (inner) => {
        f.show(inner, tf.getDefaultGraph().getNameScope());
        f.names(zero('c'));
      });
      tf.nameScope('inner', (inner) => {
        f.show(inner);
        f.names(zero());
      });
      return scope;
    });
    tf.nameScope('layer', (again) => {
      f.show(again);
      f.names(zero('c'));
    });
    tf.nameScope(layer, (entered) => {
      f.show(entered);
      f.names(zero('c'), zero('d'));
      tf.nameScope(null, (root) => {
        f.show('root:', root);
        f.names(zero('c'));
      });
      tf.nameScope('', () => f.names(zero('c')));
    });
    f.show('at the end:', tf.getDefaultGraph().getNameScope());
  },
  a_scope_names_a_node: (f) => {
    const { tf } = f;
    tf.nameScope('sum', (scope) => {
      const a = tf.constant(1, 'a');
      f.names(tf.add(a, a, scope));
    });
    f.names(tf.constant(1, 'sum'), tf.constant(1, 'sum/a'));
  },
  scopes_with_slashes: (f) => {
    const { tf } = f;
    tf.nameScope('a/b', () => f.names(tf.constant(0, 'c')));
    tf.nameScope('a', () => {
      tf.nameScope('b', () => f.names(tf.constant(0, 'c')));
      f.names(tf.constant(0, 'b'), tf.constant(0, 'x/y'));
    });
  },
  names_that_cannot_be: (f) => {
    const { tf } = f;
    f.error(() => tf.constant(1, '_a'));
    f.error(() => tf.constant(1, 'a b'));
    f.error(() => tf.placeholder(tf.float32, 'ä'));
    f.error(() => tf.add(1, 2, '-x'));
    f.error(() => tf.nameScope('_scope', () => null));
    tf.nameScope('ok', () => {
      f.names(tf.constant(1, '_a'), tf.constant(1, '-b'), tf.constant(1, '.c'));
      f.error(() => tf.constant(1, 'a:0'));
    });
  },
  a_unique_name_can_be_asked_for: (f) => {
    const g = f.tf.getDefaultGraph();
    f.show(g.uniqueName('n'), g.uniqueName('n'), g.uniqueName('n', false), g.uniqueName('n'));
    g.nameScope('s', () => f.show(g.uniqueName('n')));
  },
  operators_name_their_constants: (f) => {
    const a = f.tf.placeholder(f.tf.float32, 'a');
    a.add(1);
    a.radd(2);
    a.sub(1);
    a.rsub(1);
    a.mul(3);
    a.rmul(3);
    a.div(2);
    a.rdiv(2);
    a.floorDiv(2);
    a.mod(2);
    a.pow(2);
    a.rpow(2);
    a.neg();
    a.abs();
    a.less(1);
    a.greaterEqual(2);
    f.nodes();
  },
  functions_name_their_constants: (f) => {
    const { tf } = f;
    const a = tf.placeholder(tf.float32, 'a');
    tf.add(a, 1);
    tf.add(1, a);
    tf.subtract(a, 1);
    tf.multiply(2, a, 'twice');
    tf.divide(a, 4);
    tf.maximum(a, 0);
    tf.pow(a, 2);
    tf.squaredDifference(a, 1);
    tf.less(a, 0);
    tf.equal(a, 0);
    tf.matmul(tf.placeholder(tf.float32, { shape: [2, 2], name: 'm' }), [
      [1, 0],
      [0, 1],
    ]);
    tf.reduceSum([1.5, 2]);
    tf.exp(1.5);
    tf.square([1.5, 2], 'sq');
    f.nodes();
  },
  integers_divide_through_floats: (f) => {
    const a = f.tf.constant(7, 'a');
    f.show(a.div(2));
    f.show(a.floorDiv(2));
    f.show(a.mod(4));
    f.nodes();
  },
  library_functions_name_their_nodes: (f) => {
    const { tf } = f;
    const x = tf.placeholder(tf.float32, { shape: [2, 3], name: 'x' });
    tf.zeros([2]);
    tf.zeros([2], 'z');
    tf.ones([2, 2], tf.int32);
    tf.zerosLike(x);
    tf.onesLike(x);
    tf.fill([2, 2], 5);
    tf.range(3);
    tf.range(1, 10, 2);
    tf.reshape(x, [3, 2]);
    tf.transpose(x);
    tf.transpose(x, { perm: [1, 0], name: 't' });
    tf.reduceSum(x);
    tf.reduceMean(x, { axis: 0 });
    tf.reduceMax(x, { axis: [0, 1], keepDims: true });
    tf.cast(x, tf.int32);
    tf.expandDims(x, 0);
    tf.squeeze(tf.expandDims(x, -1));
    tf.argMax(x, 1);
    tf.identity(x);
    tf.stopGradient(x);
    tf.clipByValue(x, -1, 1);
    tf.addN([x, x]);
    tf.shape(x);
    tf.size(x);
    tf.rank(x);
    tf.noOp();
    tf.group(x.op);
    f.nodes();
  },
  shapes_of_unknown_tensors_are_computed: (f) => {
    const { tf } = f;
    const x = tf.placeholder(tf.float32, 'x');
    tf.shape(x);
    tf.size(x);
    tf.rank(x);
    tf.zerosLike(x);
    tf.onesLike(x);
    tf.reduceSum(x);
    tf.transpose(x);
    f.nodes();
  },
  nodes_are_found_by_name: (f) => {
    const { tf } = f;
    const g = tf.getDefaultGraph();
    const a = tf.constant(1, 'a');
    f.show(g.getOperationByName('a') === a.op, g.getTensorByName('a:0') === a);
    f.show(g.asGraphElement('a') === a.op, g.asGraphElement('a:0') === a, g.asGraphElement(a) === a);
    f.error(() => g.getOperationByName('b'));
    f.error(() => g.getOperationByName('a:0'));
    f.error(() => g.getOperationByName(3 as never));
    f.error(() => g.getTensorByName('a'));
    f.error(() => g.getTensorByName('b'));
    f.error(() => g.getTensorByName('b:0'));
    f.error(() => g.getTensorByName('a:1'));
    f.error(() => g.getTensorByName('a:x'));
    f.error(() => g.getTensorByName('a:0:1'));
    f.error(() => g.getTensorByName(3 as never));
    f.error(() => g.asGraphElement(3));
    f.error(() => g.asGraphElement(3.5, { operation: false }));
    f.error(() => g.asGraphElement([a], { tensor: false }));
    f.error(() => g.asGraphElement(a.op, { operation: false }));
    f.error(() => g.asGraphElement(a, { tensor: false }));
  },
  elements_of_another_graph_are_refused: (f) => {
    const { tf } = f;
    const b = new tf.Graph().asDefault(() => tf.constant(2, 'b'));
    const a = tf.constant(1, 'a');
    const g = tf.getDefaultGraph();
    f.error(() => g.asGraphElement(b));
    f.error(() => g.asGraphElement(b.op));
    f.error(() => a.add(b));
    f.error(() => tf.add(b, a));
  },
  operands_decide_the_graph: (f) => {
    const { tf } = f;
    const other = new tf.Graph();
    const b = other.asDefault(() => tf.constant(2, { dtype: tf.float32, name: 'b' }));
    const c = b.add(1);
    const d = tf.square(c);
    f.show(c.graph === other, d.graph === other);
    f.nodes(other);
    f.show(tf.getDefaultGraph().getOperations().length);
  },
  graphs_nest: (f) => {
    const { tf } = f;
    f.names(tf.constant(0));
    new tf.Graph().asDefault((outer) => {
      f.names(tf.constant(0));
      new tf.Graph().asDefault((inner) => {
        f.names(tf.constant(0));
        f.show(tf.getDefaultGraph() === inner);
        f.error(() => tf.resetDefaultGraph());
      });
      f.names(tf.constant(0));
      f.show(tf.getDefaultGraph() === outer);
    });
    f.names(tf.constant(0));
  },
  gradients_have_a_scope_of_their_own: (f) => {
    const { tf } = f;
    const x = tf.placeholder(tf.float32, { shape: [2], name: 'x' });
    const y = tf.square(x, 'y');
    f.names(tf.gradients(y, [x])[0]!, tf.gradients(y, [x])[0]!, tf.gradients(y, [x], 'mine')[0]!);
    tf.nameScope('outer', () => f.names(tf.gradients(y, [x])[0]!));
  },
  variables_are_named: (f) => {
    const { tf } = f;
    const V = tf.Variable;
    f.names(new V(1.5), new V(1.5), new V(1.5, 'w'), new V(1.5, 'w'));
    const w = tf.nameScope('layer', () => {
      const variable = new V(1.5, 'w');
      f.names(variable, variable.initializer, variable.value(), variable.initialValue, variable.op);
      return variable;
    });
    f.names(tf.globalVariablesInitializer(), tf.globalVariablesInitializer());
    f.names(tf.assign(w, 2), tf.assign(w, 2), w.assignAdd(1), w.assignSub(1), w.assign(3));
  },
  operations_are_listed: (f) => {
    const a = f.tf.constant(2, 'a');
    const b = a.add(1);
    f.show(f.tf.getDefaultGraph().getOperations());
    f.show([a, b]);
    f.show([b.op.inputs[0], b.op.inputs[1]]);
    f.show(b.op.type, b.op.name, b.op.outputs.length, b.index);
    f.show(a.consumers().map((op) => op.name));
  },
  a_finalized_graph_stays_as_it_is: (f) => {
    const { tf } = f;
    const a = tf.constant(1, 'a');
    const b = a.add(1);
    const g = tf.getDefaultGraph();
    f.show(g.finalized);
    g.finalize();
    f.show(g.finalized);
    f.error(() => tf.constant(2));
    f.error(() => a.add(1));
    f.error(() => new tf.Variable(1));
    f.error(() => g.addToCollection('things', a));
    f.error(() => g.clearCollection('things'));
    f.error(() => tf.globalVariablesInitializer());
    tf.withSession((session) => f.show(session.run(b)));
  },
};
