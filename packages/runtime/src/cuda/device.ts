// One GPU as all sessions share it: the context, one stream, the libraries' handles, memory, and compiled kernels.
import type { Cublas } from './native/cublas.ts';
import type { Cusolver } from './native/cusolver.ts';
import { ATTRIBUTE, NON_BLOCKING, type Driver } from './native/driver.ts';
import { outHandle, outInt } from './native/bind.ts';
import type { Nvrtc } from './native/nvrtc.ts';
import { CudaFailure } from './cuda-failure.ts';
import { DeviceMemory, type Block } from './device-memory.ts';
import { ModuleCache } from './module-cache.ts';
import { Staging } from './staging.ts';

export interface CudaApi {
  readonly driver: Driver;
  readonly cublas: Cublas;
  readonly cusolver: Cusolver;
  readonly nvrtc: Nvrtc;
}

export interface DeviceOptions {
  /** Which GPU, as the driver counts them. */
  readonly ordinal: number;
  /** Bytes of device memory that tensors may take; four fifths of the device's unless given. */
  readonly memoryBudget?: number;
}

/** What NVIDIA recommends for Hopper; a workspace of our own lets products be captured in graphs. */
const CUBLAS_WORKSPACE = 32 << 20;
const USUAL_SHARE = 0.8;

export class Device {
  readonly api: CudaApi;
  readonly stream: number;
  readonly memory: DeviceMemory;
  /** Bytes that tensors may take. */
  readonly budget: number;
  readonly staging: Staging;
  readonly modules: ModuleCache;
  readonly cublas: number;
  readonly cusolver: number;
  /** Where cuSOLVER says whether it succeeded. */
  readonly info: Block;
  readonly #ordinal: number;
  readonly #workspace: Block;
  #closed = false;
  #lost: CudaFailure | null = null;

  constructor(api: CudaApi, { ordinal, memoryBudget }: DeviceOptions) {
    const { driver, cublas, cusolver } = api;
    this.api = api;
    this.#ordinal = ordinal;
    const context = outHandle((cell) => driver.cuDevicePrimaryCtxRetain(cell, ordinal));
    driver.cuCtxSetCurrent(context);
    this.stream = outHandle((cell) => driver.cuStreamCreate(cell, NON_BLOCKING));
    const total = outHandle((cell) => driver.cuDeviceTotalMem_v2(cell, ordinal));
    const budget = memoryBudget ?? Math.floor(total * USUAL_SHARE);
    this.memory = new DeviceMemory(driver, this.stream, budget + CUBLAS_WORKSPACE + (1 << 20));
    this.staging = new Staging(driver, this.stream);
    this.modules = new ModuleCache(driver, api.nvrtc, {
      architecture: architectureOf(driver, ordinal),
      stream: this.stream,
    });
    this.budget = budget;
    this.#workspace = this.memory.allocate(CUBLAS_WORKSPACE);
    this.info = this.memory.allocate(4);
    this.cublas = outHandle((cell) => cublas.cublasCreate_v2(cell));
    cublas.cublasSetStream_v2(this.cublas, this.stream);
    cublas.cublasSetWorkspace_v2(this.cublas, this.#workspace.address, CUBLAS_WORKSPACE);
    this.cusolver = outHandle((cell) => cusolver.cusolverDnCreate(cell));
    cusolver.cusolverDnSetStream(this.cusolver, this.stream);
  }

  /** A failure that no call can mend; the process has to open the device anew. */
  get lost(): CudaFailure | null {
    return this.#lost;
  }

  /**
   * All that uses the device goes through here: after a failure that leaves the device in an unknown state, nothing
   * is asked of it any more.
   * @throws CudaFailure
   */
  use<T>(action: () => T): T {
    if (this.#lost !== null) throw this.#lost;
    try {
      return action();
    } catch (error) {
      if (error instanceof CudaFailure && error.losesDevice) this.#lost = error;
      throw error;
    }
  }

  /** Gives everything back to the driver; what is lost the end of the process frees. Closing twice is harmless. */
  close(): void {
    if (this.#closed || this.#lost !== null) return;
    this.#closed = true;
    const { driver, cublas, cusolver } = this.api;
    cublas.cublasDestroy_v2(this.cublas);
    cusolver.cusolverDnDestroy(this.cusolver);
    this.modules.close();
    this.memory.free(this.#workspace);
    this.memory.free(this.info);
    this.memory.trim();
    this.staging.close();
    driver.cuStreamDestroy_v2(this.stream);
    driver.cuDevicePrimaryCtxRelease_v2(this.#ordinal);
  }
}

/** `sm_90` */
function architectureOf(driver: Driver, ordinal: number): string {
  const attribute = (which: number): number =>
    outInt((cell) => driver.cuDeviceGetAttribute(cell, which, ordinal));
  return `sm_${attribute(ATTRIBUTE.capabilityMajor)}${attribute(ATTRIBUTE.capabilityMinor)}`;
}
