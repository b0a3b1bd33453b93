// A call of the CUDA libraries that failed: the device's fault or ours, never the program's.
import { BackendFailure } from '../run-error.ts';

/** CUDA_ERROR_OUT_OF_MEMORY */
const OUT_OF_MEMORY = 2;

export class CudaFailure extends BackendFailure {
  override name = 'CudaFailure';
  readonly call: string;
  readonly status: number;

  constructor(call: string, status: number, description: string) {
    super('cuda', `${call}: ${description}`);
    this.call = call;
    this.status = status;
  }

  get isOutOfMemory(): boolean {
    return this.status === OUT_OF_MEMORY && this.call.startsWith('cuMem');
  }

  /** Whether the device is in no state to go on with: so it is unless memory or the compiler failed. */
  get losesDevice(): boolean {
    return !this.isOutOfMemory && !this.call.startsWith('nvrtc');
  }
}
