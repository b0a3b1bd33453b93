// Our graphs as GraphDefs, for graphdefs.py to run in TensorFlow: node tests/oracles/graphdefs.ts
import { writeFileSync } from 'node:fs';
import { createTensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { PROGRAMS } from '../conformance/graphdef-programs.ts';

const cases = Object.entries(PROGRAMS).map(([name, { build, runs }]) => {
  const tf = createTensorFlow({ target: new LocalTarget() });
  build(tf);
  const graphDef = tf.getDefaultGraph().asGraphDef();
  const binary = Buffer.from(graphDef.serializeToString()).toString('base64');
  return [name, { binary, text: graphDef.toString(), runs }];
});
const file = new URL('graphdefs-written.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(Object.fromEntries(cases), null, 1)}\n`);
