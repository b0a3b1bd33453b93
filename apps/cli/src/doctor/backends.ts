// What session runs are computed with, and why a backend is not.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { jsBackend, LocalTarget, RUNTIME_VERSION } from '@residual/runtime';
import { describeBackends } from '@residual/runtime/backends';
import { firstLine, type Finding } from './finding.ts';

const run = promisify(execFile);

/** One finding a backend: none but the reference is needed for grading. */
export async function checkBackends(): Promise<readonly Finding[]> {
  const usual = new LocalTarget().backendName;
  const backends = await describeBackends();
  return [
    { state: 'ok', name: 'runtime', detail: `version ${RUNTIME_VERSION}; submissions run on ${usual}` },
    ...backends.map(({ name, state, detail }): Finding => ({
      state: state === 'active' ? 'ok' : name === jsBackend.name ? 'failed' : 'absent',
      name,
      detail,
    })),
  ];
}

export async function checkGpu(): Promise<Finding> {
  const name = 'GPU';
  try {
    const { stdout } = await run('nvidia-smi', [
      '--query-gpu=name,memory.total,driver_version',
      '--format=csv,noheader',
    ]);
    return { state: 'ok', name, detail: stdout.trim() };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return {
      state: 'absent',
      name,
      detail: isMissing
        ? 'no NVIDIA driver (there is no nvidia-smi): everything is computed on the CPU'
        : `nvidia-smi fails: ${firstLine(error)}`,
    };
  }
}
