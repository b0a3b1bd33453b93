import { limitsSchema } from '@residual/contracts';
import { createSandbox, LAYER_MEANINGS, SANDBOX_LAYERS, type SandboxLayers } from '@residual/sandbox';
import { firstLine, type Finding } from './finding.ts';

const PROGRAM = `import tf from 'tensorflow';
print(new tf.Session().run(tf.add(tf.constant(19), tf.constant(23))));
`;

/** Runs a program as a student's would be run: isolated-vm loads, limits hold, the graph runtime answers. */
export async function checkSandbox(): Promise<Finding[]> {
  const name = 'isolated-vm';
  try {
    const sandbox = await createSandbox({ warm: 0 });
    try {
      const startedAt = performance.now();
      const outcome = await sandbox.runProgram(
        {
          language: 'typescript',
          file: 'doctor.ts',
          source: PROGRAM,
          limits: limitsSchema.parse({ wallClockSeconds: 10 }),
          data: {},
          seed: 1,
        },
        [],
      );
      const took = `${Math.round(performance.now() - startedAt)} ms`;
      if (outcome.output.text.trim() === '42')
        return [
          { state: 'ok', name, detail: `a program ran in a sandbox of its own (${took})` },
          ...layerFindings(sandbox.layers),
        ];
      const detail = `a program should print 42 but ended so: ${outcome.kind}`;
      return [{ state: 'failed', name, detail }];
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    return [{ state: 'failed', name, detail: `${firstLine(error)}; run npm install again` }];
  }
}

/** What holds a program beside its isolate, as SANDBOX_REQUIRE names it. */
const layerFindings = (layers: SandboxLayers): Finding[] =>
  SANDBOX_LAYERS.map((layer) => {
    const reason = layers[layer];
    const name = `sandbox: ${layer}`;
    const meaning = LAYER_MEANINGS[layer];
    return reason === null
      ? { state: 'ok', name, detail: meaning }
      : { state: 'absent', name, detail: `${reason}; programs do without: ${meaning}` };
  });
