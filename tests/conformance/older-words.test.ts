// What TensorFlow 1.3 to 1.5 said and today's no longer says, so that no oracle can be asked: texts as they stand in
// the sources of those versions and in reports of the time, forms as Python 2 and NumPy 1.13 printed them.
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createNumpy, createTensorFlow, formatPrint, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';

const np = createNumpy(0);
let tf: TensorFlow;
let line = 0;

beforeEach(() => {
  line = 0;
  tf = createTensorFlow({
    target: new LocalTarget(),
    captureSite: () => ({ file: 'main.ts', line: ++line, column: 1 }),
    sourceLine: (site) => `line ${site.line}`,
  });
});

const refuses = (action: () => unknown, name: string, message: string): void =>
  expect(action).toThrow(expect.objectContaining({ name, message }));

describe('names', () => {
  test('differ in upper and lower case', () => {
    const a = tf.placeholder(tf.float32, 'a');
    const sums = [tf.add(a, a), a.add(a), tf.add(a, a), a.add(a)];
    expect(sums.map(({ op }) => op.name)).toEqual(['Add', 'add', 'Add_1', 'add_1']);
    expect([tf.constant(1, 'A'), tf.constant(1, 'a')].map(({ name }) => name)).toEqual(['A:0', 'a_1:0']);
  });
});

describe('operators', () => {
  test('convert their second operand to the dtype of the first, or refuse', () => {
    const i = tf.constant(1, 'i');
    const x = tf.constant(0.5, 'x');
    const conversion =
      'Tensor conversion requested dtype int32 for Tensor with dtype float32: \'Tensor("x:0", shape=(), dtype=float32)\'';
    refuses(() => i.add(x), 'ValueError', conversion);
    refuses(() => i.div(x), 'ValueError', conversion);
    refuses(() => i.mul(0.5), 'TypeError', "Expected int32, got 0.5 of type 'float' instead.");
    refuses(() => i.radd(0.5), 'TypeError', "Expected int32, got 0.5 of type 'float' instead.");
    refuses(() => i.sub([1, 2.5]), 'TypeError', "Expected int32, got 2.5 of type 'float' instead.");
  });
});

describe('constants', () => {
  test('refuse numbers for booleans, nothing at all, and rows of different lengths', () => {
    refuses(() => tf.constant(1, tf.bool), 'TypeError', "Expected bool, got 1 of type 'int' instead.");
    refuses(() => tf.constant(null as never), 'ValueError', 'None values not supported.');
    refuses(
      () => tf.constant([[1, 2], [3]]),
      'ValueError',
      'Argument must be a dense tensor: [[1, 2], [3]] - got shape [2], but wanted [2, 2].',
    );
    refuses(
      () =>
        tf.constant([
          [[1], [2]],
          [[3], [4, 5]],
        ]),
      'ValueError',
      'Argument must be a dense tensor: [[[1], [2]], [[3], [4, 5]]] - got shape [2, 2], but wanted [2, 2, 1].',
    );
  });

  test('take over arrays of another dtype without a word', () => {
    expect(formatPrint(tf.constant(np.array([1.5, -2.5]), tf.int32))).toBe(
      'Tensor("Const:0", shape=(2,), dtype=int32)',
    );
  });
});

describe('feeds', () => {
  test('that are no numbers are refused in the words of Python 2 and NumPy', () => {
    const x = tf.placeholder(tf.float32, 'x');
    const n = tf.placeholder(tf.int32, 'n');
    using session = new tf.Session();
    const feed = (tensor: typeof x, value: unknown) => () => session.run(tensor, [[tensor, value as never]]);
    refuses(feed(x, 'abc'), 'ValueError', 'could not convert string to float: abc');
    refuses(feed(n, 'abc'), 'ValueError', "invalid literal for int() with base 10: 'abc'");
    refuses(feed(x, {}), 'TypeError', "float() argument must be a string or a number, not 'dict'");
    refuses(feed(x, [[1, 2], [3]]), 'ValueError', 'setting an array element with a sequence.');
  });

  test('of tensors that refuse them are refused', () => {
    const x = tf.placeholder(tf.float32, { shape: [null, 2], name: 'x' });
    tf.getDefaultGraph().preventFeeding(x);
    using session = new tf.Session();
    refuses(
      () => session.run(x, [[x, [[1, 2]]]]),
      'ValueError',
      'Tensor Tensor("x:0", shape=(?, 2), dtype=float32) may not be fed.',
    );
  });

  test('of a variable hide it from what would change it', () => {
    const v = new tf.Variable(1.5, 'v');
    const change = v.assign(2);
    using session = new tf.Session();
    expect(() => session.run(change, [[v, 3]])).toThrow(
      'Input 0 of node Assign was passed float from _arg_v_0_0:0 incompatible with expected float_ref.',
    );
  });
});

describe('failures of a run', () => {
  const device = '_device="/job:localhost/replica:0/task:0/cpu:0"';
  const caused = (name: string, at: number): string =>
    `Caused by op '${name}', defined at:\n  File "main.ts", line ${at}\n    line ${at}\n`;

  test('show the node with its attributes and inputs', () => {
    const p = tf.placeholder(tf.float32, 'p');
    const product = tf.matmul(tf.reshape(p, [1, -1]), tf.constant([[1], [2]], tf.float32), 'product');
    using session = new tf.Session();
    const message =
      'Matrix size-incompatible: In[0]: [1,3], In[1]: [2,1]\n' +
      `\t [[Node: product = MatMul[T=DT_FLOAT, transpose_a=false, transpose_b=false, ${device}](Reshape, Const)]]`;
    refuses(
      () => session.run(product, [[p, [1, 2, 3]]]),
      'InvalidArgumentError',
      `${message}\n\n${caused('product', 5)}\nInvalidArgumentError (see above for traceback): ${message}`,
    );
  });

  test('show the read of a variable without a value beside its variable', () => {
    const v = new tf.Variable(1.5, 'v');
    using session = new tf.Session();
    const message =
      'Attempting to use uninitialized value v\n' +
      `\t [[Node: v/read = Identity[T=DT_FLOAT, _class=["loc:@v"], ${device}](v)]]`;
    refuses(
      () => session.run(v.mul(2)),
      'FailedPreconditionError',
      `${message}\n\n${caused('v/read', 4)}\nFailedPreconditionError (see above for traceback): ${message}`,
    );
  });

  test('of a gradient show the operations that it was made for', () => {
    const x = tf.placeholder(tf.float32, 'x');
    const y = tf.square(x, 'y');
    const [dy, dz] = ['dy', 'dz'].map((name) => tf.placeholder(tf.float32, name));
    const [first] = tf.gradients(y, [x], { gradYs: [dy] });
    const [second] = tf.gradients(first!, [x], { gradYs: [dz] });
    using session = new tf.Session();
    // Every node stands on a line of its own here.
    const lineOf = (name: string): number => tf.getDefaultGraph().getOperationByName(name).id + 1;
    const [inner, outer] = ['gradients/y_grad/Mul_1', 'gradients_1/gradients/y_grad/Mul_1_grad/Mul_1'];
    const message = `Incompatible shapes: [3] vs. [2]\n\t [[Node: ${outer} = Mul[T=DT_FLOAT, ${device}](dy, dz)]]`;
    const created = (name: string): string =>
      `\n...which was originally created as ${caused(name, lineOf(name)).slice('Caused by '.length)}`;
    refuses(
      () =>
        session.run(second!, [
          [x, [1, 2, 3]],
          [dy, [1, 2, 3]],
          [dz, [1, 2]],
        ]),
      'InvalidArgumentError',
      `${message}\n\n${caused(outer, lineOf(outer))}${created(inner)}${created('y')}\n` +
        `InvalidArgumentError (see above for traceback): ${message}`,
    );
  });

  test('show what hands a result back where that failed', () => {
    const v = new tf.Variable([1.5, 2], 'v');
    const w = new tf.Variable([1.5, 2], 'w');
    using session = new tf.Session();
    session.run(v.initializer);
    refuses(
      () => session.run([v, w]),
      'FailedPreconditionError',
      'Attempting to use uninitialized value w\n' +
        `\t [[Node: _retval_w_0_1 = _Retval[T=DT_FLOAT, index=1, ${device}](w)]]`,
    );
  });
});

describe('devices', () => {
  const refused = (name: string): string =>
    `Cannot assign a device for operation '${name}': Operation was explicitly assigned to /device:GPU:0 but ` +
    'available devices are [ /job:localhost/replica:0/task:0/cpu:0 ]. ' +
    'Make sure the device specification refers to a valid device.\n';

  test('that are not there are named with the node, its attributes and first values', () => {
    const a = tf.device('/gpu:0', () =>
      tf.constant([1, 2, 3, 4, 5, 6], { dtype: tf.float32, shape: [2, 3], name: 'a' }),
    );
    using session = new tf.Session();
    expect(() => session.run(a)).toThrow(
      `${refused('a')}\t [[Node: a = Const[dtype=DT_FLOAT, value=Tensor<type: float shape: [2,3] ` +
        'values: [1 2 3]...>, _device="/device:GPU:0"]()]]',
    );
  });

  test('that are not there are named for a variable', () => {
    const v = tf.device('/gpu:0', () => new tf.Variable(tf.zeros([1]), 'fake_var'));
    using session = new tf.Session();
    expect(() => session.run(v.initializer)).toThrow(refused('zeros'));
    const nodeOf = `[[Node: fake_var = VariableV2[container="", dtype=DT_FLOAT, shape=[1], shared_name="", `;
    tf.resetDefaultGraph();
    const initial = tf.zeros([1]);
    const w = tf.device('/gpu:0', () => new tf.Variable(initial, 'fake_var'));
    using other = new tf.Session();
    expect(() => other.run(w.initializer)).toThrow(
      `${refused('fake_var')}\t ${nodeOf}_device="/device:GPU:0"]()]]`,
    );
  });

  test('are names, not functions', () => {
    expect(() => tf.device((() => '/cpu:0') as never, () => null)).toThrow('functions are not supported');
  });
});

describe('variable scopes', () => {
  test('refuse a second variable of a name, and say where the first was made', () => {
    tf.variableScope('s', () => tf.getVariable('w', { shape: [1], initializer: tf.zerosInitializer() }));
    refuses(
      () => tf.variableScope('s', () => tf.getVariable('w', [1])),
      'ValueError',
      'Variable s/w already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in ' +
        'VarScope? Originally defined at:\n\n  File "main.ts", line 2\n',
    );
  });

  test('refuse variables whose shape is not known', () => {
    const text = (shape: string): string =>
      `Shape of a new variable (n) must be fully defined, but instead was ${shape}.`;
    refuses(() => tf.getVariable('n', [null, 2]), 'ValueError', text('(?, 2)'));
    refuses(() => tf.getVariable('n'), 'ValueError', text('<unknown>'));
  });

  test('share as they are told', () => {
    refuses(
      () => tf.variableScope('s', () => null, { reuse: 'always' as never }),
      'ValueError',
      'The reuse parameter must be True or False or None.',
    );
  });
});

describe('printed forms', () => {
  test('of operations are their NodeDefs, in lists their names', () => {
    const op = tf.device('/cpu:0', () => tf.noOp('nothing'));
    expect(formatPrint(op)).toBe('name: "nothing"\nop: "NoOp"\ndevice: "/device:CPU:0"\n');
    expect(formatPrint([op])).toBe("[<tf.Operation 'nothing' type=NoOp>]");
  });

  test('of shapes in lists, of graphs and of sessions', () => {
    const { shape } = tf.placeholder(tf.float32, [null, 2]);
    expect(formatPrint([shape, new tf.TensorShape(null)])).toBe(
      '[TensorShape([Dimension(None), Dimension(2)]), TensorShape(None)]',
    );
    expect([shape[0], shape[1], shape.length]).toEqual([null, 2, 2]);
    expect(formatPrint(tf.getDefaultGraph())).toBe('<tensorflow.python.framework.ops.Graph object>');
    expect(formatPrint(new tf.Session())).toBe('<tensorflow.python.client.session.Session object>');
  });
});
