// Bundles what runs in a sandbox: the isolate's module (an isolate has no modules of its own), V8's code cache
// for it, and the entry of the process (which then needs to read nothing but this folder, and starts faster).
// `node packages/sandbox/src/build.ts` does it; a sandbox also does it by itself when its inputs have changed.
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BuildOptions } from 'esbuild';
import { z } from 'zod';

const SOURCES = import.meta.dirname;
const ROOT = join(SOURCES, '../../..');
const FOLDER = join(ROOT, 'build/sandbox');
const MANIFEST = 'manifest.json';

export interface SandboxBuild {
  readonly folder: string;
  readonly isolatePath: string;
  readonly codeCachePath: string;
  readonly processPath: string;
}

const BUILT: SandboxBuild = {
  folder: FOLDER,
  isolatePath: join(FOLDER, 'isolate.js'),
  codeCachePath: join(FOLDER, 'isolate.cache'),
  processPath: join(FOLDER, 'process.mjs'),
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

interface Bundles {
  readonly isolate: Uint8Array;
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
    const main = await build({
      ...COMMON,
      entryPoints: [join(SOURCES, 'process/main.ts')],
      external: ['isolated-vm'],
      platform: 'node',
    });
    const inputs = new Set([isolate, main].flatMap(({ metafile }) => Object.keys(metafile.inputs)));
    return {
      isolate: isolate.outputFiles[0].contents,
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

/** Only ever made from our own bundle: a code cache is trusted by V8 as if it were code of its own. */
async function makeCodeCache(): Promise<void> {
  const temporary = `${BUILT.codeCachePath}.${randomUUID()}`;
  try {
    await promisify(execFile)(process.execPath, [
      '--no-node-snapshot',
      '--disable-warning=ExperimentalWarning',
      join(SOURCES, 'code-cache.ts'),
      BUILT.isolatePath,
      temporary,
    ]);
    await chmod(temporary, 0o644);
    await rename(temporary, BUILT.codeCachePath);
  } finally {
    await rm(temporary, { force: true });
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
  await makeCodeCache();
  await put(join(FOLDER, MANIFEST), JSON.stringify(manifest));
  return BUILT;
}

if (import.meta.main) {
  const startedAt = performance.now();
  const { folder } = await buildSandbox();
  console.log(`${folder} is up to date (${Math.round(performance.now() - startedAt)} ms)`);
}
