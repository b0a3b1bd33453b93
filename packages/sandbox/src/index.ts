export { buildSandbox } from './build.ts';
export { SandboxError, type Ending, type ProgramOutcome } from './outcome.ts';
export { createSandbox, type Sandbox } from './sandbox.ts';
export { nodesFromWire, tensorFromWire, WireError } from './wire.ts';
