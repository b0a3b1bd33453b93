export { buildSandbox, type SandboxBuild } from './build.ts';
export { readFinishedProgram, type FinishedProgram } from './finished-program.ts';
export { SandboxError, type Ending, type ProgramOutcome } from './outcome.ts';
export {
  LAYER_MEANINGS,
  MissingLayerError,
  SANDBOX_LAYERS,
  type SandboxLayer,
  type SandboxLayers,
} from './layers.ts';
export { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
export { serveSessions, type SessionsEnding } from './sessions/serve-sessions.ts';
export { type SessionServerOptions } from './sessions/session-server.ts';
export { type RunOptions } from './sandbox-process.ts';
export { WireError } from './wire.ts';
