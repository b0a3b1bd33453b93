// The floor: what grading alone takes, with no git, no queue and no database: sandbox and evaluator, as a worker
// uses them, one submission after another on as many lanes as the worker has.
import { basename } from 'node:path';
import { programRequestSchema } from '@residual/contracts';
import { loadAssignmentFolder } from '@residual/assignments';
import { createSandbox } from '@residual/sandbox';
import { startEvaluator } from '../../worker/src/evaluator-client.ts';
import { findProgram } from '@residual/attempt';

export interface Floor {
  /** Of wall clock, with all lanes busy. */
  readonly secondsPerSubmission: number;
  /** Of one submission that has the machine to itself. */
  readonly aloneMilliseconds: number;
}

export async function measureFloor(options: {
  readonly assignment: string;
  readonly programs: ReadonlyMap<string, string>;
  readonly submissions: number;
  readonly lanes: number;
}): Promise<Floor> {
  const { lanes, submissions } = options;
  const { hash, bundle } = await loadAssignmentFolder(options.assignment);
  const files = new Map(
    [...options.programs].map(([path, text]) => [basename(path), new Uint8Array(Buffer.from(text))]),
  );
  const evaluator = startEvaluator({ timeoutMs: 120_000 });
  const sandbox = await createSandbox({ warm: lanes });
  const source = { hash, bundle: async () => bundle };
  const grade = async (): Promise<void> => {
    const { tasks, publicData } = await evaluator.load(source);
    for (const task of tasks) {
      const found = findProgram(files, task.name);
      if (found.kind !== 'found') throw new Error(`${task.name}: no program to grade`);
      const request = programRequestSchema.parse({
        ...found.program,
        limits: task.limits,
        data: publicData.data,
        seed: 1,
      });
      const outcome = await sandbox.runProgram(request, publicData.buffers);
      if (outcome.kind === 'finished')
        await evaluator.grade(source, { task: task.name, frame: outcome.frame, seed: 1 });
    }
  };
  try {
    await grade();
    const aloneFrom = performance.now();
    for (let i = 0; i < 3; i++) await grade();
    const aloneMilliseconds = (performance.now() - aloneFrom) / 3;
    const from = performance.now();
    let next = 0;
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        while (next++ < submissions) await grade();
      }),
    );
    return { aloneMilliseconds, secondsPerSubmission: (performance.now() - from) / 1000 / submissions };
  } finally {
    await sandbox.close();
    await evaluator.close();
  }
}
