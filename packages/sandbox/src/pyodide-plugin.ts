// Pyodide's own script, fit for an isolate that has neither files nor a system: three small changes, each of which must
// be found in it, so that another version is noticed when the bundle is made.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const CHANGES: readonly (readonly [from: string, to: string])[] = [
  // Python's memory grows to what the program may use.
  ['var getHeapMax=()=>4294901760', 'var getHeapMax=()=>Module["heapMax"]'],
  // Random bytes come from the isolate's seeded generator.
  [
    'if(ENVIRONMENT_IS_SHELL){return view=>{if(!os.system)',
    'if(ENVIRONMENT_IS_SHELL){return view=>crypto.getRandomValues(view);return view=>{if(!os.system)',
  ],
  // The module has no address.
  ['var _scriptName=import.meta.url', 'var _scriptName="file:///pyodide.asm.mjs"'],
];

export const pyodidePlugin: Plugin = {
  name: 'pyodide',
  setup(build) {
    build.onLoad({ filter: /pyodide\.asm\.mjs$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const [from, to] of CHANGES) {
        if (!contents.includes(from))
          throw new Error(`${path} has no ${from}: is it another version of Pyodide?`);
        contents = contents.replace(from, () => to);
      }
      return { contents, loader: 'js' };
    });
  },
};
