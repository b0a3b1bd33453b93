// The part of Emscripten's and Pyodide's insides that the engine uses; npm's package has no types for it.
declare module 'pyodide/pyodide.asm.mjs' {
  interface FileSystem {
    mkdirTree(path: string): void;
    writeFile(path: string, contents: Uint8Array | string, options?: { readonly canOwn: boolean }): void;
    chdir(path: string): void;
  }

  interface PyodideModule {
    readonly FS: FileSystem;
    readonly ENV: Record<string, string>;
    readonly HEAP8: Int8Array;
    readonly API: PyodideInternals;
  }

  interface PythonObject {
    destroy(): void;
  }

  interface PyodideApi {
    runPython(source: string): unknown;
    registerJsModule(name: string, module: object): void;
    pyimport(name: string): PythonObject & Readonly<Record<string, (...values: unknown[]) => unknown>>;
    makeMemorySnapshot(options: { serializer: (value: unknown) => unknown }): Uint8Array;
    readonly FS: FileSystem;
  }

  interface PyodideInternals {
    sitePackages: string;
    setCompatNullToNone(value: boolean): void;
    restoreSnapshot(snapshot: Uint8Array): unknown;
    finalizeBootstrap(
      snapshotConfig: unknown,
      deserializer: ((serialized: unknown) => unknown) | undefined,
    ): PyodideApi;
    initializeStreams(stdin: unknown, stdout: (line: string) => void, stderr: (line: string) => void): void;
  }

  export type { PyodideApi, PyodideModule };
  export default function createPyodideModule(settings: object): Promise<PyodideModule>;
}
