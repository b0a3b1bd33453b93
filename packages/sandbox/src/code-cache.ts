// node --no-node-snapshot code-cache.ts BUNDLE CACHE: compiles the isolate's bundle and keeps V8's code for it.
import { readFileSync, writeFileSync } from 'node:fs';
import ivm from 'isolated-vm';

const [bundlePath, cachePath] = process.argv.slice(2);
const isolate = new ivm.Isolate();
const module = isolate.compileModuleSync(readFileSync(bundlePath, 'utf8'), {
  filename: 'isolate',
  produceCachedData: true,
}) as ivm.Module & { cachedData: ivm.ExternalCopy<ArrayBuffer> };
writeFileSync(cachePath, new Uint8Array(module.cachedData.copy()));
