// The programs of tests/oracles/semantics/shapes.py.
import type { Tensor } from '@residual/graph';
import type { Facts, Programs } from './facts.ts';

type Dim = number | null;

const holders = ({ tf }: Facts) => ({
  holder: (...shape: Dim[]): Tensor => tf.placeholder(tf.float32, { shape, name: 'x' }),
  unknown: (name = 'u'): Tensor => tf.placeholder(tf.float32, name),
});

export const shapes: Programs = {
  tensors_print_what_is_known: (f) => {
    const { tf } = f;
    for (const shape of [null, [], [3], [null], [null, 2], [5, 3, 2], [null, null]])
      f.show(tf.placeholder(tf.float32, { shape }));
    f.show(
      tf.constant([
        [1.5, 2],
        [3, 4],
      ]),
    );
    f.show(tf.constant(true));
    f.show([tf.placeholder(tf.float32), tf.placeholder(tf.float32, [null, 2])]);
    f.show(tf.zeros([0, 3]));
  },
  shapes_print_as_tuples: (f) => {
    const { holder, unknown } = holders(f);
    f.show(unknown().shape);
    f.show(...[[], [3], [null], [null, 2], [2, 3, 4]].map((shape) => holder(...shape).shape));
    f.show(holder(2, 3).getShape().asList(), holder(null, 3).shape.asList(), holder(2, 3).shape.ndims);
    f.show(unknown().shape.ndims, holder(2, 3).shape.isFullyDefined(), holder(null).shape.isFullyDefined());
    f.show(
      holder(2, 3).shape.numElements(),
      holder(null, 3).shape.numElements(),
      holder().shape.numElements(),
    );
    f.error(() => unknown().shape.asList());
  },
  shape_objects_combine: (f) => {
    const s = (dims: readonly Dim[] | null) => new f.tf.TensorShape(dims);
    f.show(s([null, 3]).mergeWith([2, null]), s(null).mergeWith([1]), s([2]).concatenate([3, null]));
    f.show(
      s([null, 3]).isCompatibleWith([2, 3]),
      s([2]).isCompatibleWith([3]),
      s([2]).isCompatibleWith([2, 1]),
    );
    f.show(s([1, 2]).equals([1, 2]), s([1]).equals([2]), s([1, 2, 3]).slice(1), s([4, 5]).at(0));
    f.error(() => s([2]).mergeWith([3]));
    f.error(() => s([2]).mergeWith([2, 2]));
    f.error(() => s([2]).assertIsCompatibleWith([3]));
    f.error(() => s([2, 3]).assertHasRank(1));
    f.error(() => s([2, 3]).assertSameRank([1]));
    f.error(() => s([null]).assertIsFullyDefined());
    f.show(s([2, null]).withRank(2));
    f.error(() => s([2, null]).withRank(3));
    f.error(() => s([2]).withRankAtLeast(2));
    f.error(() => s([2, 2]).withRankAtMost(1));
  },
  set_shape_adds_knowledge: (f) => {
    const x = holders(f).unknown();
    x.setShape([null, 3]);
    f.show(x);
    x.setShape([2, null]);
    f.show(x);
    x.setShape(null);
    f.show(x);
  },
  the_shape_of_a_tensor_is_a_tensor: (f) => {
    const { tf } = f;
    const { holder, unknown } = holders(f);
    f.show(tf.shape(holder(2, 3)));
    f.show(tf.shape(holder(null, 3)));
    f.show(tf.shape(unknown()));
    f.show(tf.reshape(unknown('v'), tf.shape(holder(null, 3))));
    f.show(tf.zeros(tf.shape(holder(null, 3))));
    f.show(tf.fill(tf.shape(holder(4, null)), 1.5));
    tf.withSession((session) => {
      const x = holder(null, 2);
      const value = [
        [1, 2],
        [3, 4],
        [5, 6],
      ];
      f.show(session.run(tf.shape(x), [[x, value]]));
    });
  },
  elementwise_operations_broadcast: (f) => {
    const { tf } = f;
    const { holder, unknown } = holders(f);
    f.show(holder(2, 1).add(holder(3)));
    f.show(holder(null, 1).add(holder(2, null)));
    f.show(holder(null).mul(holder(3)));
    f.show(holder(null).mul(holder(1)));
    f.show(holder(null).mul(holder(null)));
    f.show(holder(null, 3).sub(unknown()));
    f.show(holder(5, 1, 2).div(holder(4, 1)));
    f.show(tf.maximum(holder(2, 3), 0));
    f.show(holder(3).less(holder(2, 1)));
    f.show(tf.square(holder(null, 7)));
    f.show(tf.cast(holder(2, null), tf.int32));
  },
  products_of_matrices_have_shapes: (f) => {
    const { tf } = f;
    const { holder, unknown } = holders(f);
    f.show(tf.matmul(holder(2, 3), holder(3, 4)));
    f.show(tf.matmul(holder(null, 3), holder(3, null)));
    f.show(tf.matmul(holder(null, 3), holder(null, 5)));
    f.show(tf.matmul(holder(3, 2), holder(3, 4), { transposeA: true }));
    f.show(tf.matmul(holder(2, 3), holder(4, 3), { transposeB: true }));
    f.show(tf.matrixInverse(holder(3, 3)));
    f.show(tf.matrixInverse(holder(null, 3)));
    f.show(tf.matrixInverse(unknown()));
    f.show(
      tf.transpose(holder(2, 3)),
      tf.transpose(unknown()),
      tf.transpose(holder(2, null, 4), { perm: [2, 0, 1] }),
    );
  },
  reductions_fold_axes: (f) => {
    const { tf } = f;
    const { holder, unknown } = holders(f);
    const x = holder(2, null, 4);
    f.show(tf.reduceSum(x), tf.reduceSum(unknown()));
    f.show(tf.reduceSum(x, { axis: 1 }), tf.reduceSum(x, { axis: -1 }), tf.reduceSum(x, { axis: [0, 2] }));
    f.show(tf.reduceMean(x, { axis: 1, keepDims: true }), tf.reduceMax(x, { keepDims: true }));
    f.show(tf.reduceSum(unknown(), { axis: 0 }), tf.argMax(x, 1), tf.reduceAll(x.greater(0), { axis: 0 }));
  },
  rearranging_knows_shapes: (f) => {
    const { tf } = f;
    const { holder } = holders(f);
    const x = holder(2, 3, 4);
    f.show(
      tf.reshape(x, [6, 4]),
      tf.reshape(x, [-1]),
      tf.reshape(x, [3, -1, 2]),
      tf.reshape(holder(null, 4), [-1, 2]),
    );
    f.show(
      tf.expandDims(x, 0),
      tf.expandDims(x, -1),
      tf.squeeze(holder(1, 3, 1)),
      tf.squeeze(holder(1, 3, 1), { axis: [2] }),
    );
    f.show(tf.squeeze(holder(null, 1)), tf.squeeze(holder(null, 1), { axis: [1] }));
    f.show(tf.tile(holder(2, 3), [2, 1]), tf.tile(holder(null, 3), [2, 2]));
    f.show(tf.gather(holder(5, 3), [0, 2, 4]), tf.gather(holder(null, 3), 1));
    f.show(tf.range(3, 9, 2), tf.fill([2, 3], 0), tf.zeros([2, 3]), tf.zerosLike(holder(null, 3)));
  },
  elementwise_operations_refuse_shapes: (f) => {
    const { tf } = f;
    const { holder } = holders(f);
    f.error(() => tf.add(holder(2), holder(3), 'sum'));
    f.error(() => holder(2, 3).mul(holder(3, 2)));
    f.error(() => tf.subtract(holder(null, 2), holder(4, 3), 'd'));
    f.error(() => tf.less(holder(2), holder(5), 'l'));
  },
  products_refuse_shapes: (f) => {
    const { tf } = f;
    const { holder } = holders(f);
    f.error(() => tf.matmul(holder(2, 3), holder(2, 3), 'p'));
    f.error(() => tf.matmul(holder(2, 3), holder(4, null), 'p'));
    f.error(() => tf.matmul(holder(2, 3), holder(3, 4), { transposeA: true, name: 'p' }));
    f.error(() => tf.matrixInverse(holder(2, 3), 'i'));
    f.error(() => tf.matrixInverse(holder(3), 'i'));
    f.error(() => tf.matrixSolve(holder(2, 2), holder(3, 1), 's'));
  },
  rearranging_refuses_shapes: (f) => {
    const { tf } = f;
    const { holder } = holders(f);
    f.error(() => tf.reshape(holder(2, 3), [4, 2], 'r'));
    f.error(() => tf.reshape(holder(2, 3), [4, -1], 'r'));
    f.error(() => tf.squeeze(holder(2, 3), { axis: [0], name: 's' }));
    f.error(() => tf.reduceSum(holder(2, 3), { axis: 2, name: 'sum' }));
    f.error(() => tf.expandDims(holder(2), 3, 'e'));
    f.error(() => tf.transpose(holder(2, 3), { perm: [0, 1, 2], name: 't' }));
    f.error(() => tf.gather(tf.constant(1.5), [0], 'g'));
    f.error(() => tf.addN([holder(2), holder(3)], 'n'));
  },
  assignments_refuse_shapes: (f) => {
    const { tf } = f;
    const v = new tf.Variable(tf.zeros([2, 3]), 'v');
    f.error(() => v.assign(tf.zeros([2, 4])));
    f.error(() => v.assign(tf.zeros([3])));
    f.error(() => v.assignAdd(1));
    f.error(() => tf.assignSub(v, tf.zeros([2])));
  },
  runs_refuse_shapes: (f) => {
    const { tf } = f;
    const { unknown } = holders(f);
    const [p, q] = [unknown('p'), unknown('q')];
    const total = tf.add(p, q);
    const product = tf.matmul(tf.reshape(p, [1, -1]), tf.reshape(q, [-1, 1]));
    const v = new tf.Variable([1.5, 2]);
    const threeAndTwo = [
      [p, [1, 2, 3]],
      [q, [1, 2]],
    ] as const;
    const three = [[p, [1, 2, 3]]] as const;
    const singular = [
      [1, 2],
      [2, 4],
    ];
    tf.withSession((session) => {
      f.error(() => session.run(total, threeAndTwo));
      f.error(() => session.run(product, threeAndTwo));
      f.error(() => session.run(tf.matrixInverse(p), [[p, singular]]));
      f.error(() => session.run(tf.reshape(p, [4]), three));
      session.run(v.initializer);
      f.error(() => session.run(tf.assign(v, p), three));
      f.error(() => session.run(tf.assignAdd(v, p), three));
    });
  },
};
