// The way in: whether CUDA can be used here, and the backend itself. Only for processes of our own, never for the one
// that runs a student's program.
import { CPU_DEVICE } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { compilePlan } from '../compiler/compile-plan.ts';
import { CUDA_DEVICE, cudaSupports } from './cuda-placement.ts';
import { Device, type CudaApi } from './device.ts';
import { librarySearch, openLibrary, type LibraryFinding, type LibraryName } from './libraries.ts';
import { bindCublas } from './native/cublas.ts';
import { bindCusolver } from './native/cusolver.ts';
import { bindDriver, type Driver } from './native/driver.ts';
import { bindNvrtc } from './native/nvrtc.ts';
import { outInt, type NativeLibrary } from './native/bind.ts';
import { CudaSession } from './session.ts';

export interface CudaOptions {
  /** Which GPU, as the driver counts them; the first unless given. */
  readonly ordinal?: number;
  /** Bytes of device memory that tensors may take; four fifths of the device's unless given. */
  readonly memoryBudget?: number;
  /** Where RESIDUAL_CUDA_LIBRARIES and PATH are looked up; this process's environment unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface CudaDescription {
  readonly active: boolean;
  /** Why it is not active and what to do; empty if it is. */
  readonly reason: string;
  /** `NVIDIA H200`; null if there is none. */
  readonly device: string | null;
  /** Of what could be loaded: `driver`, `nvrtc`, `cublas`, `cusolver`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly libraries: readonly LibraryFinding[];
}

/** What there is of CUDA on this machine. Leaves no context behind. */
export function describeCuda(options: CudaOptions = {}): CudaDescription {
  const found = loadCuda(options);
  return {
    active: found.api !== null,
    reason: found.reason,
    device: found.device,
    versions: found.versions,
    libraries: found.libraries,
  };
}

/**
 * The backend, with the device opened: its sessions share a context, a stream and the budget.
 * @returns why there is none, if there is none
 * @throws BackendFailure if the device is there and fails
 */
export function openCudaBackend(options: CudaOptions = {}): Backend | { readonly reason: string } {
  const { api, reason } = loadCuda(options);
  if (api === null) return { reason };
  const { ordinal = 0, memoryBudget } = options;
  const device = new Device(api, { ordinal, ...(memoryBudget === undefined ? {} : { memoryBudget }) });
  return {
    name: 'cuda',
    dtypes: ['float32', 'float64', 'int32', 'bool'],
    devices: [CPU_DEVICE, CUDA_DEVICE],
    supports: cudaSupports,
    openSession: () => new CudaSession(device, compilePlan),
    close: () => device.close(),
  };
}

export interface FoundCuda {
  readonly api: CudaApi | null;
  readonly reason: string;
  readonly device: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly libraries: readonly LibraryFinding[];
}

const LIBRARIES: readonly LibraryName[] = ['cuda', 'nvrtc', 'cublas', 'cusolver'];

/** The libraries, bound, and what was found of them; no context is made. */
export function loadCuda({ environment = process.env, ordinal = 0 }: CudaOptions): FoundCuda {
  const search = librarySearch(environment);
  const libraries: LibraryFinding[] = [];
  const loaded = new Map<LibraryName, NativeLibrary>();
  const nothing = { api: null, device: null, versions: {}, libraries };
  for (const name of LIBRARIES) {
    try {
      const { finding, library } = openLibrary(name, search);
      libraries.push(finding);
      if (library !== null) loaded.set(name, library);
    } catch (error) {
      return { ...nothing, reason: `koffi cannot be loaded: ${(error as Error).message}` };
    }
  }
  const missing = libraries.filter(({ path }) => path === null);
  if (missing.length > 0) return { ...nothing, reason: reasonOf(missing) };
  try {
    const driver = bindDriver(loaded.get('cuda')!);
    const cublas = bindCublas(loaded.get('cublas')!);
    const cusolver = bindCusolver(loaded.get('cusolver')!);
    const nvrtc = bindNvrtc(loaded.get('nvrtc')!);
    driver.cuInit(0);
    const count = outInt((cell) => driver.cuDeviceGetCount(cell));
    if (ordinal >= count)
      return { ...nothing, reason: `there are ${count} CUDA devices, and number ${ordinal} is asked for` };
    const versions = {
      driver: driverVersion(driver),
      nvrtc: nvrtc.version,
      cublas: propertyVersion((property, cell) => cublas.cublasGetProperty(property, cell)),
      cusolver: propertyVersion((property, cell) => cusolver.cusolverGetProperty(property, cell)),
    };
    const device = deviceName(driver, ordinal);
    return { api: { driver, cublas, cusolver, nvrtc }, reason: '', device, versions, libraries };
  } catch (error) {
    return { ...nothing, reason: (error as Error).message };
  }
}

function reasonOf(missing: readonly LibraryFinding[]): string {
  const reasons = missing.map(({ reason }) => reason).join('; ');
  return missing.some(({ name }) => name === 'cuda')
    ? `no NVIDIA driver: ${reasons}`
    : `${reasons}: set RESIDUAL_CUDA_LIBRARIES to the folders that hold the CUDA 12 or 13 libraries`;
}

/** 13000 is 13.0. */
function driverVersion(driver: Driver): string {
  const version = outInt((cell) => driver.cuDriverGetVersion(cell));
  return `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`;
}

/** MAJOR_VERSION, MINOR_VERSION, PATCH_LEVEL */
const propertyVersion = (get: (property: number, cell: Int32Array) => void): string =>
  [0, 1, 2].map((property) => outInt((cell) => get(property, cell))).join('.');

function deviceName(driver: Driver, ordinal: number): string {
  const name = new Uint8Array(256);
  driver.cuDeviceGetName(name, name.length, ordinal);
  return new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
}
