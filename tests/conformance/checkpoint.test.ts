// Checkpoints both ways (tests/oracles/checkpoints.json): TensorFlow restored ours with their graph, trained on, and
/* oxlint-disable no-new -- a variable adds itself to the graph */
// found what we find; its own are read here, and written to the same bytes.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  createTensorFlow,
  crc32c,
  DataLossError,
  MemoryFiles,
  NDArray,
  readCheckpoint,
  writeCheckpoint,
  type NestedArray,
  type TensorFlow,
} from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { buildModel, FEEDS, STEPS } from './checkpoint-program.ts';
import fc from 'fast-check';

interface Value {
  readonly dtype: 'float32' | 'float64' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface Contents {
  readonly saved: Readonly<Record<string, Value>>;
  readonly loss: Value;
  readonly trainable: readonly string[];
}

const oracle = JSON.parse(readFileSync(new URL('../oracles/checkpoints.json', import.meta.url), 'utf8')) as {
  readonly ours: Contents & { readonly latest: string };
  readonly theirs: Contents & { readonly prefix: string; readonly files: Readonly<Record<string, string>> };
};
const { ours, theirs } = oracle;

/** What TensorFlow saved, by file. */
const THEIR_FILES = new Map(
  Object.entries(theirs.files).map(([name, base64]) => [
    name,
    Uint8Array.from(Buffer.from(base64, 'base64')),
  ]),
);

const library = (files = new MemoryFiles()): TensorFlow =>
  createTensorFlow({ target: new LocalTarget(), files });

const filesWith = (contents: ReadonlyMap<string, Uint8Array>): MemoryFiles => {
  const files = new MemoryFiles();
  for (const [name, bytes] of contents) files.write(name, bytes);
  return files;
};

function expectContents(
  found: ReadonlyMap<string, { dtype: string; data: ArrayLike<number> }>,
  { saved }: Contents,
): void {
  expect([...found.keys()].toSorted()).toEqual(Object.keys(saved).toSorted());
  for (const [name, { dtype, values }] of Object.entries(saved)) {
    expect(found.get(name)!.dtype).toBe(dtype);
    values.forEach((value, i) =>
      expect(Math.abs(found.get(name)!.data[i] - value)).toBeLessThanOrEqual(
        1e-6 * Math.max(1, Math.abs(value)),
      ),
    );
  }
}

const MODEL = ['flags', 'layer/bias', 'layer/doubles', 'w', 'count'];

describe('a checkpoint of ours', () => {
  const tf = library();
  buildModel(tf);
  const prefix = tf.withSession((session) => {
    session.run('init');
    for (let i = 0; i < STEPS; i++) session.run('train', FEEDS);
    return new tf.train.Saver().save(session, 'model.ckpt', { globalStep: STEPS });
  });

  test('holds what TensorFlow has read from it', () => {
    expect(prefix).toBe(ours.latest);
    const reader = tf.train.loadCheckpoint(prefix);
    expectContents(new Map(MODEL.map((name) => [name, reader.getTensor(name)])), ours);
  });

  test('continues in another program, which gets graph and variables from it', () => {
    const path = `${prefix}.meta`;
    const other = library(
      filesWith(
        new Map(
          [path, `${prefix}.index`, `${prefix}.data-00000-of-00001`].map((name) => [
            name,
            tf.gfile.readBytes(name),
          ]),
        ),
      ),
    );
    const saver = other.train.importMetaGraph(path)!;
    other.withSession((session) => {
      saver.restore(session, prefix);
      session.run(other.getCollection('train_op')[0] as string, FEEDS);
      const loss = session.run('loss:0', FEEDS) as NDArray;
      expect(Number(loss)).toBeCloseTo(ours.loss.values[0], 5);
    });
    expect(other.trainableVariables().map((variable) => variable.name)).toEqual(ours.trainable);
    expect(other.globalVariables()[0]).toBe(other.trainableVariables()[0]);
  });
});

describe("TensorFlow's checkpoint", () => {
  test('is read, each value checked', () => {
    expectContents(readCheckpoint(theirs.prefix, THEIR_FILES), theirs);
  });

  test('is written to the same bytes', () => {
    const values = new Map(
      Object.entries(theirs.saved).map(([name, { dtype, shape, values: list }]) => {
        const flat = NDArray.from(dtype === 'bool' ? list.map(Boolean) : (list as NestedArray), dtype);
        return [name, new NDArray({ dtype, shape, data: flat.data })];
      }),
    );
    for (const [name, bytes] of writeCheckpoint(theirs.prefix, values))
      expect(Buffer.from(bytes).toString('hex')).toBe(Buffer.from(THEIR_FILES.get(name)!).toString('hex'));
  });

  test('continues here with the graph that TensorFlow saved beside it', () => {
    const tf = library(filesWith(THEIR_FILES));
    const saver = tf.train.importMetaGraph(`${theirs.prefix}.meta`)!;
    expect(tf.trainableVariables().map((variable) => variable.name)).toEqual(theirs.trainable);
    tf.withSession((session) => {
      saver.restore(session, theirs.prefix);
      session.run(tf.getCollection('train_op')[0] as string, FEEDS);
      expect(Number(session.run('loss:0', FEEDS))).toBeCloseTo(theirs.loss.values[0], 5);
    });
  });

  test('is refused when any byte of it is changed', () => {
    const original = readCheckpoint(theirs.prefix, THEIR_FILES);
    for (const [name, bytes] of THEIR_FILES) {
      if (name.endsWith('.meta')) continue;
      for (let at = 0; at < bytes.length; at++) {
        const changed = bytes.slice();
        changed[at] ^= 0x10;
        const files = new Map(THEIR_FILES).set(name, changed);
        let values: ReadonlyMap<string, unknown> | null = null;
        try {
          values = readCheckpoint(theirs.prefix, files);
        } catch (error) {
          expect(error).toBeInstanceOf(DataLossError);
        }
        // Only the footer has bytes that nothing checks and nothing needs.
        if (values !== null) expect(values).toEqual(original);
      }
    }
  });

  test('cut short is refused', () => {
    const name = `${theirs.prefix}.index`;
    fc.assert(
      fc.property(fc.nat(THEIR_FILES.get(name)!.length - 1), (length) => {
        const files = new Map(THEIR_FILES).set(name, THEIR_FILES.get(name)!.slice(0, length));
        expect(() => readCheckpoint(theirs.prefix, files)).toThrow(DataLossError);
      }),
    );
  });
});

test('a checkpoint of many variables reads back', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z/_]{1,12}$/), { minLength: 1, maxLength: 60 }),
      (names) => {
        const values = new Map(names.map((name, i) => [name, NDArray.from([i, -i], 'float64')]));
        const read = readCheckpoint('x', writeCheckpoint('x', values));
        expect(new Map([...read].map(([name, { data }]) => [name, [...data]]))).toEqual(
          new Map(names.map((name, i) => [name, [i, -i]])),
        );
      },
    ),
  );
});

// Test vectors of RFC 3720, B.4.
test.each([
  [new Uint8Array(32), 0x8a9136aa],
  [new Uint8Array(32).fill(0xff), 0x62a8ab43],
  [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
])('the checksum is CRC-32C', (bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});

describe('a Saver', () => {
  const twoVariables = (): TensorFlow => {
    const tf = library();
    new tf.Variable([1, 2], { name: 'a' });
    new tf.Variable(3.5, { name: 'b' });
    tf.globalVariablesInitializer();
    return tf;
  };

  test('restores without initialization, and adds nothing to the graph', () => {
    const tf = twoVariables();
    const saver = new tf.train.Saver();
    const nodes = tf.getDefaultGraph().getOperations().length;
    tf.withSession((session) => {
      session.run('init');
      expect(saver.save(session, 'folder/model')).toBe('folder/model');
    });
    tf.getDefaultGraph().finalize();
    tf.withSession((session) => {
      saver.restore(session, tf.train.latestCheckpoint('folder')!);
      expect(String(session.run('a:0'))).toBe('[1 2]');
    });
    expect(tf.getDefaultGraph().getOperations().length).toBe(nodes);
  });

  test('saves variables under other names, and only those given', () => {
    const tf = twoVariables();
    const [a, b] = tf.globalVariables();
    tf.withSession((session) => {
      session.run('init');
      new tf.train.Saver({ weights: a }).save(session, 'model');
      expect(tf.train.loadCheckpoint('model').getVariableToShapeMap()).toEqual(new Map([['weights', [2]]]));
      session.run(b.assign(7));
      new tf.train.Saver({ weights: a }).restore(session, 'model');
      expect(session.run(['a:0', 'b:0']).map(String)).toEqual(['[1 2]', '7.0']);
    });
  });

  test('keeps the latest checkpoints and says which they are', () => {
    const tf = twoVariables();
    const saver = new tf.train.Saver(null, { maxToKeep: 2 });
    tf.withSession((session) => {
      session.run('init');
      for (const globalStep of [1, 2, 3]) saver.save(session, 'runs/model', { globalStep });
    });
    expect(saver.lastCheckpoints).toEqual(['runs/model-2', 'runs/model-3']);
    expect(tf.train.checkpointExists('runs/model-1')).toBe(false);
    expect(tf.gfile.readText('runs/checkpoint')).toBe(
      'model_checkpoint_path: "model-3"\nall_model_checkpoint_paths: "model-2"\nall_model_checkpoint_paths: "model-3"\n',
    );
    expect(tf.train.latestCheckpoint('runs')).toBe('runs/model-3');
  });

  const message = (action: () => unknown): string => {
    try {
      return String(action());
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  };

  test('says what is wrong', () => {
    const tf = twoVariables();
    const saver = new tf.train.Saver();
    tf.withSession((session) => {
      expect(message(() => saver.restore(session, 'nowhere'))).toBe(
        'NotFoundError: Unsuccessful TensorSliceReader constructor: Failed to find any matching files for nowhere',
      );
      expect(message(() => saver.save(session, 'model'))).toMatch(
        /^FailedPreconditionError: Attempting to use uninitialized value a\n/,
      );
      session.run('init');
      saver.save(session, 'model');
    });
    tf.resetDefaultGraph();
    new tf.Variable([1, 2, 3], { name: 'a' });
    const other = new tf.train.Saver();
    tf.withSession((session) => {
      expect(message(() => other.restore(session, 'model'))).toBe(
        'ValueError: Assign requires shapes of both tensors to match. lhs shape= [3] rhs shape= [2] (variable a)',
      );
    });
    new tf.Variable(1, { name: 'c' });
    tf.withSession((session) => {
      expect(message(() => new tf.train.Saver().restore(session, 'model'))).toBe(
        'NotFoundError: Key c not found in checkpoint',
      );
    });
    tf.resetDefaultGraph();
    expect(message(() => new tf.train.Saver())).toBe('ValueError: No variables to save');
  });
});

test('a graph written to a file reads back in either form', () => {
  const tf = library();
  tf.placeholder(tf.float32, { shape: [2], name: 'x' }).add(1);
  const text = String(tf.getDefaultGraph().asGraphDef());
  expect(tf.train.writeGraph(tf.getDefaultGraph(), 'folder', 'graph.pbtxt')).toBe('folder/graph.pbtxt');
  expect(tf.gfile.readText('folder/graph.pbtxt')).toBe(text);
  tf.train.writeGraph(tf.getDefaultGraph().asGraphDef(), '', 'graph.pb', { asText: false });
  expect(String(tf.GraphDef.fromString(tf.gfile.readBytes('./graph.pb')))).toBe(text);
});
