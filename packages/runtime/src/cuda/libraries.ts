// Finds the CUDA libraries. The driver's (libcuda) comes with the driver; the others from a CUDA toolkit or from
// Python's `nvidia-*` packages.
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { loadLibrary, type NativeLibrary } from './native/bind.ts';

export type LibraryName = 'cuda' | 'nvrtc' | 'cublas' | 'cusolver';

/** File names to look for, the newest first. CUDA 12 and 13 have the entry points that are used. */
const FILES: { readonly [K in LibraryName]: readonly string[] } = {
  cuda: ['libcuda.so.1'],
  nvrtc: ['libnvrtc.so.13', 'libnvrtc.so.12'],
  cublas: ['libcublas.so.13', 'libcublas.so.12'],
  cusolver: ['libcusolver.so.12', 'libcusolver.so.11'],
};

const TOOLKITS = [
  '/usr/local/cuda/lib64',
  '/usr/local/nvidia/lib64',
  '/usr/local/nvidia/lib',
  '/usr/lib/x86_64-linux-gnu',
];

export interface LibraryFinding {
  readonly name: LibraryName;
  /** Null if there is none, with the reason. */
  readonly path: string | null;
  readonly reason: string;
}

export interface LibrarySearch {
  /** Folders to look in before all others; the value of RESIDUAL_CUDA_LIBRARIES, split at colons. */
  readonly folders: readonly string[];
  /** PATH: a Python found there may have the libraries as packages. */
  readonly path: string;
}

export const librarySearch = (environment: Readonly<Record<string, string | undefined>>): LibrarySearch => ({
  folders: (environment.RESIDUAL_CUDA_LIBRARIES ?? '').split(':').filter((folder) => folder !== ''),
  path: environment.PATH ?? '',
});

/** `nvidia/cu13/lib` and the like beside every Python on the path. */
function* pythonFolders(search: string): Iterable<string> {
  for (const bin of search.split(':')) {
    if (bin === '' || !existsSync(path.join(bin, 'python3'))) continue;
    const packages = path.join(bin, '../lib/python3*/site-packages/nvidia/*/lib');
    yield* globSync(packages).toSorted().toReversed();
  }
}

/**
 * Loads one library: from the folders that are named, by the loader's own search (ldconfig), from the usual places
 * of CUDA toolkits, and from the Pythons on the path, in this order.
 */
export function openLibrary(
  name: LibraryName,
  search: LibrarySearch,
): { readonly finding: LibraryFinding; readonly library: NativeLibrary | null } {
  const tried: string[] = [];
  for (const candidate of candidates(name, search)) {
    try {
      if (name === 'nvrtc') loadBuiltins(candidate);
      const library = loadLibrary(candidate);
      return { finding: { name, path: candidate, reason: '' }, library };
    } catch (error) {
      tried.push(`${candidate}: ${(error as Error).message}`);
    }
  }
  const present = tried.filter((text) => !/No such file|cannot open shared object/.test(text));
  const reason = [`${FILES[name].join(' or ')} not found`, ...present].join('; ');
  return { finding: { name, path: null, reason }, library: null };
}

/** NVRTC opens a second library by its bare name, which the loader only finds if it is there already. */
function loadBuiltins(nvrtc: string): void {
  if (!path.isAbsolute(nvrtc)) return;
  for (const file of globSync(path.join(path.dirname(nvrtc), 'libnvrtc-builtins.so.*'))) loadLibrary(file);
}

function* candidates(name: LibraryName, { folders, path: search }: LibrarySearch): Iterable<string> {
  const files = FILES[name];
  const inside = (folder: string): string[] =>
    files.map((file) => path.join(folder, file)).filter((file) => existsSync(file));
  for (const folder of folders) yield* inside(folder);
  yield* files;
  for (const folder of TOOLKITS) yield* inside(folder);
  if (name !== 'cuda') for (const folder of pythonFolders(search)) yield* inside(folder);
}
