// The way of a submission without git, database and queue: the sandbox runs the program, the evaluator's own code
// grades what is left of it.
import { extname } from 'node:path';
import { buildDataSet, publicData } from '@residual/assignments';
import { LANGUAGE_BY_EXTENSION, limitsFor, programRequestSchema, type Evaluation } from '@residual/contracts';
import { loadCustomChecks } from '@residual/grading';
import { createSandbox, type Sandbox } from '@residual/sandbox';
import { evaluationOfOutcome, gradeProgram } from '@residual/attempt';
import type { CorpusAssignment, CorpusProgram } from './corpus.ts';

export interface Graded {
  readonly program: CorpusProgram;
  readonly evaluation: Evaluation;
}

/** Of programs without an end; the others have what their task gives them, which a busy machine may use. */
const WALL_CLOCK_SECONDS = 5;

export interface GradeOptions {
  readonly seed: number;
  readonly parallel: number;
  readonly onGraded?: (graded: Graded) => void;
}

/** Grades `programs` of one assignment. */
export async function gradeAll(
  sandbox: Sandbox,
  { bundle }: CorpusAssignment,
  programs: readonly CorpusProgram[],
  { seed, parallel, onGraded }: GradeOptions,
): Promise<Graded[]> {
  const data = buildDataSet({ assignment: bundle.slug, data: bundle.spec.data, files: bundle.files });
  const given = publicData(data);
  const customChecks = await loadCustomChecks(bundle.slug, bundle.files);
  const graded: Graded[] = [];
  const waiting = [...programs];
  const grade = async (program: CorpusProgram): Promise<Evaluation> => {
    const task = bundle.spec.tasks.find(({ name }) => name === program.task)!;
    const { file } = program;
    const language = LANGUAGE_BY_EXTENSION[extname(file).slice(1)];
    const limits = limitsFor(language, task.limits);
    const request = programRequestSchema.parse({
      language,
      file,
      source: program.source,
      limits: program.verdict === 'time limit' ? { ...limits, wallClockSeconds: WALL_CLOCK_SECONDS } : limits,
      data: given.data,
      seed,
    });
    const outcome = await sandbox.runProgram(request, given.buffers);
    return (
      evaluationOfOutcome(task, file, outcome) ??
      gradeProgram({
        task,
        calibration: bundle.calibration.tasks[task.name],
        customChecks,
        data,
        frame: outcome.kind === 'finished' ? outcome.frame : new Uint8Array(),
        seed,
      }).evaluation
    );
  };
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (let program = waiting.shift(); program !== undefined; program = waiting.shift()) {
        const one = { program, evaluation: await grade(program) };
        graded.push(one);
        onGraded?.(one);
      }
    }),
  );
  return graded;
}

export const openSandbox = (parallel: number): Promise<Sandbox> => createSandbox({ warm: parallel });
