// `residual doctor`: one line a thing, with what to do where something is missing.
import { findInstance } from '../instance.ts';
import type { Finding } from './finding.ts';
import { checkBackends, checkGpu } from './backends.ts';
import { checkSandbox } from './sandbox.ts';
import { checkGit, checkNode } from './tools.ts';
import { checkDatabase, checkQueue } from './services.ts';

const INDENT = 26;
const MARKS = { ok: '✓', absent: '–', failed: '✗' } as const;

/** @returns whether everything that grading needs is there */
export async function runDoctor(environment: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const instance = await findInstance(environment);
  const checks: (() => Promise<Finding | readonly Finding[]> | Finding | readonly Finding[])[] = [
    checkNode,
    checkGit,
    () => checkDatabase(instance, environment),
    () => checkQueue(instance),
    checkSandbox,
    checkBackends,
    checkGpu,
  ];
  let isWell = true;
  for (const check of checks) {
    for (const { state, name, detail } of [await check()].flat()) {
      const aligned = detail.replaceAll('\n', `\n${' '.repeat(INDENT)}`);
      console.log(`${MARKS[state]} ${name.padEnd(INDENT - 3)} ${aligned}`);
      if (state === 'failed') isWell = false;
    }
  }
  return isWell;
}
