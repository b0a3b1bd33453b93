import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { limitsSchema } from '@residual/contracts';
import { createSandbox } from '@residual/sandbox';
import { firstLine, type Finding } from './finding.ts';

const run = promisify(execFile);

const PROGRAM = `import tf from 'tensorflow';
print(new tf.Session().run(tf.add(tf.constant(19), tf.constant(23))));
`;

/** Runs a program as a student's would be run: isolated-vm loads, limits hold, the graph runtime answers. */
export async function checkSandbox(): Promise<Finding> {
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
        return { state: 'ok', name, detail: `a program ran in a sandbox of its own (${took})` };
      return {
        state: 'failed',
        name,
        detail: `a program should print 42 but ended so: ${outcome.kind}`,
      };
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    return { state: 'failed', name, detail: `${firstLine(error)}; run npm install again` };
  }
}

export async function checkBubblewrap(): Promise<Finding> {
  const name = 'bubblewrap';
  try {
    const { stdout } = await run('bwrap', ['--version']);
    await run('bwrap', ['--ro-bind', '/', '/', '--unshare-all', 'true']);
    return {
      state: 'ok',
      name,
      detail: `${stdout.trim()} is here and may make namespaces; sandboxes do not use it yet`,
    };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const detail = isMissing ? 'not installed' : `may not make namespaces here: ${firstLine(error)}`;
    return { state: 'absent', name, detail: `${detail}; sandboxes do without it` };
  }
}
