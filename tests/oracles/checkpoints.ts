// A checkpoint of ours with its graph, for checkpoints.py to restore in TensorFlow: node tests/oracles/checkpoints.ts
import { writeFileSync } from 'node:fs';
import { createTensorFlow, MemoryFiles } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { buildModel, FEEDS, STEPS } from '../conformance/checkpoint-program.ts';

const files = new MemoryFiles();
const tf = createTensorFlow({ target: new LocalTarget(), files });
buildModel(tf);
const prefix = tf.withSession((session) => {
  session.run('init');
  for (let i = 0; i < STEPS; i++) session.run('train', FEEDS);
  return new tf.train.Saver().save(session, 'model.ckpt', { globalStep: STEPS });
});
const names = [`${prefix}.index`, `${prefix}.data-00000-of-00001`, `${prefix}.meta`, 'checkpoint'];
const written = Object.fromEntries(
  names.map((name) => [name, Buffer.from(tf.gfile.readBytes(name)).toString('base64')]),
);
const file = new URL('checkpoints-written.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(written, null, 1)}\n`);
