// `residual reproduce`: is a grade what its receipt gives?
import { setTimeout as sleep } from 'node:timers/promises';
import { unpackBundle } from '@residual/assignments';
import { compareReproduction, type ReproductionComparison } from '@residual/grading';
import {
  cancelAttempt,
  getAssignmentBundle,
  getAttemptResult,
  startReproduction,
  type GradedAttempt,
  type Store,
} from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';
import { actorOf, parseId, print, type StaffOptions } from './staff.ts';
import { withStore } from './with-course.ts';

const POLL_MS = 250;

/**
 * Has a worker grade the attempt again, and compares.
 * @returns whether the same came out, to the bit or within the band
 * @throws CommandError
 */
export async function reproduce(
  instance: Instance,
  text: string,
  options: StaffOptions & { timeout: number },
): Promise<boolean> {
  const id = parseId(text, 'an attempt');
  return withStore(instance, async (store) => {
    const started = await startReproduction(store, id);
    if (started.kind === 'none') throw new CommandError(`There is no attempt ${id}.`);
    if (started.kind === 'not graded')
      throw new CommandError(
        `The attempt is ${started.state.replace('_', ' ')}: there is no grade to reproduce.`,
      );
    if (started.kind === 'gone')
      throw new CommandError(`It cannot be reproduced: ${started.what} cannot be had any more.`);
    const original = await getAttemptResult(store, id);
    const copy = await untilGraded(store, started.attemptId, options);
    const { calibration } = unpackBundle(await getAssignmentBundle(store, original.versionHash));
    const comparison = compareReproduction(original.reports, copy.reports, calibration);
    print(
      options,
      { attempt: id, copy: started.attemptId, ...comparison },
      describe(original, copy, comparison),
    );
    return comparison.outcome !== 'different';
  });
}

async function untilGraded(
  store: Store,
  attemptId: string,
  options: StaffOptions & { timeout: number },
): Promise<GradedAttempt> {
  for (let waited = 0; waited < options.timeout * 1000; waited += POLL_MS) {
    const result = await getAttemptResult(store, attemptId);
    if (result.state === 'graded') return result;
    if (result.state !== 'queued' && result.state !== 'running')
      throw new CommandError(`It could not be graded again: ${result.failure ?? result.state}`);
    await sleep(POLL_MS);
  }
  await cancelAttempt(store, { attemptId, by: actorOf(options), reason: 'reproduction took too long' });
  throw new CommandError(
    `No worker graded it within ${options.timeout} s. Does the system run, and is it busy? --timeout waits longer.`,
  );
}

function describe(
  original: GradedAttempt,
  copy: GradedAttempt,
  { outcome, receipt, differences }: ReproductionComparison,
): string {
  const version = original.versionHash.slice(0, 12);
  const { runtime, backend } = original.reports[0]?.receipt ?? { runtime: 'unknown', backend: 'unknown' };
  return [
    `Receipt: assignment version ${version}, runtime ${runtime}, backend ${backend}, seeds ${original.reports.map((each) => each.receipt.seed).join(', ')}`,
    ...receipt.map(({ part, was, is }) => `${part} ${was} cannot be had any more: ${is} was used`),
    `${outcome}: ${original.points} points then, ${copy.points} now`,
    ...differences.map((each) => `  ${each}`),
  ].join('\n');
}
