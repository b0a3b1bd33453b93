// `residual check`: a student's working tree against the public checks, without a server. Program and checks run as they
// do after a push; what needs hidden data is named and left to the push.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pointsOf, taskBlock, type PublicReport } from '@residual/answer';
import {
  AssignmentError,
  PUBLIC_FOLDER,
  publicData,
  readPublicBundle,
  type PublicAssignment,
  type PublicTask,
  type WithheldCheck,
} from '@residual/assignments';
import {
  evaluationOfMissing,
  evaluationOfOutcome,
  findProgram,
  gradeProgram,
  taskReport,
} from '@residual/attempt';
import { addPoints, CHECKS } from '@residual/grading';
import { limitsFor, programRequestSchema, type TaskReport } from '@residual/contracts';
import { RUNTIME_VERSION, wasmBackend } from '@residual/runtime';
import { createSandbox, type Sandbox } from '@residual/sandbox';
import { CommandError } from './command-error.ts';

export interface CheckOptions {
  /** `<assignment>` or `<assignment>/<task>`; all where there is none. */
  readonly only?: readonly string[];
  readonly json?: boolean;
  /** Of random numbers that the program draws without a seed; every push has another. */
  readonly seed: number;
}

interface Checked {
  readonly assignment: string;
  readonly report: TaskReport;
  readonly onPush: NonNullable<PublicReport['onPush']>;
}

/** The nearest folder from `start` upwards that the course has put its public bundles into. */
async function findRepository(start: string): Promise<{ root: string; files: string[] }> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const names = await readdir(join(folder, PUBLIC_FOLDER)).catch(() => []);
    const files = names.filter((name) => name.endsWith('.json')).toSorted();
    if (files.length > 0) return { root: folder, files };
    if (folder === dirname(folder))
      throw new CommandError(
        `neither ${resolve(start)} nor a folder above it has a folder ${PUBLIC_FOLDER} with an assignment in it: ` +
          'name the clone of your repository; if it lacks the folder, fetch what the course has handed out with git pull',
      );
  }
}

async function readPrograms(folder: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ name }) => [name, new Uint8Array(await readFile(join(folder, name)))] as const),
    ),
  );
}

const titleOf = (name: string): string | undefined =>
  Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof typeof CHECKS].title : undefined;

const onPush = (withheld: readonly WithheldCheck[]) =>
  withheld.map(({ check: kind, name, title, points, hidden }) => ({
    title: `${title ?? titleOf(kind) ?? name}${hidden ? ' (hidden)' : ''}`,
    maxPoints: points,
  }));

async function checkTask(
  sandbox: Sandbox,
  { version, data }: PublicAssignment,
  { task, calibration, files, seed }: PublicTask & { files: ReadonlyMap<string, Uint8Array>; seed: number },
): Promise<TaskReport> {
  const context = {
    task,
    receipt: { assignmentVersion: version, runtime: RUNTIME_VERSION, backend: wasmBackend.name, seed },
  };
  const found = findProgram(files, task.name);
  if (found.kind !== 'found') return taskReport(context, evaluationOfMissing(task, found));
  const { program } = found;
  const given = publicData(data);
  const request = programRequestSchema.parse({
    ...program,
    limits: limitsFor(program.language, task.limits),
    data: given.data,
    seed,
  });
  const outcome = await sandbox.runProgram(request, given.buffers);
  const startedAt = performance.now();
  const frame = outcome.kind === 'finished' ? outcome.frame : new Uint8Array();
  const evaluation =
    evaluationOfOutcome(task, program.file, outcome) ??
    gradeProgram({ task, calibration, customChecks: new Map(), data, frame, seed }).evaluation;
  return taskReport(context, evaluation, { program, outcome, gradingMs: performance.now() - startedAt });
}

function print({ assignment, report, onPush: later }: Checked): void {
  const { text } = report.output;
  if (text !== '') console.log(text.trimEnd().replaceAll(/^/gm, '  | '));
  const [s, points] = [later.length === 1 ? '' : 's', addPoints(later.map(({ maxPoints }) => maxPoints))];
  const rest = later.length > 0 ? ` The push has ${later.length} more check${s}, worth ${points}.` : '';
  const lines = taskBlock({ ...report, summary: report.summary + rest, onPush: later }, assignment);
  console.log([`${assignment}/${report.task}`, ...lines, ''].join('\n'));
}

/**
 * @param folder in a clone of a student's repository
 * @returns whether every public check passed
 * @throws CommandError where there is nothing to check
 */
export async function check(
  folder: string,
  { only = [], json = false, seed }: CheckOptions,
): Promise<boolean> {
  const { root, files } = await findRepository(folder);
  const assignments = await Promise.all(
    files.map(async (name) => {
      const path = join(root, PUBLIC_FOLDER, name);
      return readPublicBundle(path, await readFile(path, 'utf8'));
    }),
  ).catch((error: unknown) => {
    throw error instanceof AssignmentError ? new CommandError(error.message) : error;
  });
  const isAsked = (slug: string, task: string): boolean =>
    only.length === 0 || only.includes(slug) || only.includes(`${slug}/${task}`);
  const asked = assignments.flatMap((assignment) =>
    assignment.tasks
      .filter(({ task }) => isAsked(assignment.slug, task.name))
      .map((task) => ({ assignment, task })),
  );
  if (asked.length === 0) {
    const names = assignments.flatMap(({ slug, tasks }) => tasks.map(({ task }) => `${slug}/${task.name}`));
    throw new CommandError(`there is no ${only.join(' and no ')}; there are ${names.join(', ')}`);
  }
  const checked: Checked[] = [];
  const sandbox = await createSandbox({ warm: 1 });
  try {
    for (const { assignment, task } of asked) {
      const programs = await readPrograms(join(root, assignment.slug));
      const report = await checkTask(sandbox, assignment, { ...task, files: programs, seed });
      const one = { assignment: assignment.slug, report, onPush: onPush(task.withheld) };
      checked.push(one);
      if (!json) print(one);
    }
  } finally {
    await sandbox.close();
  }
  if (json) console.log(JSON.stringify(checked, null, 2));
  else for (const { assignment, report } of checked) console.log(summaryOf(assignment, report));
  return checked.every(({ report }) => report.verdict === 'correct');
}

const summaryOf = (assignment: string, report: TaskReport): string =>
  `${assignment}/${report.task}: ${report.verdict} ${pointsOf(report)}, before the push`;
