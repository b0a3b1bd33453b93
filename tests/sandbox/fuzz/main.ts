// npm run fuzz -- --seconds 600: hostile messages and graphs, made up from a seed, for each way into our processes.
// Nothing but a typed refusal may come of them: no crash, no hang, no memory without end.
import { Worker } from 'node:worker_threads';
import { parseArgs } from 'node:util';
import type { FuzzReport, FuzzTask } from './fuzz-thread.ts';
import { TARGETS } from './targets.ts';

const HANG_MS = 30_000;
const MOST_BYTES = 3 * 2 ** 30;
const LOOK_MS = 250;

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    /** Where to begin, as a failure tells. */
    path: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
const seed = Number(options.seed);
const chosen = TARGETS.filter(({ name }) => options.only?.includes(name) ?? true);
if (chosen.length === 0 || !Number.isInteger(seed) || !(Number(options.seconds) > 0)) {
  const names = TARGETS.map(({ name }) => `"${name}"`).join(' ');
  console.error(
    `usage: npm run fuzz -- [--seconds N] [--seed N] [--path P] [--only NAME …]   NAME: ${names}`,
  );
  process.exit(2);
}

function fuzz(task: FuzzTask): Promise<FuzzReport> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./fuzz-thread.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    });
    let seen = 0;
    let since = performance.now();
    const fail = (failure: string): void => {
      resolve({ cases: Atomics.load(task.begun, 0), failure });
      void thread.terminate();
    };
    const watch = setInterval(() => {
      const begun = Atomics.load(task.begun, 0);
      const now = performance.now();
      if (begun !== seen) [seen, since] = [begun, now];
      // one is counted for the start, and cases count from 0
      if (now - since > HANG_MS) fail(`case ${begun - 2} hangs: --path ${begun - 2}`);
      const bytes = process.memoryUsage.rss();
      if (bytes > MOST_BYTES) fail(`${Math.round(bytes / 2 ** 20)} MB are in use at case ${begun - 2}`);
    }, LOOK_MS);
    thread.once('message', (report: FuzzReport) => resolve(report));
    thread.once('error', reject);
    thread.once('exit', () => {
      clearInterval(watch);
      reject(new Error('the thread ended without a word'));
    });
  });
}

console.log(`seed ${seed}`);
const total = chosen.reduce((sum, { weight = 1 }) => sum + weight, 0);
let failed = false;
for (const { name, weight = 1 } of chosen) {
  const milliseconds = (1_000 * Number(options.seconds) * weight) / total;
  const begun = new Int32Array(new SharedArrayBuffer(4));
  const { cases, failure } = await fuzz({ target: name, seed, path: options.path, milliseconds, begun });
  console.log(`${failure === null ? '✓' : '✗'} ${name}: ${cases} cases`);
  if (failure === null) continue;
  failed = true;
  console.log(`${failure}\nagain: npm run fuzz -- --seed ${seed} --only "${name}"\n`);
}
process.exit(failed ? 1 : 0);
