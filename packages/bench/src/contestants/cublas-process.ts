// cuBLAS with nothing of ours around it, in a process of its own: the limit of products on the GPU.
import { createInterface } from 'node:readline';
import { cublasAlone } from '@residual/runtime/backends';
import { requestSchema, type Reply } from '../protocol.ts';

const say = (value: Reply | { readonly ready: string }): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

say({ ready: "no TF32; by the device's own clock, the mean of ten" });
for await (const line of createInterface({ input: process.stdin })) {
  const { workload, count } = requestSchema.parse(JSON.parse(line));
  if (workload.kind === 'matmul') say({ seconds: count * cublasAlone(workload.dtype, workload.n) });
  else say({ notForMe: true });
}
