// A thread that does its share of each product, until its session closes.
import { workerData } from 'node:worker_threads';
import { ProductKernels } from './matmul.ts';
import { DONE, PRODUCT, readJob, type ThreadData } from './product-threads.ts';

const { memory, control, job, index, count } = workerData as ThreadData;
const kernels = new ProductKernels(memory, true);

for (let last = 0; ;) {
  Atomics.wait(control, PRODUCT, last);
  last = Atomics.load(control, PRODUCT);
  const { product, scratch } = readJob(job, index);
  kernels.share(product, { index, count, scratch });
  Atomics.add(control, DONE, 1);
  Atomics.notify(control, DONE);
}
