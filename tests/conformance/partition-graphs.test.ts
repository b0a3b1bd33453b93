// The graphs that devices run: TensorFlow 2.21 with two CPUs cuts graphs as TensorFlow 1.4 did, so every node, name,
// input, device and number of an edge is compared; the lecture's last cell is compared letter by letter.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createTensorFlow, formatPrint, type Feeds, type Fetches, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';

type Node = readonly [name: string, op: string, input: readonly string[], device: string, edge: string];
type Partitions = readonly (readonly Node[])[];

const oracle = JSON.parse(readFileSync(new URL('../oracles/graphdefs.json', import.meta.url), 'utf8')) as {
  readonly partitions: Readonly<Record<string, readonly Partitions[]>>;
};

const task = '/job:localhost/replica:0/task:0';
const library = (...devices: string[]): TensorFlow =>
  createTensorFlow({ target: new LocalTarget({ devices: devices.map((device) => `${task}/${device}`) }) });

const rows = [
  [1, 2],
  [3, 4],
  [5, 6],
];

const programs: Readonly<Record<string, (tf: TensorFlow) => readonly (readonly [Fetches, Feeds])[]>> = {
  sent_constant: (tf) => {
    const a = tf.device('/cpu:1', () =>
      tf.constant([1, 2, 3, 4, 5, 6], { dtype: tf.float32, shape: [2, 3], name: 'a' }),
    );
    return [[[a], []]];
  },
  fed_and_ordered: (tf) => {
    const x = tf.device('/cpu:1', () => tf.placeholder(tf.float32, { shape: [2], name: 'x' }));
    const y = tf.device('/cpu:1', () => tf.square(x, 'y'));
    const z = tf.device('/cpu:0', () => tf.add(y, 1, 'z'));
    const w = tf.device('/cpu:0', () => tf.controlDependencies([y], () => tf.identity(z.mul(2), 'w')));
    const feeds: Feeds = [[x, [1, 2]]];
    return [
      [[z, w, y], feeds],
      [[w], feeds],
      [[x, w], [...feeds, [y, [3, 4]]] as Feeds],
    ];
  },
  model_on_two_devices: (tf) => {
    const x = tf.placeholder(tf.float32, { shape: [3, 2], name: 'X' });
    const y = tf.placeholder(tf.float32, { shape: [3, 1], name: 'Y' });
    const w = tf.device('/cpu:1', () => new tf.Variable(tf.ones([2, 1]), 'w'));
    const pred = tf.device('/cpu:1', () => tf.matmul(x, w, 'pred'));
    const loss = tf.reduceMean(tf.square(pred.sub(y)), 'loss');
    const update = tf.device('/cpu:1', () => {
      const step = tf.matmul(tf.transpose(x).rmul(0.1), pred.sub(y));
      return tf.assign(w, w.sub(step), 'update');
    });
    const init = tf.globalVariablesInitializer();
    const feeds: Feeds = [
      [x, rows],
      [y, [[1], [2], [3]]],
    ];
    return [
      [[init], []],
      [[update.op], feeds],
      [[loss, w], feeds],
    ];
  },
};

const LECTURE = `[node {
  name: "a"
  op: "Const"
  device: "/job:localhost/replica:0/task:0/gpu:0"
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
node {
  name: "a/_0"
  op: "_Send"
  input: "a"
  device: "/job:localhost/replica:0/task:0/gpu:0"
  attr {
    key: "T"
    value {
      type: DT_FLOAT
    }
  }
  attr {
    key: "client_terminated"
    value {
      b: false
    }
  }
  attr {
    key: "recv_device"
    value {
      s: "/job:localhost/replica:0/task:0/cpu:0"
    }
  }
  attr {
    key: "send_device"
    value {
      s: "/job:localhost/replica:0/task:0/gpu:0"
    }
  }
  attr {
    key: "send_device_incarnation"
    value {
      i: 1
    }
  }
  attr {
    key: "tensor_name"
    value {
      s: "edge_5_a"
    }
  }
}
library {
}
versions {
  producer: 24
}
, node {
  name: "a/_1"
  op: "_Recv"
  device: "/job:localhost/replica:0/task:0/cpu:0"
  attr {
    key: "client_terminated"
    value {
      b: false
    }
  }
  attr {
    key: "recv_device"
    value {
      s: "/job:localhost/replica:0/task:0/cpu:0"
    }
  }
  attr {
    key: "send_device"
    value {
      s: "/job:localhost/replica:0/task:0/gpu:0"
    }
  }
  attr {
    key: "send_device_incarnation"
    value {
      i: 1
    }
  }
  attr {
    key: "tensor_name"
    value {
      s: "edge_5_a"
    }
  }
  attr {
    key: "tensor_type"
    value {
      type: DT_FLOAT
    }
  }
}
node {
  name: "_retval_a_0_0"
  op: "_Retval"
  input: "a/_1"
  device: "/job:localhost/replica:0/task:0/cpu:0"
  attr {
    key: "T"
    value {
      type: DT_FLOAT
    }
  }
  attr {
    key: "index"
    value {
      i: 0
    }
  }
}
library {
}
versions {
  producer: 24
}
]`;

/** As TensorFlow 1.4 wrote devices, added nodes and ops. */
const older = ([name, op, input, device, edge]: Node): Node => [
  name.replace('/ctrl/_', '/_'),
  op.replace('AddV2', 'Add'),
  input.map((text) => text.replace('/ctrl/_', '/_')),
  device.replace(/device:CPU/, 'cpu'),
  edge,
];

const byDevice = (partitions: Partitions): Partitions =>
  partitions.toSorted(([a], [b]) => (a[3] < b[3] ? -1 : 1));

describe.each(Object.entries(programs))('%s', (name, program) => {
  test('is cut into the graphs that TensorFlow cuts it into', () => {
    const tf = library('cpu:0', 'cpu:1');
    const runs = program(tf);
    using session = new tf.Session();
    const found = runs.map(([fetches, feeds]) => {
      const runMetadata = new tf.RunMetadata();
      session.run(fetches, feeds, {
        options: new tf.RunOptions({ outputPartitionGraphs: true }),
        runMetadata,
      });
      return runMetadata.partitionGraphs.map((graph) =>
        graph.node.map(({ name: node = '', op = '', input = [], device = '', attr }): Node => {
          const edge = Buffer.from(attr?.get('tensor_name')?.s ?? []).toString();
          return [node, op, input, device, edge];
        }),
      );
    });
    const expected = oracle.partitions[name].map((partitions) => partitions.map((part) => part.map(older)));
    expect(found.map(byDevice)).toEqual(expected.map(byDevice));
  });
});

test("prints the partition graphs of the lecture's last cell", () => {
  const tf = library('cpu:0', 'gpu:0');
  const a = tf.constant([1, 2, 3, 4, 5, 6], { dtype: tf.float32, shape: [2, 3], name: 'a' });
  using session = new tf.Session();
  const options = new tf.RunOptions({ outputPartitionGraphs: true });
  const metadata = new tf.RunMetadata();
  session.run(a, [], { options, runMetadata: metadata });
  expect(formatPrint(metadata.partitionGraphs)).toBe(LECTURE);
});

test('tells how long each node took and what it put out, by device', () => {
  const tf = library('cpu:0', 'cpu:1');
  const x = tf.placeholder(tf.float32, { shape: [null], name: 'x' });
  const y = tf.device('/cpu:1', () => tf.square(x, 'y'));
  const sum = tf.device('/cpu:0', () => tf.reduceSum(y, { axis: 0, name: 'sum' }));
  using session = new tf.Session();
  const metadata = new tf.RunMetadata();
  const before = Date.now() * 1000;
  session.run(sum, [[x, [1, 2, 3]]], {
    options: new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE }),
    runMetadata: metadata,
  });
  expect(metadata.partitionGraphs).toEqual([]);
  const stats = new Map(
    metadata.stepStats!.devStats!.map(({ device, nodeStats = [] }) => [device, nodeStats] as const),
  );
  expect(new Set(stats.keys())).toEqual(new Set([`${task}/cpu:0`, `${task}/cpu:1`]));
  const [squared] = stats.get(`${task}/cpu:1`)!;
  expect(squared).toMatchObject({
    nodeName: 'y',
    timelineLabel: 'y = Square(x)',
    output: [{ slot: 0, tensorDescription: { dtype: 1, shape: { dim: [{ size: 3n }] } } }],
  });
  expect(Number(squared.allStartMicros)).toBeGreaterThanOrEqual(before - 1_000_000);
  expect(stats.get(`${task}/cpu:0`)!.at(-1)).toMatchObject({
    nodeName: 'sum',
    timelineLabel: 'sum = Sum(y, sum/reduction_indices)',
    output: [{ slot: 0, tensorDescription: { dtype: 1, shape: { dim: [] } } }],
  });
});
