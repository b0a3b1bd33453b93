import { describe, expect, test } from '@jest/globals';
import { createTensorFlow, type TensorFlow } from '../tensorflow.ts';
import type { SessionTarget } from '../session-target.ts';
import { GraphDef } from './graph-def.ts';
import { stripConsts } from './strip-consts.ts';

/** Nothing here runs. */
const library = (): TensorFlow => createTensorFlow({ target: {} as SessionTarget });

/** The lecture's last example, as its TensorFlow prints the node. */
const LECTURE = `node {
  name: "a"
  op: "Const"
  attr {
    key: "dtype"
    value {
      type: DT_FLOAT
    }
  }
  attr {
    key: "value"
    value {
      tensor {
        dtype: DT_FLOAT
        tensor_shape {
          dim {
            size: 2
          }
          dim {
            size: 3
          }
        }
        tensor_content: "\\000\\000\\200?\\000\\000\\000@\\000\\000@@\\000\\000\\200@\\000\\000\\240@\\000\\000\\300@"
      }
    }
  }
}
versions {
  producer: 24
}
`;

test('prints as TensorFlow prints it', () => {
  const tf = library();
  tf.constant([1, 2, 3, 4, 5, 6], { dtype: tf.float32, shape: [2, 3], name: 'a' });
  expect(String(tf.getDefaultGraph().asGraphDef())).toBe(LECTURE);
});

describe('stripConsts', () => {
  test('leaves of large constants only their size, and the original as it was', () => {
    const tf = library();
    tf.constant([1, 2, 3, 4, 5, 6, 7, 8, 9], { dtype: tf.float32, name: 'large' });
    tf.constant([1, 2, 3, 4, 5, 6, 7, 8], { dtype: tf.float32, name: 'small' });
    const graphDef = tf.getDefaultGraph().asGraphDef();
    const before = String(graphDef);
    const stripped = String(stripConsts(graphDef));
    expect(stripped).toContain('tensor_content: "<stripped 36 bytes>"');
    expect(stripped.match(/stripped/g)).toHaveLength(1);
    expect(String(stripConsts(graphDef, 8)).match(/stripped/g)).toHaveLength(2);
    expect(String(graphDef)).toBe(before);
  });
});

describe('importGraphDef', () => {
  const exported = (): GraphDef => {
    const tf = library();
    const x = tf.placeholder(tf.float32, { shape: [2], name: 'x' });
    tf.nameScope('layer', () => tf.multiply(x.add(1), 2, 'y'));
    return tf.getDefaultGraph().asGraphDef();
  };

  test('puts the nodes under "import", and again under "import_1"', () => {
    const tf = library();
    tf.importGraphDef(exported());
    const [y] = tf.importGraphDef(exported(), { returnElements: ['layer/y:0'] });
    expect(String(y)).toBe('Tensor("import_1/layer/y:0", shape=(2,), dtype=float32)');
    expect(tf.getDefaultGraph().getOperationByName('import/layer/add').inputs.map(String)).toEqual([
      'Tensor("import/x:0", shape=(2,), dtype=float32)',
      'Tensor("import/layer/add/y:0", shape=(), dtype=float32)',
    ]);
  });

  test('puts tensors of the graph in the place of its own', () => {
    const tf = library();
    const mine = tf.ones([2], { name: 'mine' });
    tf.importGraphDef(exported(), { name: 'net', inputMap: { 'x:0': mine } });
    expect(tf.getDefaultGraph().getOperationByName('net/layer/add').inputs[0]).toBe(mine);
    // The placeholder is there, unused; new names keep clear of imported ones.
    expect(tf.nameScope('net/', () => tf.constant(1, 'x')).name).toBe('net/x_1:0');
  });

  test('takes nodes in any order', () => {
    const graphDef = exported();
    const tf = library();
    tf.importGraphDef(new GraphDef({ ...graphDef, node: graphDef.node.toReversed() }), { name: '' });
    expect(tf.getDefaultGraph().getTensorByName('layer/y:0').shape.toString()).toBe('(2,)');
  });

  const refuses = (text: string, options = {}): unknown => {
    const tf = library();
    try {
      return tf.importGraphDef(GraphDef.fromText(text), options);
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  };
  const constant = (tensor: string, dtype = 'DT_FLOAT'): string =>
    `node { name: "c" op: "Const" attr { key: "dtype" value { type: ${dtype} } } ` +
    `attr { key: "value" value { tensor { dtype: ${dtype} ${tensor} } } } }`;

  test.each([
    ['node { name: "a" op: "Foo" }', "Node 'a': No op named Foo in defined operations."],
    [
      'node { name: "v" op: "VarHandleOp" }',
      "Node 'v': No op named VarHandleOp in defined operations. (Resource variables are not supported: " +
        'write the graph after tf.disable_resource_variables().)',
    ],
    ['node { name: "a" op: "NoOp" input: "^b" }', "Node 'a': Unknown input node '^b'"],
    ['node { name: "a" op: "NoOp" } node { name: "a" op: "NoOp" }', "Node 'a' is not unique"],
    [
      'node { name: "a" op: "NoOp" input: "^b" } node { name: "b" op: "NoOp" input: "^a" }',
      "Node 'a' waits for itself: the graph has a cycle",
    ],
    ['node { name: "../a" op: "NoOp" input: "^b:0" }', "Node '../a': Unknown input node '^b:0'"],
    ['node { name: "a b" op: "NoOp" }', "'a b' is not a valid node name"],
    [
      constant('tensor_shape { } tensor_content: "abc"'),
      "Node 'c' (op: 'Const'): tensor_content of 3 bytes for 1 values of float32",
    ],
    [
      constant('tensor_shape { dim { size: 1000000 } dim { size: 1000000 } }'),
      "Node 'c' (op: 'Const'): a tensor of 1000000000000 values; at most 33554432 are supported",
    ],
    [
      constant('tensor_shape { dim { size: -1 } }'),
      "Node 'c' (op: 'Const'): a tensor whose shape is not fully known",
    ],
    [
      constant('tensor_shape { } string_val: "x"', 'DT_STRING'),
      "Node 'c' (op: 'Const'): attribute 'dtype' is DT_STRING; only float32, float64, int32 and bool are supported",
    ],
    [
      constant('tensor_shape { } int64_val: 4294967296', 'DT_INT64'),
      "Node 'c' (op: 'Const'): an int64 of 4294967296; only values that fit int32 are supported",
    ],
    [
      'node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } } ' +
        'node { name: "y" op: "Square" input: "x:1" attr { key: "T" value { type: DT_FLOAT } } }',
      "Node 'y': Connecting to invalid output 1 of source node x",
    ],
  ])('refuses %s', (text, message) => {
    expect(refuses(text, { name: '' })).toBe(`ValueError: ${message}`);
  });

  test('refuses unknown elements, maps of unknown inputs and names that are taken', () => {
    const text = 'node { name: "a" op: "NoOp" }';
    expect(refuses(text, { returnElements: ['b'] })).toBe(
      "ValueError: Requested return_element 'b' not found in graph_def.",
    );
    const tf = library();
    const mine = tf.constant(1, 'a');
    expect(() => tf.importGraphDef(GraphDef.fromText(text), { inputMap: { 'z:0': mine } })).toThrow(
      'Attempted to map inputs that were not found in graph_def: [z:0]',
    );
    expect(() => tf.importGraphDef(GraphDef.fromText(text), { name: '' })).toThrow(
      "Node name 'a' already exists in the Graph",
    );
  });

  test('takes what later versions write by default, and nothing that means something else', () => {
    const matmul = (attr: string): string =>
      'node { name: "a" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "value" value { ' +
      'tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } dim { size: 2 } } float_val: 1 } } } } ' +
      `node { name: "b" op: "MatMul" input: "a" input: "a" attr { key: "T" value { type: DT_FLOAT } } ${attr} }`;
    expect(refuses(matmul('attr { key: "grad_a" value { b: true } }'))).toEqual([]);
    expect(refuses(matmul('attr { key: "_anything" value { s: "x" } }'))).toEqual([]);
    expect(refuses(matmul('attr { key: "fused" value { b: true } }'))).toBe(
      "ValueError: Node 'b' (op: 'MatMul'): attribute 'fused' is not known",
    );
  });
});
