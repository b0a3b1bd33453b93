import { CPU_DEVICE } from '@residual/graph';

/** As TensorFlow names it. */
export const GPU_DEVICE = CPU_DEVICE.replace('cpu:0', 'gpu:0');
