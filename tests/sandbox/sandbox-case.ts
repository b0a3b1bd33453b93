// What the tests of this folder share: small limits, a little data, and what is left of a sandbox.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { LANGUAGE_BY_EXTENSION, limitsSchema, type ProgramRequest } from '@residual/contracts';
import { readFinishedProgram, type ProgramOutcome, type SandboxOptions } from '@residual/sandbox';

export const LIMITS = limitsSchema.parse({
  wallClockSeconds: 20,
  memoryMegabytes: 64,
  outputKilobytes: 8,
  graphNodes: 20_000,
});

/** `SANDBOX_BUBBLEWRAP=off npm test -- --selectProjects sandbox` is as where bubblewrap is not installed. */
export const AVAILABLE: Pick<SandboxOptions, 'bubblewrap'> =
  process.env.SANDBOX_BUBBLEWRAP === 'off' ? { bubblewrap: null } : {};

/** `x` = [1.5, 2] in float64 and `n` = 5. */
export const BUFFERS = [new Uint8Array(Float64Array.of(1.5, 2).buffer)];

/** Only a program that is to run out of time is given little of it: the machine may be slow today. */
export function requestFor(file: string, source: string): ProgramRequest {
  const wallClockSeconds = file.includes('time-limit') ? 1 : LIMITS.wallClockSeconds;
  return {
    language: LANGUAGE_BY_EXTENSION[file.split('.').at(-1)!],
    file,
    source,
    limits: { ...LIMITS, wallClockSeconds },
    data: { x: { dtype: 'float64', shape: [2], buffer: 0 }, n: 5 },
    seed: 1,
  };
}

/** The verdict that follows from an outcome, or `fine` where the checks have to decide. */
export function endOf(outcome: ProgramOutcome): string {
  if (outcome.kind !== 'finished') return outcome.kind.replaceAll(' ', '-');
  return readFinishedProgram(outcome.frame).error === undefined ? 'fine' : 'runtime-error';
}

/** Processes started by this one that are still there, zombies included, as their command lines. */
export function childProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1]);
        return parent === process.pid ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        return []; // ended while we looked
      }
    });
}

export const sandboxProcesses = (): string[] => childProcesses().filter((line) => line.includes('--memory='));

/** Ends of channels to child processes, and any other socket. */
export const openSockets = (): number =>
  readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('socket:');
    } catch {
      return false; // the one that read the folder
    }
  }).length;
