// The backends that need something which is not everywhere, for tests: those that are here, and why the others are not.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Backend } from '../backend.ts';
import { openTfjs } from '../tfjs/open-tfjs.ts';
import { openWebgpu, type WebgpuBackend } from '../webgpu/open-webgpu.ts';

/** A driver in software, which Debian's chromium brings: where there is no GPU the tests run on it. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

export type Found<T> = { readonly backend: T } | { readonly reason: string };

async function found<T>(open: () => Promise<T>): Promise<Found<T>> {
  try {
    return { backend: await open() };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** To be closed by whoever opens it. */
export async function findWebgpu(): Promise<Found<WebgpuBackend>> {
  const real = await found(() => openWebgpu());
  if ('backend' in real || !existsSync(SWIFTSHADER)) return real;
  const environment = {
    ...process.env,
    VK_ICD_FILENAMES: SWIFTSHADER,
    LD_LIBRARY_PATH: dirname(SWIFTSHADER),
  };
  return found(() => openWebgpu({ environment }));
}

export const findTfjs = (): Promise<Found<Backend>> => found(() => openTfjs('tfjs-wasm'));
