// CPython in WebAssembly (Pyodide), started by ourselves: no loader that looks for files, packages or a network; from a
// memory snapshot where there is one.
import createPyodideModule, { type PyodideApi } from 'pyodide/pyodide.asm.mjs';

export interface EngineOptions {
  /** Pyodide's compiled module. */
  readonly wasm: WebAssembly.Module;
  /** The standard library as a zip archive. */
  readonly stdlib: Uint8Array;
  /** As `makeSnapshot` of an engine with the same modules gave it. */
  readonly snapshot?: Uint8Array;
  /** Most bytes that Python's memory grows to; then it raises MemoryError. */
  readonly heapBytes: number;
  /** What Python imports under these names. */
  readonly modules: Readonly<Record<string, object>>;
  /** Python's own modules, by path; not needed with a snapshot. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Engine {
  readonly python: PyodideApi;
  /** Functions of Python's C library, by name with `_` before it. */
  readonly library: Readonly<Record<string, unknown>>;
  makeSnapshot(): Uint8Array;
}

const MODULES_FOLDER = '/residual';
const PYTHON = [3, 14] as const;
/** Of a module with two functions that tell whether a call has thrown: Pyodide asks for it before it starts. */
const ERROR_MARKER = Symbol('error marker');

const SHELL = {
  IN_BUN: false,
  IN_DENO: false,
  IN_NODE: false,
  IN_SAFARI: false,
  IN_SHELL: true,
  IN_WORKERD: false,
  IN_BROWSER: true,
  IN_BROWSER_MAIN_THREAD: false,
  IN_BROWSER_WEB_WORKER: false,
  IN_NODE_COMMONJS: false,
  IN_NODE_ESM: false,
};

/** Of the pyodide package whose files these are; a snapshot of another one is refused. */
const BUILD_ID = '990c3b51a9722d62434de2bbc9643732658d488c1b6d467f22c1b6beba80d497';

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { wasm, stdlib, snapshot, heapBytes, modules, files = {} } = options;
  const names = new Map<unknown, string>();
  for (const [name, module] of Object.entries(modules)) nameParts(names, name, module);
  const config = {
    jsglobals: {},
    env: { HOME: '/', PYTHONINSPECT: '1', PYTHONDONTWRITEBYTECODE: '1' },
    args: [],
    packages: [],
    packageCacheDir: '/',
    indexURL: '/',
    fullStdLib: false,
    enableRunUntilComplete: false,
    checkAPIVersion: false,
    BUILD_ID,
    _makeSnapshot: snapshot === undefined,
  };
  const api = { config, runtimeEnv: SHELL, lockFilePromise: Promise.resolve(EMPTY_LOCK_FILE) };
  const pyodide = await createPyodideModule({
    noImageDecoding: true,
    noAudioDecoding: true,
    noWasmDecoding: false,
    heapMax: heapBytes,
    thisProgram: 'python',
    arguments: [],
    API: api,
    locateFile: (path: string) => path,
    preRun: [
      ({ FS, ENV, API }: Parameters<typeof prepareFiles>[0]) =>
        prepareFiles({ FS, ENV, API }, stdlib, config.env),
    ],
    instantiateWasm: (
      imports: { env: Record<string, unknown> },
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => {
      imports.env.Jsv_GetError_import = () => ERROR_MARKER;
      imports.env.JsvError_Check = (value: unknown) => (value === ERROR_MARKER ? 1 : 0);
      done(new WebAssembly.Instance(wasm, imports as unknown as WebAssembly.Imports), wasm);
      return {};
    },
    ...(snapshot === undefined ? {} : { noInitialRun: true, INITIAL_MEMORY: snapshot.length }),
  });
  const { API } = pyodide;
  API.setCompatNullToNone(true);
  const python = API.finalizeBootstrap(snapshot && API.restoreSnapshot(snapshot), (path) =>
    partAt(modules, path as string),
  );
  API.initializeStreams(
    () => null,
    () => undefined,
    () => undefined,
  );
  if (snapshot === undefined) {
    for (const [path, text] of Object.entries(files)) {
      const full = `${MODULES_FOLDER}/${path}`;
      python.FS.mkdirTree(full.slice(0, full.lastIndexOf('/')));
      python.FS.writeFile(full, text);
    }
    for (const [name, module] of Object.entries(modules)) python.registerJsModule(name, module);
    python.runPython(`import sys; sys.path.insert(0, '${MODULES_FOLDER}')`);
  }
  return {
    python,
    library: pyodide as unknown as Readonly<Record<string, unknown>>,
    makeSnapshot: () =>
      python.makeMemorySnapshot({
        serializer: (value) => {
          const name = names.get(value);
          if (name === undefined)
            throw new Error(
              `Python holds something that has no name: ${typeof value} with ${Object.keys(value as object).join()}`,
            );
          return name;
        },
      }),
  };
}

const EMPTY_LOCK_FILE = {
  info: {
    abi_version: '2026_0',
    arch: 'wasm32',
    platform: 'emscripten_5_0_3',
    python: '3.14.2',
    version: '',
  },
  packages: {},
};

function prepareFiles(
  {
    FS,
    ENV,
    API,
  }: {
    FS: PyodideApi['FS'];
    ENV: Record<string, string>;
    API: { sitePackages: string; pyVersionTuple?: readonly number[] };
  },
  stdlib: Uint8Array,
  env: Readonly<Record<string, string>>,
): void {
  const [major, minor] = PYTHON;
  API.pyVersionTuple = [major, minor, 2];
  API.sitePackages = `/lib/python${major}.${minor}/site-packages`;
  FS.mkdirTree(API.sitePackages);
  FS.mkdirTree(`/lib/python${major}.${minor}/lib-dynload`);
  FS.writeFile(`/lib/python${major}${minor}.zip`, stdlib, { canOwn: true });
  FS.chdir('/');
  Object.assign(ENV, env);
}

/** Names for a module and its members, such as `_residual_graph` and `_residual_graph/call`. */
function nameParts(names: Map<unknown, string>, name: string, part: unknown, depth = 0): void {
  if ((typeof part !== 'object' && typeof part !== 'function') || part === null || names.has(part)) return;
  names.set(part, name);
  if (depth < 2)
    for (const [key, value] of Object.entries(part)) nameParts(names, `${name}/${key}`, value, depth + 1);
}

function partAt(modules: EngineOptions['modules'], path: string): unknown {
  let part: unknown = modules;
  for (const key of path.split('/')) part = (part as Readonly<Record<string, unknown>>)[key];
  return part;
}
