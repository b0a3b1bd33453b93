// numpy in plain Pyodide, without isolate and sandbox: for tests of the module and for its page of documentation.
import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import { loadPyodide, type PyodideInterface } from 'pyodide';
import { arrays, useLibm } from './arrays/index.ts';
import { pythonModules } from './sources.ts';

/** Python with our numpy; about two seconds. */
export async function startNumpy(): Promise<PyodideInterface> {
  const python = await loadPyodide({
    indexURL: dirname(createRequire(import.meta.url).resolve('pyodide/pyodide.asm.wasm')),
  });
  for (const [path, source] of Object.entries(await pythonModules())) {
    if (!path.startsWith('numpy/')) continue;
    python.FS.mkdirTree(`/modules/${dirname(path)}`);
    python.FS.writeFile(`/modules/${path}`, source);
  }
  useLibm((python as unknown as { readonly _module: Record<string, unknown> })._module);
  python.registerJsModule('_residual_arrays', arrays);
  python.runPython("import sys; sys.path.insert(0, '/modules')");
  return python;
}
