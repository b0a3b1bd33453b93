// Builds the mock driver (mock-cuda.c) for tests, and speaks to it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { foreignFunctions } from '../native/bind.ts';

export interface MockCuda {
  /** To be given to openCudaBackend. */
  readonly environment: Readonly<Record<string, string>>;
  /** Forgets calls and planned failures. */
  reset(): void;
  /** The nth call from now of an entry point fails. */
  failAt(entry: string, nth: number, status: number): void;
  /** How often an entry point was called. */
  calls(entry: string): number;
  /** Handles and blocks of memory that were not given back. */
  live(): number;
  deviceBytes(): number;
  setTotalBytes(bytes: number): void;
  reverseThreads(on: boolean): void;
  remove(): void;
}

const LIBRARIES = ['libcuda.so.1', 'libnvrtc.so.13', 'libcublas.so.13', 'libcusolver.so.12'];

/** Why the mock cannot be built here; null if it can. */
export function whyNoMock(): string | null {
  for (const compiler of ['gcc', 'g++'])
    try {
      execFileSync(compiler, ['--version'], { stdio: 'ignore' });
    } catch {
      return `${compiler} is not there`;
    }
  try {
    foreignFunctions();
  } catch (error) {
    return `koffi cannot be loaded: ${(error as Error).message}`;
  }
  return null;
}

export function buildMockCuda(): MockCuda {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'residual-mock-cuda-'));
  const source = (name: string): string => path.join(import.meta.dirname, name);
  const libraries = path.join(folder, 'lib');
  mkdirSync(libraries);
  copyFileSync(source('host-shim.h'), path.join(folder, 'host-shim.h'));
  const library = path.join(folder, 'mock-cuda.so');
  const flags = ['-std=gnu11', '-O1', '-Wall', '-Wextra', '-Werror', '-Wno-misleading-indentation'];
  const shared = ['-shared', '-fPIC', '-fvisibility=hidden'];
  execFileSync('gcc', [...flags, ...shared, '-o', library, source('mock-cuda.c'), '-lm', '-ldl']);
  // One library under four names: the loader takes them for the same.
  for (const name of LIBRARIES) symlinkSync(library, path.join(libraries, name));
  const mock = foreignFunctions().load(library);
  const setenv = foreignFunctions().load('libc.so.6').func('int setenv(str name, str value, int overwrite)');
  setenv('RESIDUAL_MOCK_FOLDER', folder, 1);
  const [reset, failAt, calls, live, deviceBytes, setTotalBytes, reverse] = [
    mock.func('void mock_reset()'),
    mock.func('void mock_fail(str name, long nth, int status)'),
    mock.func('long mock_calls(str name)'),
    mock.func('long mock_live()'),
    mock.func('long mock_device_bytes()'),
    mock.func('void mock_total_bytes(long bytes)'),
    mock.func('void mock_reverse_threads(int on)'),
  ];
  return {
    environment: { RESIDUAL_CUDA_LIBRARIES: libraries },
    reset: () => reset(),
    failAt: (entry, nth, status) => failAt(entry, nth, status),
    calls: (entry) => Number(calls(entry)),
    live: () => Number(live()),
    deviceBytes: () => Number(deviceBytes()),
    setTotalBytes: (bytes) => setTotalBytes(bytes),
    reverseThreads: (on) => reverse(on ? 1 : 0),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
