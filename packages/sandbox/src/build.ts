// Bundles what runs in a sandbox: the isolate's module (an isolate has no modules of its own), V8's code cache
// for it, and the entry of the process (which then needs to read nothing but this folder, and starts faster).
// `node packages/sandbox/src/build.ts` does it; a sandbox also does it by itself when its inputs have changed.
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { PYODIDE_FILES, pythonModulePaths } from '@residual/python/sources';
import type { BuildOptions } from 'esbuild';
import { z } from 'zod';
import { pyodidePlugin } from './pyodide-plugin.ts';

const SOURCES = import.meta.dirname;
const ROOT = join(SOURCES, '../../..');
const FOLDER = join(ROOT, 'build/sandbox');
const MANIFEST = 'manifest.json';

export interface SandboxBuild {
  readonly folder: string;
  readonly isolatePath: string;
  readonly codeCachePath: string;
  readonly processPath: string;
  /** Absent where no process for Python can be started. */
  readonly python?: PythonBuild;
}

export interface PythonBuild {
  readonly isolatePath: string;
  readonly codeCachePath: string;
  /** Python's memory with our modules loaded. */
  readonly snapshotPath: string;
  /** Pyodide's own files, where npm has put them. */
  readonly wasmPath: string;
  readonly stdlibPath: string;
}

const BUILT = {
  folder: FOLDER,
  isolatePath: join(FOLDER, 'isolate.js'),
  codeCachePath: join(FOLDER, 'isolate.cache'),
  processPath: join(FOLDER, 'process.mjs'),
  python: {
    isolatePath: join(FOLDER, 'python.js'),
    codeCachePath: join(FOLDER, 'python.cache'),
    snapshotPath: join(FOLDER, 'python.snapshot'),
    wasmPath: PYODIDE_FILES.wasm,
    stdlibPath: PYODIDE_FILES.stdlib,
  },
} as const satisfies SandboxBuild;

const manifestSchema = z.strictObject({
  /** V8's code cache is good for one version only. */
  node: z.string(),
  inputs: z.array(z.string()),
  /** Of the contents of all inputs. */
  hash: z.string(),
});

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  target: 'es2024',
  write: false,
  metafile: true,
  logLevel: 'silent',
  legalComments: 'none',
} as const satisfies BuildOptions;

const PYODIDE = Object.values(PYODIDE_FILES);

interface Bundles {
  readonly isolate: Uint8Array;
  readonly python: Uint8Array;
  readonly process: Uint8Array;
  /** Paths from the root. */
  readonly inputs: string[];
}

async function makeBundles(): Promise<Bundles> {
  const { build, stop } = await import('esbuild');
  try {
    const isolate = await build({
      ...COMMON,
      entryPoints: [join(SOURCES, 'isolate/main.ts')],
      inject: [join(SOURCES, 'isolate/captured.ts')],
      platform: 'neutral',
    });
    const python = await build({
      ...COMMON,
      entryPoints: [join(SOURCES, 'isolate/python.ts')],
      inject: [join(SOURCES, 'isolate/captured.ts'), join(SOURCES, 'isolate/captured-python.ts')],
      external: ['node:*', 'ws'],
      plugins: [pyodidePlugin],
      platform: 'neutral',
    });
    const main = await build({
      ...COMMON,
      entryPoints: [join(SOURCES, 'process/main.ts')],
      external: ['isolated-vm'],
      platform: 'node',
    });
    const inputs = new Set([isolate, python, main].flatMap(({ metafile }) => Object.keys(metafile.inputs)));
    for (const path of [...(await pythonModulePaths()), join(SOURCES, 'python-snapshot.ts'), ...PYODIDE])
      inputs.add(relative(ROOT, path));
    return {
      isolate: isolate.outputFiles[0].contents,
      python: python.outputFiles[0].contents,
      process: main.outputFiles[0].contents,
      inputs: [...inputs].toSorted(),
    };
  } finally {
    // Its own process would run on otherwise.
    await stop();
  }
}

async function hashOf(inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${input}\0`).update(await readFile(join(ROOT, input)));
  return hash.digest('hex');
}

async function isUpToDate(): Promise<boolean> {
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(join(FOLDER, MANIFEST), 'utf8')));
    return manifest.node === process.version && manifest.hash === (await hashOf(manifest.inputs));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing || error instanceof z.ZodError || error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Whole or not at all, readable to the sandbox's user whatever our umask is. */
async function put(path: string, contents: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  await writeFile(temporary, contents);
  await chmod(temporary, 0o644);
  await rename(temporary, path);
}

/**
 * Runs a script of ours, which makes files of its last arguments. Only ever made from our own bundle: a code cache is
 * trusted by V8 as if it were code of its own, and a snapshot is Python's memory.
 */
async function makeFiles(script: string, bundlePath: string, paths: readonly string[]): Promise<void> {
  const temporary = paths.map((path) => `${path}.${randomUUID()}`);
  try {
    await promisify(execFile)(process.execPath, [
      '--no-node-snapshot',
      '--disable-warning=ExperimentalWarning',
      join(SOURCES, script),
      bundlePath,
      ...temporary,
    ]);
    for (const [i, path] of paths.entries()) {
      await chmod(temporary[i], 0o644);
      await rename(temporary[i], path);
    }
  } finally {
    for (const path of temporary) await rm(path, { force: true });
  }
}

/** Does nothing when the inputs are as they were. Several processes may build at once: they write the same. */
export async function buildSandbox(): Promise<SandboxBuild> {
  if (await isUpToDate()) return BUILT;
  const bundles = await makeBundles();
  const manifest: z.infer<typeof manifestSchema> = {
    node: process.version,
    inputs: bundles.inputs,
    hash: await hashOf(bundles.inputs),
  };
  await mkdir(FOLDER, { recursive: true });
  await rm(join(FOLDER, MANIFEST), { force: true });
  await put(BUILT.isolatePath, bundles.isolate);
  await put(BUILT.processPath, bundles.process);
  await put(BUILT.python.isolatePath, bundles.python);
  const { python } = BUILT;
  await Promise.all([
    makeFiles('code-cache.ts', BUILT.isolatePath, [BUILT.codeCachePath]),
    makeFiles('python-snapshot.ts', python.isolatePath, [python.codeCachePath, python.snapshotPath]),
  ]);
  await put(join(FOLDER, MANIFEST), JSON.stringify(manifest));
  return BUILT;
}

if (import.meta.main) {
  const startedAt = performance.now();
  const { folder } = await buildSandbox();
  console.log(`${folder} is up to date (${Math.round(performance.now() - startedAt)} ms)`);
}
