// The way in: whether WebGPU can be used here, and the backend itself. Its package is optional, and so is a driver.
import { createRequire } from 'node:module';
import { CPU_DEVICE, type OpType } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { hasRule } from '../compiler/lower.ts';
import { dtypesOf } from '../placed-dtypes.ts';
import { BackendFailure } from '../run-error.ts';
import { DeviceLink } from './device-link.ts';
import { GPU_DEVICE } from './gpu-device.ts';
import { WebgpuSession } from './webgpu-session.ts';
import { DEVICE_DTYPES } from './wgsl/body.ts';

const require = createRequire(import.meta.url);
const WEBGPU_PACKAGE: string = 'webgpu';

export const WEBGPU_INSTALL =
  'npm install --no-save webgpu@0.6.2 (float32 only; needs a driver for Vulkan, Metal or Direct3D)';

/** Version of the package; null if it is not installed. */
export function webgpuVersion(): string | null {
  try {
    return (require(`${WEBGPU_PACKAGE}/package.json`) as { version: string }).version;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null;
    throw error;
  }
}

export interface WebgpuOptions {
  /** Variables by which the driver is found; this process's unless given. */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface WebgpuBackend extends Backend {
  /** What the driver calls the device. */
  readonly adapter: string;
}

/** Of the dtypes that the device has. */
export const hasWebgpuKernel = (op: OpType): boolean => hasRule(op) || op === 'Const' || op === 'VariableV2';

/** @throws BackendFailure when it is not installed or there is no device */
export async function openWebgpu({ environment = process.env }: WebgpuOptions = {}): Promise<WebgpuBackend> {
  if (webgpuVersion() === null) throw new BackendFailure('webgpu', `not installed: ${WEBGPU_INSTALL}`);
  const link = await DeviceLink.open(environment);
  return {
    name: 'webgpu',
    adapter: link.facts.adapter,
    dtypes: ['float32', 'bool'],
    devices: [CPU_DEVICE, GPU_DEVICE],
    supports: (device, op, attrs) =>
      device !== GPU_DEVICE ||
      (dtypesOf(attrs).every((dtype) => DEVICE_DTYPES.includes(dtype)) && hasWebgpuKernel(op)),
    openSession: () => new WebgpuSession(link),
    close: () => link.close(),
  };
}
