// Event files of ours for TensorBoard to open: node tests/oracles/events.ts
import { writeFileSync } from 'node:fs';
import { createTensorFlow, eventFile } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { PROGRAMS } from '../conformance/graphdef-programs.ts';

const tf = createTensorFlow({ target: new LocalTarget() });
PROGRAMS.gradient_descent.build(tf);
const graph = tf.getDefaultGraph();
const writer = new tf.summary.FileWriter('logs', graph);
tf.withSession((session) => {
  session.run('init');
  const runMetadata = new tf.RunMetadata();
  session.run('w:0', [], {
    options: new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE }),
    runMetadata,
  });
  writer.addRunMetadata(runMetadata, 'step 0');
});
for (let step = 0; step < 3; step++)
  writer.addSummary({ value: [{ tag: 'loss', simpleValue: 1 / 2 ** step }] }, step);
writer.close();
const written = {
  graph: Buffer.from(eventFile(graph, 1_500_000_000)).toString('base64'),
  writer: Buffer.from(tf.gfile.readBytes(writer.path)).toString('base64'),
};
writeFileSync(new URL('events-written.json', import.meta.url), `${JSON.stringify(written, null, 1)}\n`);
