// The grading of one attempt, from top to bottom. A program's failure is a verdict and ends up in its report; a
// failure of ours throws, and the queue tries again; only when that does not help is the attempt "not graded".
import {
  limitsFor,
  programRequestSchema,
  type DrawnGraph,
  type GradingJob,
  type TaskReport,
  type TaskSpec,
} from '@residual/contracts';
import type { GradingContext } from '@residual/queue';
import {
  evaluationOfMissing,
  evaluationOfOutcome,
  findProgram,
  plainEvaluation,
  storable,
  taskReport,
} from '@residual/attempt';
import { RUNTIME_VERSION, wasmBackend } from '@residual/runtime';
import type { Sandbox } from '@residual/sandbox';
import {
  failAttempt,
  finishAttempt,
  getAssignmentBundle,
  isFinished,
  loadAttemptForGrading,
  startAttempt,
  type AttemptForGrading,
  type Store,
} from '@residual/store';
import type { Logger } from 'pino';
import { attemptSeed } from './attempt-seed.ts';
import { watchCancellation } from './watch-cancellation.ts';
import {
  BrokenAssignmentError,
  EvaluationTimeError,
  type EvaluatorClient,
  type LoadedVersion,
  type VersionSource,
} from './evaluator-client.ts';
import { runProgram } from './run-program.ts';

export interface GradingDependencies {
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly evaluator: EvaluatorClient;
  readonly log: Logger;
  /** Of this worker. */
  readonly name: string;
  /** Whether sessions of programs run on the evaluator's device; needs a sandbox made for it. */
  readonly remoteSessions?: boolean;
}

/** Backend that sandbox and evaluator compute with, for the receipt. */
export const BACKEND = wasmBackend.name;

/** @throws when the attempt should be tried again */
export async function gradeAttempt(
  dependencies: GradingDependencies,
  { attemptId }: GradingJob,
  { report, signal, lastTry }: GradingContext,
): Promise<void> {
  const { store, evaluator, name } = dependencies;
  const attempt = await loadAttemptForGrading(store, attemptId);
  const log = dependencies.log.child({ attemptId, pushId: attempt.pushId });
  if (!isFinished(attempt) && (await startAttempt(store, { attemptId, worker: name }))) {
    log.info('grading');
    const cancellation = watchCancellation(dependencies, attemptId);
    const stop = AbortSignal.any([signal, cancellation.signal]);
    try {
      await report({ type: 'started', attemptId, worker: name });
      const version = await evaluator.load(versionOf(store, attempt));
      const reports: TaskReport[] = [];
      const graphs = new Map<string, DrawnGraph>();
      for (const task of version.tasks) {
        stop.throwIfAborted();
        await report({ type: 'task started', attemptId, task: task.name });
        const { report: taskResult, graph } = await gradeTask(dependencies, {
          attempt,
          version,
          task,
          signal: stop,
        });
        reports.push(taskResult);
        if (graph !== undefined) graphs.set(task.name, storable(graph));
        await report(taskFinished(attemptId, taskResult));
      }
      await finishAttempt(store, attemptId, reports, graphs);
      log.info({ verdicts: reports.map(({ verdict }) => verdict) }, 'graded');
    } catch (error) {
      signal.throwIfAborted();
      if (cancellation.signal.aborted) {
        log.info('cancelled while it was graded');
      } else {
        if (!(error instanceof BrokenAssignmentError) && !lastTry) throw error;
        log.error({ err: error }, 'not graded');
        await failAttempt(store, attemptId, failureText(error));
      }
    } finally {
      cancellation.stop();
    }
  }
  await report({ type: 'finished', attemptId });
}

const versionOf = (store: Store, { versionHash }: AttemptForGrading): VersionSource => ({
  hash: versionHash,
  bundle: () => getAssignmentBundle(store, versionHash),
});

async function gradeTask(
  dependencies: GradingDependencies,
  {
    attempt,
    version,
    task,
    signal,
  }: { attempt: AttemptForGrading; version: LoadedVersion; task: TaskSpec; signal: AbortSignal },
): Promise<{ report: TaskReport; graph?: DrawnGraph | undefined }> {
  const { store, evaluator } = dependencies;
  const seed = attemptSeed(attempt.seedAttemptId, 'grading');
  const context = {
    task,
    receipt: { assignmentVersion: attempt.versionHash, runtime: RUNTIME_VERSION, backend: BACKEND, seed },
  };
  const found = findProgram(attempt.files, task.name);
  if (found.kind !== 'found') return { report: taskReport(context, evaluationOfMissing(task, found)) };
  const { program } = found;
  const request = programRequestSchema.parse({
    ...program,
    limits: limitsFor(program.language, task.limits),
    data: version.publicData.data,
    seed: attemptSeed(attempt.seedAttemptId, 'program'),
  });
  const { outcome, sessions } = await runProgram(dependencies, request, version.publicData.buffers, signal);
  const startedAt = performance.now();
  const ended = evaluationOfOutcome(task, program.file, outcome);
  const { evaluation, graph } = ended
    ? { evaluation: ended, graph: undefined }
    : await evaluator
        .grade(versionOf(store, attempt), {
          task: task.name,
          // Only a finished program has a frame, and any other has its evaluation by now.
          frame: outcome.kind === 'finished' ? outcome.frame : new Uint8Array(),
          seed,
        })
        .catch((error: unknown) => {
          if (!(error instanceof EvaluationTimeError)) throw error;
          dependencies.log.warn(
            { attemptId: attempt.id, task: task.name, err: error },
            'too much to evaluate',
          );
          const summary = 'The graph that the program leaves takes too long to evaluate.';
          return { evaluation: plainEvaluation(task, 'time limit', summary), graph: undefined };
        });
  const gradingMs = performance.now() - startedAt;
  const receipt = sessions === 'remote' ? { ...context.receipt, sessions } : context.receipt;
  return { report: taskReport({ task, receipt }, evaluation, { program, outcome, gradingMs }), graph };
}

const taskFinished = (attemptId: string, result: TaskReport) =>
  ({
    type: 'task finished',
    attemptId,
    task: result.task,
    verdict: result.verdict,
    points: result.points,
    maxPoints: result.maxPoints,
    summary: result.summary,
    checks: result.checks,
    diagnoses: result.diagnoses,
    ...(result.error === undefined ? {} : { error: result.error }),
  }) as const;

/** For staff: the whole chain of causes. */
function failureText(error: unknown): string {
  const texts: string[] = [];
  for (let cause = error; cause !== undefined && texts.length < 5; cause = (cause as Error).cause)
    texts.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
  return texts.join('\ncaused by ');
}
