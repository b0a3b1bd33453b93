// NVRTC compiles CUDA C at run time: https://docs.nvidia.com/cuda/nvrtc
import { CudaFailure } from '../cuda-failure.ts';
import {
  bind,
  foreignFunctions,
  outHandle,
  outInt,
  type Bound,
  type NativeLibrary,
  type Prototypes,
} from './bind.ts';

const PROTOTYPES = {
  nvrtcVersion: ['host', 'host'],
  // out program, source, name, number of headers, their sources, their names
  nvrtcCreateProgram: ['host', 'string', 'string', 'int', 'handle', 'handle'],
  nvrtcDestroyProgram: ['host'],
  nvrtcGetCUBINSize: ['handle', 'host'],
  nvrtcGetCUBIN: ['handle', 'host'],
  nvrtcGetProgramLogSize: ['handle', 'host'],
  nvrtcGetProgramLog: ['handle', 'host'],
} as const satisfies Prototypes;

export interface Nvrtc {
  /** `13.0` */
  readonly version: string;
  /**
   * Machine code for the kernels of `source`.
   * @param architecture as `sm_90`
   * @throws CudaFailure with the compiler's log if the source is not CUDA C
   */
  compile(source: string, architecture: string): Uint8Array;
}

export function bindNvrtc(library: NativeLibrary): Nvrtc {
  const koffi = foreignFunctions();
  const describe = library.func('nvrtcGetErrorString', 'str', ['int']);
  const nvrtc = bind(library, PROTOTYPES, (status) => describe(status) as string);
  const compileProgram = library.func('nvrtcCompileProgram', 'int', [
    'uint64_t',
    'int',
    koffi.pointer('str'),
  ]);

  const log = (program: number): string => {
    const size = outHandle((cell) => nvrtc.nvrtcGetProgramLogSize(program, cell));
    const text = new Uint8Array(size);
    nvrtc.nvrtcGetProgramLog(program, text);
    return new TextDecoder().decode(text.subarray(0, Math.max(0, size - 1)));
  };

  return {
    version: versionOf(nvrtc),
    compile(source, architecture) {
      const program = outHandle((cell) => nvrtc.nvrtcCreateProgram(cell, source, 'residual.cu', 0, 0, 0));
      try {
        const options = [`--gpu-architecture=${architecture}`, '--std=c++17'];
        const status = compileProgram(program, options.length, options) as number;
        if (status !== 0)
          throw new CudaFailure('nvrtcCompileProgram', status, `${describe(status)}\n${log(program)}`);
        const size = outHandle((cell) => nvrtc.nvrtcGetCUBINSize(program, cell));
        const code = new Uint8Array(size);
        nvrtc.nvrtcGetCUBIN(program, code);
        return code;
      } finally {
        nvrtc.nvrtcDestroyProgram(BigUint64Array.of(BigInt(program)));
      }
    },
  };
}

function versionOf(nvrtc: Bound<typeof PROTOTYPES>): string {
  let minor = 0;
  const major = outInt((first) => {
    const second = new Int32Array(1);
    nvrtc.nvrtcVersion(first, second);
    [minor] = second;
  });
  return `${major}.${minor}`;
}
