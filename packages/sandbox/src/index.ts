export { buildSandbox, type SandboxBuild } from './build.ts';
export { readFinishedProgram, type FinishedProgram } from './finished-program.ts';
export { SandboxError, type Ending, type ProgramOutcome } from './outcome.ts';
export { createSandbox, type Sandbox, type SandboxLayers, type SandboxOptions } from './sandbox.ts';
export { type RunOptions } from './sandbox-process.ts';
export { WireError } from './wire.ts';
