// The backends that the page has a column for, by the same tables that they are placed and compiled by.
import { hasRule, needsNoKernel } from '../../packages/runtime/src/compiler/lower.ts';
import { CUDA_DEVICE, cudaSupports } from '../../packages/runtime/src/cuda/cuda-placement.ts';
import { JS_KERNELS } from '../../packages/runtime/src/js/kernels.ts';
import { TFJS_KERNELS } from '../../packages/runtime/src/tfjs/kernels.ts';
import { OWN_OPS } from '../../packages/runtime/src/tfjs/tfjs-backend.ts';
import { SOLVERS } from '../../packages/runtime/src/wasm/solvers.ts';
import { hasWebgpuKernel } from '../../packages/runtime/src/webgpu/open-webgpu.ts';
import type { BackendColumn } from './page.ts';

export const BACKENDS: readonly BackendColumn[] = [
  { name: 'js', has: (op) => op in JS_KERNELS },
  { name: 'wasm', has: (op) => hasRule(op) || needsNoKernel(op) || op in SOLVERS },
  { name: 'cuda', has: (op) => cudaSupports(CUDA_DEVICE, op, {}) },
  { name: 'webgpu', has: hasWebgpuKernel },
  { name: 'tfjs', has: (op) => op in TFJS_KERNELS || OWN_OPS.has(op) },
];
