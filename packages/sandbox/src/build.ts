// Makes what runs in a sandbox: the isolate's module (an isolate has no modules of its own) with V8's code cache for
// it, the entry of the process (which then needs to read nothing but this folder, and starts faster), and, apart from
// them, the module for Python with a snapshot of Python's memory.
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

export interface SandboxBuild {
  readonly folder: string;
  readonly isolatePath: string;
  readonly codeCachePath: string;
  readonly processPath: string;
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

const BUILT: SandboxBuild = {
  folder: FOLDER,
  isolatePath: join(FOLDER, 'isolate.js'),
  codeCachePath: join(FOLDER, 'isolate.cache'),
  processPath: join(FOLDER, 'process.mjs'),
};

const PYTHON: PythonBuild = {
  isolatePath: join(FOLDER, 'python.js'),
  codeCachePath: join(FOLDER, 'python.cache'),
  snapshotPath: join(FOLDER, 'python.snapshot'),
  wasmPath: PYODIDE_FILES.wasm,
  stdlibPath: PYODIDE_FILES.stdlib,
};

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

interface Target {
  /** Bundles by the path of their file. */
  readonly bundles: Readonly<Record<string, BuildOptions>>;
  /** Paths of files that matter besides what is bundled. */
  readonly others: () => Promise<readonly string[]>;
  /** A script that makes the last files of a bundle. */
  readonly script: string;
  readonly from: string;
  readonly makes: readonly string[];
  /** Tells what the files were made from. */
  readonly manifest: string;
}

const CAPTURED = join(SOURCES, 'isolate/captured.ts');

const SCRIPTS: Target = {
  bundles: {
    [BUILT.isolatePath]: {
      entryPoints: [join(SOURCES, 'isolate/main.ts')],
      inject: [CAPTURED],
      platform: 'neutral',
    },
    [BUILT.processPath]: {
      entryPoints: [join(SOURCES, 'process/main.ts')],
      external: ['isolated-vm'],
      platform: 'node',
    },
  },
  others: () => Promise.resolve([join(SOURCES, 'code-cache.ts')]),
  script: 'code-cache.ts',
  from: BUILT.isolatePath,
  makes: [BUILT.codeCachePath],
  manifest: join(FOLDER, 'manifest.json'),
};

const PROGRAMS_IN_PYTHON: Target = {
  bundles: {
    [PYTHON.isolatePath]: {
      entryPoints: [join(SOURCES, 'isolate/python.ts')],
      inject: [CAPTURED, join(SOURCES, 'isolate/captured-python.ts')],
      external: ['node:*', 'ws'],
      plugins: [pyodidePlugin],
      platform: 'neutral',
    },
  },
  others: async () => [
    ...(await pythonModulePaths()),
    ...Object.values(PYODIDE_FILES),
    join(SOURCES, 'python-snapshot.ts'),
    join(SOURCES, 'process/python-guest.ts'),
  ],
  script: 'python-snapshot.ts',
  from: PYTHON.isolatePath,
  makes: [PYTHON.codeCachePath, PYTHON.snapshotPath],
  manifest: join(FOLDER, 'python.json'),
};

async function bundle({
  bundles,
}: Target): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly inputs: readonly string[] }> {
  const { build, stop } = await import('esbuild');
  try {
    const files = new Map<string, Uint8Array>();
    const inputs = new Set<string>();
    for (const [path, options] of Object.entries(bundles)) {
      const { outputFiles, metafile } = await build({ ...COMMON, ...options, write: false, metafile: true });
      files.set(path, outputFiles[0].contents);
      for (const input of Object.keys(metafile.inputs)) inputs.add(input);
    }
    return { files, inputs: [...inputs] };
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

const relativePaths = (paths: readonly string[]): string[] => paths.map((path) => relative(ROOT, path));

async function isUpToDate({ manifest: path, others }: Target): Promise<boolean> {
  try {
    const manifest = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const known = new Set(manifest.inputs);
    return (
      manifest.node === process.version &&
      relativePaths(await others()).every((other) => known.has(other)) &&
      manifest.hash === (await hashOf(manifest.inputs))
    );
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
 * Only ever made from our own bundle: V8 trusts a code cache as if it were code of its own, and Python its memory.
 */
async function runScript({ script, from, makes }: Target): Promise<void> {
  const temporary = makes.map((path) => `${path}.${randomUUID()}`);
  try {
    await promisify(execFile)(process.execPath, [
      '--no-node-snapshot',
      '--disable-warning=ExperimentalWarning',
      join(SOURCES, script),
      from,
      ...temporary,
    ]);
    for (const [i, path] of makes.entries()) {
      await chmod(temporary[i], 0o644);
      await rename(temporary[i], path);
    }
  } finally {
    for (const path of temporary) await rm(path, { force: true });
  }
}

/** One after the other: stopping esbuild stops whatever it builds. */
let making: Promise<unknown> = Promise.resolve();

/** Does nothing when the inputs are as they were. Several processes may build at once: they write the same. */
function make(target: Target): Promise<void> {
  const made = making.then(() => makeAnew(target));
  making = made.catch(() => undefined);
  return made;
}

async function makeAnew(target: Target): Promise<void> {
  if (await isUpToDate(target)) return;
  const { files, inputs } = await bundle(target);
  const all = [...new Set([...inputs, ...relativePaths(await target.others())])].toSorted();
  const manifest: z.infer<typeof manifestSchema> = {
    node: process.version,
    inputs: all,
    hash: await hashOf(all),
  };
  await mkdir(FOLDER, { recursive: true });
  await rm(target.manifest, { force: true });
  for (const [path, contents] of files) await put(path, contents);
  await runScript(target);
  await put(target.manifest, JSON.stringify(manifest));
}

export async function buildSandbox(): Promise<SandboxBuild> {
  await make(SCRIPTS);
  return BUILT;
}

/** What processes for Python are started from besides. */
export async function buildPython(): Promise<PythonBuild> {
  await make(PROGRAMS_IN_PYTHON);
  return PYTHON;
}

if (import.meta.main) {
  const startedAt = performance.now();
  const { folder } = await buildSandbox();
  await buildPython();
  console.log(`${folder} is up to date (${Math.round(performance.now() - startedAt)} ms)`);
}
