// What each pass does to a program, pass by pass. That programs still mean the same afterwards is what the tests of
// backends are for.
import { describe, expect, test } from '@jest/globals';
import { graphToSvg, type TensorFlow } from '@residual/graph';
import { kinds, lowered, only, planOf, type Run } from '../testing/lowered.ts';
import { assignBuffers } from './buffers.ts';
import { shareCommon } from './common-subexpressions.ts';
import { compilePlan } from './compile-plan.ts';
import { removeDeadCode } from './dead-code.ts';
import { explain } from './explain.ts';
import { programNodes } from './explain-nodes.ts';
import { fuseElementwise } from './fuse.ts';
import { updateInPlace } from './in-place.ts';
import { chooseLayouts, productsOfVectorsFirst } from './layouts.ts';
import { preserve } from './preserve.ts';
import type { Kernel, Program } from './program.ts';
import { passOverRows } from './row-pass.ts';

const compiled = (build: (tf: TensorFlow) => Run): Program => {
  const { plan, shapes } = planOf(build);
  return compilePlan(plan, shapes);
};

const functionsOf = (kernel: Kernel): readonly string[] =>
  kernel.kind === 'elementwise' || kernel.kind === 'row-pass'
    ? kernel.body.flatMap((instruction) => ('f' in instruction ? [instruction.f] : []))
    : [];

/** A program with a fed matrix. */
const fed =
  (rows: number, columns: number, build: (tf: TensorFlow, x: Run['fetches'][0] & object) => Run['fetches']) =>
  (tf: TensorFlow): Run => {
    const x = tf.placeholder('float32', { shape: [null, null] });
    return { feeds: [[x, [rows, columns]]], fetches: build(tf, x) };
  };

describe('lowering', () => {
  test('computes what hangs on shapes alone', () => {
    const program = lowered((tf) => {
      const x = tf.placeholder('float32', { shape: [null, 3] });
      return { feeds: [[x, [4, 3]]], fetches: [tf.reshape(x, [tf.shape(x).at(1), -1])] };
    });
    expect(kinds(program)).toEqual([]);
    expect(program.values[program.fetches[0]]).toMatchObject({ shape: [3, 4], origin: { kind: 'view' } });
  });

  test('leaves ops whose size only the run knows, and all after them, to the reference', () => {
    const program = lowered((tf) => {
      const x = tf.placeholder('float32', { shape: [3] });
      return { feeds: [[x, [3]]], fetches: [tf.booleanMask(x, tf.greater(x, 0)).mul(2)] };
    });
    expect(program.values[program.fetches[0]].shape).toBeNull();
    expect(program.kernels.at(-1)).toMatchObject({ kind: 'op', step: { op: 'Mul' } });
  });

  test('leaves a reshape to a shape that is fed, which may not fit, to the reference', () => {
    const program = lowered((tf) => {
      const x = tf.placeholder('float32', { shape: [3] });
      const shape = tf.placeholder('int32', { shape: [1] });
      return {
        feeds: [
          [x, [3]],
          [shape, [1]],
        ],
        fetches: [tf.reshape(x, shape)],
      };
    });
    expect(only(program, 'op').step.op).toBe('Reshape');
  });

  test('asks for a variable’s value once, where it is first read', () => {
    const program = lowered((tf) => {
      const v = new tf.Variable([1, 2], { name: 'v' });
      return { fetches: [v.add(1), v.mul(2)] };
    });
    expect(kinds(program)).toEqual(['require', 'elementwise', 'elementwise']);
  });

  test('leaves a division of integers, which may fail, to the reference', () => {
    const program = lowered((tf) => {
      const x = tf.placeholder('int32', { shape: [2] });
      return { feeds: [[x, [2]]], fetches: [tf.floorDiv(x, x), tf.add(x, x)] };
    });
    expect(kinds(program).toSorted()).toEqual(['elementwise', 'op']);
  });
});

test('repeated ops are computed once', () => {
  const program = shareCommon(
    lowered(
      fed(2, 2, (tf, x) => [tf.exp(x as never).add(1), tf.exp(x as never).mul(2), tf.exp(x as never).mul(2)]),
    ),
  );
  expect(program.kernels.flatMap(functionsOf).toSorted()).toEqual(['Add', 'Exp', 'Mul']);
  expect(program.values[program.fetches[2]].origin).toEqual({ kind: 'view', of: program.fetches[1] });
});

test('kernels that nobody reads go; those that may fail stay', () => {
  const program = lowered((tf) => {
    const x = tf.placeholder('float32', { shape: [2] });
    const unfed = tf.placeholder('float32', { shape: [2] });
    return { feeds: [[x, [2]]], fetches: [x.add(1), unfed.op] };
  });
  const first = program.fetches[0];
  const dead = removeDeadCode({ ...program, fetches: program.feeds });
  expect(program.values[first].origin).toEqual({ kind: 'temporary' });
  expect(kinds(dead)).toEqual(['op']);
});

describe('fusing', () => {
  const fused = (build: (tf: TensorFlow) => Run): Program => fuseElementwise(preserve(lowered(build)));

  test('makes one kernel of a chain that ends in a sum', () => {
    const program = fused(
      fed(5, 4, (tf, x) => [tf.reduceSum(tf.exp(tf.square(x as never).mul(0.5)), { axis: 1 })]),
    );
    const kernel = only(program, 'elementwise');
    expect(functionsOf(kernel)).toEqual(['Square', 'Mul', 'Exp']);
    expect(kernel.outputs[0].reduce).toEqual({ by: 'sum', axes: [1] });
  });

  test('broadcasts operands without storing them', () => {
    const program = fused((tf) => {
      const [row, column] = [
        tf.placeholder('float32', { shape: [3] }),
        tf.placeholder('float32', { shape: [4, 1] }),
      ];
      return {
        feeds: [
          [row, [3]],
          [column, [4, 1]],
        ],
        fetches: [row.add(1).mul(column)],
      };
    });
    const shapes = program.kernels.map((kernel) => kernel.kind === 'elementwise' && kernel.shape);
    // The row is repeated for each of four lines: computed once, then read.
    expect(shapes).toEqual([[3], [4, 3]]);
  });

  test('does not compute anything expensive twice', () => {
    const program = fused(
      fed(8, 8, (tf, x) => {
        const e = tf.exp(x as never);
        return [e.add(1), tf.reduceSum(e)];
      }),
    );
    expect(program.kernels.flatMap(functionsOf).filter((f) => f === 'Exp')).toHaveLength(1);
  });

  test('does not carry a read of a variable over a write to it', () => {
    const program = fused((tf) => {
      const v = new tf.Variable([1, 2], { dtype: 'float32' });
      const old = tf.exp(tf.identity(v));
      const write = tf.controlDependencies([old.op], () => v.assign([5, 5]));
      const late = tf.controlDependencies([write.op], () => old.mul(2));
      return { fetches: [late] };
    });
    const places = program.kernels.map((kernel) =>
      kernel.kind === 'assign' ? 'assign' : functionsOf(kernel)[0],
    );
    expect(places.indexOf('Exp')).toBeLessThan(places.indexOf('assign'));
    expect(places.indexOf('Mul')).toBeGreaterThan(places.indexOf('assign'));
  });

  test('walks through a transposed operand where it lies', () => {
    const program = fused((tf) => {
      const x = tf.placeholder('float32', { shape: [2, 3] });
      return { feeds: [[x, [2, 3]]], fetches: [tf.transpose(x).add(1)] };
    });
    const kernel = only(program, 'elementwise');
    expect(kernel).toMatchObject({ shape: [3, 2], inputs: [{ strides: [1, 3] }] });
  });
});

describe('layouts', () => {
  test('products read a transposed matrix where it lies', () => {
    const program = chooseLayouts(
      lowered((tf) => {
        const x = tf.placeholder('float32', { shape: [4, 3] });
        return { feeds: [[x, [4, 3]]], fetches: [tf.matmul(tf.transpose(x), x)] };
      }),
    );
    expect(kinds(program)).toEqual(['matmul']);
    expect(only(program, 'matmul')).toMatchObject({ transposeA: true, transposeB: false, m: 3, k: 4, n: 3 });
    expect(only(program, 'matmul').a).toBe(only(program, 'matmul').b);
  });

  test('a row times a matrix becomes a transposed matrix times a column', () => {
    const program = chooseLayouts(
      lowered((tf) => {
        const [row, x] = [
          tf.placeholder('float32', { shape: [1, 4] }),
          tf.placeholder('float32', { shape: [4, 3] }),
        ];
        return {
          feeds: [
            [row, [1, 4]],
            [x, [4, 3]],
          ],
          fetches: [tf.matmul(row, x)],
        };
      }),
    );
    expect(only(program, 'matmul')).toMatchObject({ transposeA: true, m: 3, k: 4, n: 1 });
  });

  test('a chain of products that ends in a vector begins with it', () => {
    const program = productsOfVectorsFirst(
      lowered((tf) => {
        const x = tf.placeholder('float32', { shape: [6, 6] });
        const v = tf.placeholder('float32', { shape: [6, 1] });
        return {
          feeds: [
            [x, [6, 6]],
            [v, [6, 1]],
          ],
          fetches: [tf.matmul(tf.matmul(tf.matmul(x, x), x), v)],
        };
      }),
    );
    expect(program.kernels.map((kernel) => kernel.kind === 'matmul' && kernel.n)).toEqual([1, 1, 1]);
  });
});

describe('the pass over rows', () => {
  const regression = (tf: TensorFlow): Run => {
    const [X, Y] = [
      tf.placeholder('float32', { shape: [null, 5] }),
      tf.placeholder('float32', { shape: [null, 1] }),
    ];
    const w = new tf.Variable(tf.zeros([5, 1]), { name: 'w' });
    const loss = tf.reduceMean(tf.square(tf.subtract(Y, tf.matmul(X, w))));
    const train = new tf.train.GradientDescentOptimizer(0.1).minimize(loss);
    return {
      feeds: [
        [X, [9, 5]],
        [Y, [9, 1]],
      ],
      fetches: [loss, train],
    };
  };

  test('has the product, the loss and the gradient of a linear regression in it', () => {
    const program = compiled(regression);
    expect(kinds(program)).toEqual(['require', 'row-pass', 'elementwise']);
    expect(only(program, 'row-pass').outputs.map(({ kind }) => kind)).toEqual(['mean', 'transposed']);
  });

  test('does not take in what needs its sums', () => {
    const program = passOverRows(
      lowered((tf) => {
        const [X, w] = [
          tf.placeholder('float32', { shape: [6, 4] }),
          tf.placeholder('float32', { shape: [4, 1] }),
        ];
        const y = tf.matmul(X, w);
        const centred = y.sub(tf.reduceMean(y));
        return {
          feeds: [
            [X, [6, 4]],
            [w, [4, 1]],
          ],
          fetches: [tf.matmul(X, centred, { transposeA: true })],
        };
      }),
    );
    expect(kinds(program)).toEqual(['row-pass', 'elementwise', 'row-pass']);
  });

  test('is one for two vectors', () => {
    const program = passOverRows(
      lowered((tf) => {
        const [X, u, v] = [
          [6, 4],
          [4, 1],
          [4, 1],
        ].map((shape) => tf.placeholder('float32', { shape }));
        return {
          feeds: [
            [X, [6, 4]],
            [u, [4, 1]],
            [v, [4, 1]],
          ],
          fetches: [tf.matmul(X, u).mul(tf.matmul(X, v))],
        };
      }),
    );
    expect(only(program, 'row-pass').vectors).toHaveLength(2);
  });

  test('is told of, with the nodes that it stands for', () => {
    const text = explain(compiled(regression));
    expect(text).toMatch(/one pass over the rows of X = .*float32\[9,5\]/);
    expect(text).toMatch(/Xᵀ·\(.*row·w:0@0/);
    expect(text).toContain('MatMul_grad');
    expect(text).toContain('1 variables updated in place');
  });

  test('is drawn', () => {
    const nodes = programNodes(compiled(regression));
    const pass = nodes.find(({ op }) => op === 'RowPass');
    expect(pass?.input.map((name) => nodes.find((node) => node.name === name)?.op)).toEqual([
      'Placeholder',
      'VariableV2',
      'Placeholder',
    ]);
    expect(graphToSvg(nodes)).toContain('>row-pass<');
  });
});

describe('updates of variables', () => {
  const updated = (
    build: (tf: TensorFlow, v: InstanceType<TensorFlow['Variable']>) => Run['fetches'],
  ): Program =>
    updateInPlace(
      fuseElementwise(
        preserve(
          lowered((tf) => {
            const v = new tf.Variable(tf.ones([3, 3]));
            return { fetches: build(tf, v) };
          }),
        ),
      ),
    );

  test('happen where the variable lies', () => {
    expect(kinds(updated((_, v) => [v.assign(v.mul(2).add(1)).op]))).toEqual(['require', 'elementwise']);
  });

  test('go through a copy where another element is read than is written', () => {
    expect(kinds(updated((tf, v) => [v.assign(tf.transpose(v).add(1)).op]))).toEqual([
      'require',
      'elementwise',
      'assign',
    ]);
  });

  test('do not take from another variable what was computed in its place', () => {
    const program = updated((tf, v) => {
      const other = new tf.Variable(tf.zeros([3, 3]));
      return [other.assign(v.assignAdd(tf.ones([3, 3]))).op];
    });
    const written = program.kernels.flatMap((kernel) =>
      kernel.kind === 'elementwise' ? kernel.outputs.map(({ value }) => program.values[value].origin) : [],
    );
    expect(written).toMatchObject([{ kind: 'variable', name: 'Variable' }]);
    expect(kinds(program).at(-1)).toBe('assign');
  });

  test('leave the old value to those who still read it', () => {
    const program = updated((tf, v) => [tf.identity(v), v.assign(v.mul(2)).op]);
    expect(program.notes).toContain('1 variables copied before they change: their old value is read');
    const [fetched] = program.fetches;
    expect(program.values[fetched].origin.kind).toBe('temporary');
  });
});

test('buffers are used again when nobody needs what they hold', () => {
  const program = assignBuffers(
    lowered(
      fed(8, 8, (tf, x) => {
        let y = x as never as ReturnType<typeof tf.exp>;
        for (let i = 0; i < 6; i++) y = tf.matmul(y, x as never);
        return [y];
      }),
    ),
  );
  expect(kinds(program)).toHaveLength(6);
  expect(program.bufferBytes).toEqual([256, 256]);
});
