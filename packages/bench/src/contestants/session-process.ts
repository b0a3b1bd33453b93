// One backend of ours in a process of its own: `session-process.ts <backend> [products]`. Sessions run as they do in Node,
// without an isolate. With `products` it does only what threads can share.
import { createInterface } from 'node:readline';
import { createTensorFlow, NDArray, type TensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { openBackend } from '@residual/runtime/backends';
import { requestSchema, type Reply } from '../protocol.ts';
import { makeData } from '../workloads/data.ts';
import {
  closedFormProgram,
  loopProgram,
  matmulProgram,
  sessionRunProgram,
  type Program,
} from '../workloads/program.ts';
import { COLUMNS, nameOf, ROWS, type Workload } from '../workloads/workload.ts';

const say = (value: object): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const { inputs, labels } = makeData();
const X = NDArray.owning({ dtype: 'float64', shape: [ROWS, COLUMNS], data: inputs });
const Y = NDArray.owning({ dtype: 'float64', shape: [ROWS, 1], data: labels });

function prepare(tf: TensorFlow, workload: Workload): Program {
  switch (workload.kind) {
    case 'loop':
      return loopProgram(tf, workload, X, Y);
    case 'closed-form':
      return closedFormProgram(tf, workload.dtype, X, Y);
    case 'matmul':
      return matmulProgram(tf, workload.dtype, workload.n);
    case 'session-run':
      return sessionRunProgram(tf, workload.form);
  }
}

const [, , backendName, part] = process.argv;
const backend = await openBackend(backendName);
let current: { readonly name: string; readonly program: Program } | undefined;
say({ ready: `Node ${process.versions.node}` });

for await (const line of createInterface({ input: process.stdin })) {
  const { workload, count } = requestSchema.parse(JSON.parse(line));
  say(measure(workload, count));
}

function measure(workload: Workload, count: number): Reply {
  if (part === 'products' && workload.kind !== 'matmul' && workload.kind !== 'closed-form')
    return { notForMe: true };
  if ('dtype' in workload && !backend.dtypes.includes(workload.dtype))
    return { unsupported: `has no ${workload.dtype}` };
  const name = nameOf(workload);
  if (current?.name !== name) {
    current?.program.close();
    current = undefined;
    const tf = createTensorFlow({ target: new LocalTarget({ backend, seed: 1 }) });
    current = { name, program: prepare(tf, workload) };
  }
  const start = performance.now();
  const result = current.program.run(count);
  const seconds = (performance.now() - start) / 1000;
  globalThis.gc?.();
  const held = process.memoryUsage.rss();
  return { seconds, result, memory: { held, peak: 1024 * process.resourceUsage().maxRSS } };
}
