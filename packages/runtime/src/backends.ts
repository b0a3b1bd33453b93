// Every backend by name: whether it can be used here, with which devices, and if not, why and what to do about it.
// Apart from the package's main entry, since the sandbox's bundle must not hold what only our own processes load.
import type { Backend } from './backend.ts';
import { describeCuda, openCudaBackend } from './cuda/open-cuda-backend.ts';
import { jsBackend } from './js/js-backend.ts';
import { openTfjs, TFJS_VARIANTS, tfjsVersion, type TfjsVariant } from './tfjs/open-tfjs.ts';
import { openWebgpu, WEBGPU_INSTALL, webgpuVersion } from './webgpu/open-webgpu.ts';
import { createWasmBackend, wasmBackend } from './wasm/wasm-backend.ts';

export { cublasAlone } from './cuda/cublas-alone.ts';
export { describeCuda, openCudaBackend, type CudaOptions } from './cuda/open-cuda-backend.ts';

export interface BackendStatus {
  readonly name: string;
  /** `active`: it can be opened. */
  readonly state: 'active' | 'absent';
  /** Versions and what it computes with; or why it is not active, and what to do. */
  readonly detail: string;
}

interface Entry {
  readonly name: string;
  readonly describe: () => Promise<Omit<BackendStatus, 'name'>>;
  /** @throws Error if it is not active */
  readonly open: () => Promise<Backend>;
}

/** Opened to see whether it can be: a library may be there and not load. */
const tfjs = (name: TfjsVariant): Entry => ({
  name,
  describe: async () => {
    const version = tfjsVersion(name);
    if (version === null) return { state: 'absent', detail: `not installed: ${TFJS_VARIANTS[name].install}` };
    try {
      return { state: 'active', detail: `${version}; ${aboutDevices(await openTfjs(name))}` };
    } catch (error) {
      return { state: 'absent', detail: `${version} is installed, but ${reasonOf(error)}` };
    }
  },
  open: () => openTfjs(name),
});

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0].replace(/^[\w-]+: /, '');

/** `cpu:0, gpu:0; float32, bool` */
const aboutDevices = ({ devices, dtypes }: Backend): string =>
  `${devices.map((device) => device.slice(device.lastIndexOf('/') + 1)).join(', ')}; ${dtypes.join(', ')}`;

/** @throws Error for what is no number of threads */
function threadsOf(text: string | undefined): number {
  if (text === undefined || text === '') return 1;
  if (!/^([1-9]|[1-5]\d|6[0-4])$/.test(text))
    throw new Error(`RESIDUAL_WASM_THREADS is a number from 1 to 64, not '${text}'`);
  return Number(text);
}

const ENTRIES: readonly Entry[] = [
  {
    name: 'js',
    describe: async () => ({ state: 'active', detail: 'plain loops: the reference for the others' }),
    open: async () => jsBackend,
  },
  {
    name: 'wasm',
    describe: async () => ({ state: 'active', detail: aboutDevices(wasmBackend) }),
    open: async () => {
      const threads = threadsOf(process.env.RESIDUAL_WASM_THREADS);
      return threads === 1 ? wasmBackend : createWasmBackend({ threads });
    },
  },
  {
    name: 'cuda',
    describe: async () => {
      const { active, reason, device, versions } = describeCuda();
      if (!active) return { state: 'absent', detail: reason };
      const list = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
      return { state: 'active', detail: `${device}; ${list.join(', ')}` };
    },
    open: async () => {
      const backend = openCudaBackend();
      if ('reason' in backend) throw new Error(backend.reason);
      return backend;
    },
  },
  {
    name: 'webgpu',
    describe: async () => {
      const version = webgpuVersion();
      if (version === null) return { state: 'absent', detail: `not installed: ${WEBGPU_INSTALL}` };
      try {
        const backend = await openWebgpu();
        backend.close?.();
        return {
          state: 'active',
          detail: `webgpu ${version} on ${backend.adapter}; ${aboutDevices(backend)}`,
        };
      } catch (error) {
        return { state: 'absent', detail: `webgpu ${version} is installed, but ${reasonOf(error)}` };
      }
    },
    open: () => openWebgpu(),
  },
  tfjs('tfjs-node-gpu'),
  tfjs('tfjs-node'),
  tfjs('tfjs-wasm'),
];

export const describeBackends = (): Promise<BackendStatus[]> =>
  Promise.all(ENTRIES.map(async ({ name, describe }) => ({ name, ...(await describe()) })));

/** @throws Error for a name that is unknown or a backend that is not active */
export async function openBackend(name: string): Promise<Backend> {
  const entry = ENTRIES.find((one) => one.name === name);
  if (entry === undefined)
    throw new Error(`There is no backend '${name}'; there are ${ENTRIES.map((one) => one.name).join(', ')}`);
  return entry.open();
}
