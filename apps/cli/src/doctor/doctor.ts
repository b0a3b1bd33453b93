// `residual doctor`: one line a thing, with what to do where something is missing.
import { findInstance } from '../instance.ts';
import type { Finding } from './finding.ts';
import { checkAccelerators, checkBackends } from './backends.ts';
import { checkBubblewrap, checkSandbox } from './sandbox.ts';
import { checkGit, checkNode } from './tools.ts';
import { checkDatabase, checkQueue } from './services.ts';

const MARKS = { ok: '✓', absent: '–', failed: '✗' } as const;

/** @returns whether everything that grading needs is there */
export async function runDoctor(environment: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const instance = await findInstance(environment);
  const checks: (() => Promise<Finding> | Finding)[] = [
    checkNode,
    checkGit,
    () => checkDatabase(instance, environment),
    () => checkQueue(instance),
    checkSandbox,
    checkBubblewrap,
    checkBackends,
    ...checkAccelerators,
  ];
  let isWell = true;
  for (const check of checks) {
    const { state, name, detail } = await check();
    console.log(`${MARKS[state]} ${name.padEnd(15)} ${detail.replaceAll('\n', `\n${' '.repeat(18)}`)}`);
    if (state === 'failed') isWell = false;
  }
  return isWell;
}
