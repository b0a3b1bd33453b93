// node --no-node-snapshot python-snapshot.ts BUNDLE CACHE SNAPSHOT: loads Python with our modules once, compiles the bundle
// for V8's cache, and keeps Python's memory as it is then.
import { readFileSync, writeFileSync } from 'node:fs';
import { PYODIDE_FILES, pythonModules } from '@residual/python/sources';
import ivm from 'isolated-vm';
import { EXCHANGE_BYTES } from './exchange.ts';
import { HOST_CALLS, type Host } from './host.ts';
import { createPythonGuest } from './process/python-guest.ts';

const [bundlePath, cachePath, snapshotPath] = process.argv.slice(2);

const isolate = new ivm.Isolate();
const module = isolate.compileModuleSync(readFileSync(bundlePath, 'utf8'), {
  filename: 'isolate',
  produceCachedData: true,
}) as ivm.Module & { cachedData: ivm.ExternalCopy<ArrayBuffer> };
writeFileSync(cachePath, new Uint8Array(module.cachedData.copy()));
isolate.dispose();

const refuse = (): never => {
  throw new Error('no program runs while the snapshot is made');
};
const guest = createPythonGuest({
  bundlePath,
  codeCachePath: null,
  memoryMegabytes: 512,
  scratch: new SharedArrayBuffer(EXCHANGE_BYTES),
  host: Object.fromEntries(HOST_CALLS.map((name) => [name, refuse])) as unknown as Host,
  python: { ...PYODIDE_FILES, snapshot: null, modules: await pythonModules() },
});
writeFileSync(snapshotPath, guest.makeSnapshot());
