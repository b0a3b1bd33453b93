export type {
  Backend,
  BackendSession,
  Dimensions,
  Executable,
  Feed,
  Fetched,
  RunContext,
} from './backend.ts';
export { estimateWork } from './estimate-work.ts';
export { GraphError, GraphIndex, parseTensorName, type IndexedNode, type TensorName } from './graph-index.ts';
export { jsBackend } from './js/js-backend.ts';
export { wasmBackend, createWasmBackend } from './wasm/wasm-backend.ts';
export { compilePlan } from './compiler/compile-plan.ts';
export { explain } from './compiler/explain.ts';
export { programNodes } from './compiler/explain-nodes.ts';
export { LocalTarget, type LocalTargetOptions } from './local-target.ts';
export { makePlan, type Plan, type Step } from './plan.ts';
export { BackendFailure, RunError } from './run-error.ts';
export { outcomeOf } from './outcome.ts';
export { RUNTIME_VERSION } from './version.ts';
export { DEFAULT_BOUNDS, GraphVerifier, verifyGraph, type GraphBounds } from './verify-graph.ts';
