// The programs of tests/oracles/semantics/dtypes.py. JavaScript does not tell 1.0 from 1: where the case means a
// float, the number has a fraction.
import { createNumpy } from '@residual/graph';
import type { Programs } from './facts.ts';

const np = createNumpy(0);

export const dtypes: Programs = {
  constants_take_the_dtype_of_their_values: (f) => {
    const { tf } = f;
    f.show(tf.constant(1), tf.constant(1.5), tf.constant(true));
    f.show(tf.constant([1, 2]), tf.constant([1, 2.5]), tf.constant([[true], [false]]));
    f.show(tf.constant(np.array([1.5])), tf.constant(np.array([1, 2])), tf.constant(np.array(2, 'float32')));
    f.show(
      tf.constant(1, tf.float32),
      tf.constant(1, { dtype: tf.float64 }),
      tf.constant([1, 2], tf.float32),
    );
    f.show(tf.constant([]));
    f.show(tf.constant(7, { shape: [2, 2] }), tf.constant([1, 2], { shape: [2, 2] }));
  },
  constants_refuse_values: (f) => {
    const { tf } = f;
    f.error(() => tf.constant(0.5, tf.int32));
    f.error(() => tf.constant([1, 0.5], tf.int32));
    f.error(() => tf.constant(1, tf.bool));
    f.error(() => tf.constant([1, 2, 3], { shape: [2] }));
  },
  numbers_adapt_to_tensors: (f) => {
    const { tf } = f;
    f.show(tf.constant(1.5).add(1), tf.constant(1.5).radd(1), tf.constant(np.array([1.5])).mul(2));
    f.show(tf.constant(2).mul(3), tf.less(tf.constant(1.5), 1), tf.maximum(tf.constant(1.5), 0));
    f.show(tf.constant(1.5).add([1, 2]), tf.matmul(tf.ones([1, 2]), [[1], [2]]));
    f.show(tf.constant(1.5).add(np.array([1, 2], 'float32')));
  },
  numbers_that_do_not_fit_are_refused: (f) => {
    const { tf } = f;
    const i = tf.constant(1, 'i');
    f.error(() => tf.multiply(i, [0.5, 1.5], 'm'));
    f.error(() => tf.multiply(0.5, i));
    f.error(() => tf.less(i, 0.5));
    f.error(() => tf.less(0.5, i));
    f.error(() => tf.maximum(i, 2.5));
    f.error(() => tf.squaredDifference([1.5], i));
  },
  tensors_of_different_dtypes_do_not_mix: (f) => {
    const { tf } = f;
    const i = tf.constant(1, 'i');
    const x = tf.constant(0.5, 'x');
    const d = tf.constant(0.5, { dtype: tf.float64, name: 'd' });
    const b = tf.constant(true, 'b');
    f.error(() => tf.add(i, x));
    f.error(() => tf.subtract(x, i));
    f.error(() => tf.add(x, d, 'sum'));
    f.error(() => tf.matmul(tf.ones([2, 2]), tf.ones([2, 2], tf.float64)));
    f.error(() => tf.less(x, i));
    f.error(() => tf.maximum(d, x));
    f.error(() => tf.logicalAnd(b, x));
    f.error(() => tf.where(x, x, x));
    f.error(() => tf.addN([i, x]));
    f.error(() => tf.squaredDifference(b, b));
  },
  operations_refuse_dtypes: (f) => {
    const { tf } = f;
    const i = tf.constant(1, 'i');
    f.error(() => tf.exp(i));
    f.error(() => tf.log(i, 'l'));
    f.error(() => tf.sqrt(i));
    f.error(() => tf.matrixInverse([[1]]));
    f.error(() => tf.logicalNot(i));
    f.error(() => tf.reduceSum(tf.constant(true)));
    f.error(() => tf.softplus(i));
  },
  conversion_asks_for_a_dtype: (f) => {
    const { tf } = f;
    const x = tf.constant(0.5, 'x');
    f.show(tf.convertToTensor(x) === x, tf.convertToTensor(x, { dtype: tf.float32 }) === x);
    f.show(tf.convertToTensor(1, 'one'), tf.convertToTensor([1, 2], { dtype: tf.float64 }));
    f.error(() => tf.convertToTensor(x, { dtype: tf.int32 }));
  },
  casting_converts: (f) => {
    const { tf } = f;
    const x = tf.constant([1.9, -1.9, 0]);
    tf.withSession((session) => {
      f.show(session.run(tf.cast(x, tf.int32)), session.run(tf.cast(x, tf.bool)));
      f.show(session.run(tf.cast(tf.constant([true, false]), tf.int32)));
    });
    f.show(tf.cast(x, tf.float64), tf.cast(x, tf.float32) === x);
  },
  variables_keep_their_dtype: (f) => {
    const { tf } = f;
    const w = new tf.Variable(1.5, 'w');
    const i = new tf.Variable(3, 'i');
    f.show(w);
    f.show(i);
    f.show(
      new tf.Variable([1, 2], { dtype: tf.float64 }),
      new tf.Variable(np.ones([2])),
      new tf.Variable(true),
    );
    f.error(() => w.assign(tf.constant(1)));
    f.error(() => i.assign(0.5));
    f.error(() => i.assignAdd(0.5));
    f.error(() => tf.assign(w, tf.constant(1, tf.float64)));
    f.error(() => new tf.Variable(0.5, { dtype: tf.int32 }));
    f.error(() => new tf.Variable(tf.constant(1), { dtype: tf.float32 }));
  },
  only_variables_are_assigned_to: (f) => {
    const { tf } = f;
    const x = tf.constant(1.5, 'x');
    f.show('assign' in x);
    const w = new tf.Variable(1.5, 'w');
    f.show(tf.assign(w, 2));
    f.show(tf.assign(tf.assign(w, 2), 3));
  },
};
