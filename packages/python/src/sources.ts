// The files that Python is started from: Pyodide's own, from npm's package, and our modules.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../modules');
const require = createRequire(import.meta.url);

export const PYODIDE_FILES = {
  wasm: require.resolve('pyodide/pyodide.asm.wasm'),
  stdlib: require.resolve('pyodide/python_stdlib.zip'),
} as const;

/** Our modules' sources, by path. */
export async function pythonModules(): Promise<Record<string, string>> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Object.fromEntries(
    await Promise.all(
      paths.map(async (path) => [path.slice(FOLDER.length + 1), await readFile(path, 'utf8')] as const),
    ),
  );
}

/** Full paths of our modules' sources. */
export async function pythonModulePaths(): Promise<string[]> {
  return Object.keys(await pythonModules()).map((path) => join(FOLDER, path));
}
