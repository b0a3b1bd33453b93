// TensorFlow.js as a backend: one adapter for its native, CUDA and WebAssembly variants. Op by op, with what tfjs lacks
// (float64 first of all) on the reference kernels.
import { CPU_DEVICE, type Attr, type OpType } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { dtypesOf } from '../placed-dtypes.ts';
import { TFJS_KERNELS, type Tfjs, type TfjsKernel } from './kernels.ts';
import { TfjsSession } from './tfjs-session.ts';

export interface TfjsOptions {
  /** Its name among our backends. */
  readonly name: string;
  /** As TensorFlow names it: where tfjs computes. */
  readonly device: string;
}

/** Ops about variables and constants, which the session does itself. */
export const OWN_OPS: ReadonlySet<OpType> = new Set([
  'Const',
  'VariableV2',
  'Assign',
  'AssignAdd',
  'AssignSub',
  'ApplyGradientDescent',
]);

/** @param tf with its backend chosen and ready */
export function tfjsBackend(tf: Tfjs, { name, device }: TfjsOptions): Backend {
  const present = new Set(tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName }) => kernelName));
  const kernelOf = (op: OpType, attrs: Readonly<Record<string, Attr>>): TfjsKernel | null => {
    const kernel = TFJS_KERNELS[op];
    if (kernel === undefined || !kernel.needs.every((needed) => present.has(needed))) return null;
    return dtypesOf(attrs).every((dtype) => kernel.dtypes.includes(dtype)) ? kernel : null;
  };
  const isOwn = (op: OpType, attrs: Readonly<Record<string, Attr>>): boolean =>
    OWN_OPS.has(op) && dtypesOf(attrs).every((dtype) => dtype === 'float32');
  return {
    name,
    dtypes: ['float32', 'int32', 'bool'],
    devices: device === CPU_DEVICE ? [CPU_DEVICE] : [CPU_DEVICE, device],
    supports: (on, op, attrs) => on !== device || isOwn(op, attrs) || kernelOf(op, attrs) !== null,
    openSession: () => new TfjsSession(tf, { name, device, kernelOf, isOwn }),
  };
}
