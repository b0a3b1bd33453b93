// Loads a variant of TensorFlow.js, if the site has installed it, and tells why it cannot be used if not.
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import util from 'node:util';
import { CPU_DEVICE } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { BackendFailure } from '../run-error.ts';
import type { Tfjs } from './kernels.ts';
import { tfjsBackend } from './tfjs-backend.ts';

const require = createRequire(import.meta.url);
const GPU_DEVICE = CPU_DEVICE.replace('cpu', 'gpu');

export const TFJS_VARIANTS = {
  'tfjs-node-gpu': {
    packages: ['@tensorflow/tfjs-node-gpu'],
    /** Of tfjs's own backends. */
    backend: 'tensorflow',
    install:
      'npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0 (it downloads libtensorflow 2.9.1 for CUDA 11.2; no float64)',
  },
  'tfjs-node': {
    packages: ['@tensorflow/tfjs-node'],
    backend: 'tensorflow',
    install:
      'npm install --no-save @tensorflow/tfjs-node@4.22.0 (it downloads libtensorflow 2.9.1; no float64)',
  },
  'tfjs-wasm': {
    packages: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'],
    backend: 'wasm',
    install:
      'npm install --no-save @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 (no float64)',
  },
} as const;
export type TfjsVariant = keyof typeof TFJS_VARIANTS;

/** Versions of the variant's packages; null if one is not installed. */
export function tfjsVersion(variant: TfjsVariant): string | null {
  const versions = TFJS_VARIANTS[variant].packages.map((name) => {
    const file = packageFile(name);
    return file === null ? null : `${name} ${(require(file) as { version: string }).version}`;
  });
  return versions.includes(null) ? null : versions.join(', ');
}

/** @throws BackendFailure when it is not installed or does not load */
export async function openTfjs(variant: TfjsVariant): Promise<Backend> {
  const { packages, backend, install } = TFJS_VARIANTS[variant];
  if (tfjsVersion(variant) === null)
    throw new BackendFailure(variant, `${packages.join(' and ')} not installed: ${install}`);
  try {
    const tf = variant === 'tfjs-wasm' ? await loadWasm() : loadNative(packages[0]);
    if (!(await tf.setBackend(backend))) throw new Error(`its backend '${backend}' does not start`);
    await tf.ready();
    return tfjsBackend(tf, { name: variant, device: deviceOf(tf, variant) });
  } catch (cause) {
    throw new BackendFailure(variant, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function loadWasm(): Promise<Tfjs> {
  // Through variables: what is optional is resolved when it is wanted, not when this file is checked.
  const tf = require('@tensorflow/tfjs-core') as Tfjs;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as {
    setWasmPaths(folder: string): void;
    setThreadsCount(count: number): void;
  };
  const folder = join(dirname(packageFile('@tensorflow/tfjs-backend-wasm')!), 'wasm-out');
  wasm.setWasmPaths(folder + sep);
  wasm.setThreadsCount(1);
  return tf;
}

/** It was written for a Node that still had these; Node 23 took them away. */
function loadNative(name: string): Tfjs {
  const old = util as { isNullOrUndefined?: (x: unknown) => boolean; isArray?: (x: unknown) => boolean };
  old.isNullOrUndefined ??= (x) => x === null || x === undefined;
  old.isArray ??= Array.isArray;
  return require(name) as Tfjs;
}

/** The package for GPUs computes on the CPU where CUDA's libraries are not to be found: it says which. */
function deviceOf(tf: Tfjs, variant: TfjsVariant): string {
  if (variant !== 'tfjs-node-gpu') return CPU_DEVICE;
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  return isUsingGpuDevice === true ? GPU_DEVICE : CPU_DEVICE;
}

function packageFile(name: string): string | null {
  try {
    return require.resolve(`${name}/package.json`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null;
    throw error;
  }
}
