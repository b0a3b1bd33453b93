// The CUDA driver API, as far as it is used: https://docs.nvidia.com/cuda/cuda-driver-api
import { bind, hostString, outHandle, type Bound, type NativeLibrary, type Prototypes } from './bind.ts';

const PROTOTYPES = {
  cuInit: ['uint'],
  cuDriverGetVersion: ['host'],
  cuDeviceGetCount: ['host'],
  cuDeviceGetName: ['host', 'int', 'int'],
  cuDeviceGetAttribute: ['host', 'int', 'int'],
  cuDeviceTotalMem_v2: ['host', 'int'],
  cuDevicePrimaryCtxRetain: ['host', 'int'],
  cuDevicePrimaryCtxRelease_v2: ['int'],
  cuCtxSetCurrent: ['handle'],
  cuStreamCreate: ['host', 'uint'],
  cuStreamSynchronize: ['handle'],
  cuStreamDestroy_v2: ['handle'],
  cuEventCreate: ['host', 'uint'],
  cuEventRecord: ['handle', 'handle'],
  cuEventSynchronize: ['handle'],
  cuEventElapsedTime: ['host', 'handle', 'handle'],
  cuEventDestroy_v2: ['handle'],
  cuMemAlloc_v2: ['host', 'size'],
  cuMemFree_v2: ['handle'],
  cuMemAllocHost_v2: ['host', 'size'],
  cuMemFreeHost: ['handle'],
  cuMemcpyHtoDAsync_v2: ['handle', 'handle', 'size', 'handle'],
  cuMemcpyDtoHAsync_v2: ['handle', 'handle', 'size', 'handle'],
  cuMemcpyDtoDAsync_v2: ['handle', 'handle', 'size', 'handle'],
  cuMemsetD8Async: ['handle', 'int', 'size', 'handle'],
  cuModuleLoadData: ['host', 'host'],
  cuModuleGetFunction: ['host', 'handle', 'string'],
  cuModuleUnload: ['handle'],
  // function, grid x y z, block x y z, shared bytes, stream, params, extra
  // prettier-ignore
  cuLaunchKernel: ['handle', 'uint', 'uint', 'uint', 'uint', 'uint', 'uint', 'uint', 'handle', 'handle', 'handle'],
  cuStreamBeginCapture_v2: ['handle', 'int'],
  cuStreamEndCapture: ['handle', 'host'],
  cuGraphInstantiateWithFlags: ['host', 'handle', 'handle'],
  cuGraphLaunch: ['handle', 'handle'],
  cuGraphExecDestroy: ['handle'],
  cuGraphDestroy: ['handle'],
} as const satisfies Prototypes;

export type Driver = Bound<typeof PROTOTYPES>;

/** Attributes of a device (CUdevice_attribute). */
export const ATTRIBUTE = { multiprocessors: 16, capabilityMajor: 75, capabilityMinor: 76 } as const;

/** CU_STREAM_NON_BLOCKING: does not wait for the legacy default stream. */
export const NON_BLOCKING = 1;
/** CU_EVENT_DISABLE_TIMING */
export const WITHOUT_TIMING = 2;
/** CU_STREAM_CAPTURE_MODE_THREAD_LOCAL */
export const CAPTURE_THREAD_LOCAL = 1;

export function bindDriver(library: NativeLibrary): Driver {
  const nameOf = library.func('cuGetErrorName', 'int', ['int', 'void *']);
  const textOf = library.func('cuGetErrorString', 'int', ['int', 'void *']);
  const text = (call: typeof nameOf, status: number): string => {
    const address = outHandle((cell) => call(status, cell));
    return address === 0 ? 'unknown' : hostString(address);
  };
  return bind(library, PROTOTYPES, (status) => `${text(nameOf, status)}, ${text(textOf, status)}`);
}
