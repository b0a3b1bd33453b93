// Event files of ours that TensorBoard has opened (tests/oracles/events.json).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { createTensorFlow, eventFile, maskedCrc32c, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { PROGRAMS } from './graphdef-programs.ts';

const oracle = JSON.parse(readFileSync(new URL('../oracles/events.json', import.meta.url), 'utf8')) as {
  readonly graph: { readonly sha256: string; readonly nodes: readonly string[] };
  readonly writer: {
    readonly kinds: readonly string[];
    readonly scalars: Readonly<Record<string, readonly (readonly number[])[]>>;
  };
};

function program(): TensorFlow {
  const tf = createTensorFlow({ target: new LocalTarget() });
  PROGRAMS.gradient_descent.build(tf);
  return tf;
}

/** The records of a TFRecord file, their checksums checked. */
function records(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(maskedCrc32c(file.subarray(at, at + 8)));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(maskedCrc32c(data));
    found.push(data);
    at += length + 16;
  }
  return found;
}

test('a graph becomes the event file that TensorBoard has opened', () => {
  const tf = program();
  const bytes = eventFile(tf.getDefaultGraph(), 1_500_000_000);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(oracle.graph.sha256);
  expect(
    tf
      .getDefaultGraph()
      .getOperations()
      .map((op) => op.name),
  ).toEqual(oracle.graph.nodes);
});

/** Which of Event's fields each kind is, and what its tag byte then is. */
const TAGS: Readonly<Record<string, number>> = {
  file_version: 0x1a,
  graph_def: 0x22,
  summary: 0x2a,
  tagged_run_metadata: 0x42,
};

test('a writer adds events one after the other, as TensorBoard has read them', () => {
  const tf = program();
  const writer = new tf.summary.FileWriter('logs', tf.getDefaultGraph());
  writer.addRunMetadata(new tf.RunMetadata(), 'step 0');
  for (const [step, value] of oracle.writer.scalars.loss)
    writer.addSummary({ value: [{ tag: 'loss', simpleValue: value }] }, step);
  writer.close();
  expect(writer.path).toMatch(/^logs\/events\.out\.tfevents\.\d{10}\.residual$/);
  const found = records(tf.gfile.readBytes(writer.path));
  // Time (nine bytes) comes first, then the step where it is not 0, then the event itself.
  const tags = found.map((data) => (data[9] === 0x10 ? data[11] : data[9]));
  expect(tags).toEqual(oracle.writer.kinds.map((kind) => TAGS[kind]));
});

test('a second writer of the same second has a file of its own', () => {
  const tf = program();
  const paths = [1, 2, 3].map(() => new tf.summary.FileWriter('logs').path);
  expect(new Set(paths).size).toBe(3);
  expect(tf.gfile.list()).toEqual(paths.toSorted());
});

test('a writer says what it cannot take', () => {
  const tf = program();
  const writer = new tf.summary.FileWriter('logs');
  expect(() => writer.addSummary({ value: [{ tag: 'loss' }] })).toThrow(/^a summary is/);
  writer.addRunMetadata(new tf.RunMetadata(), 'a');
  expect(() => writer.addRunMetadata(new tf.RunMetadata(), 'a')).toThrow('already used');
  writer.close();
  expect(() => writer.addGraph(tf.getDefaultGraph())).toThrow('closed');
});
