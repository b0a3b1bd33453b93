// What session runs are computed with.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { jsBackend, RUNTIME_VERSION } from '@residual/runtime';
import type { Finding } from './finding.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export const checkBackends = (): Finding => ({
  state: 'ok',
  name: 'backends',
  detail: `${jsBackend.name} (active), runtime version ${RUNTIME_VERSION}`,
});

const isInstalled = (module: string): boolean => {
  try {
    require.resolve(module);
    return true;
  } catch {
    return false;
  }
};

function checkTfjsNodeGpu(): Finding {
  const name = 'tfjs-node-gpu';
  const detail = isInstalled('@tensorflow/tfjs-node-gpu')
    ? 'installed, but not active: this version of Residual has no backend that uses it'
    : 'not installed: it is optional, downloads libtensorflow with CUDA 11.2, has no float64, and no backend uses it yet';
  return { state: 'absent', name, detail };
}

async function checkGpu(): Promise<Finding> {
  const name = 'GPU';
  try {
    const { stdout } = await run('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader']);
    return { state: 'absent', name, detail: `${stdout.trim()}: present, but no backend uses it yet` };
  } catch {
    return {
      state: 'absent',
      name,
      detail: 'none found (nvidia-smi does not run); everything is computed on the CPU',
    };
  }
}

export const checkAccelerators: readonly (() => Promise<Finding> | Finding)[] = [checkTfjsNodeGpu, checkGpu];
