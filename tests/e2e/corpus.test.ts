// A program for each verdict, through a real push: laid over the solution, it gets the verdict in its name. All of
// the corpus goes through sandbox and evaluator with `npm run truth`.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { findVerdictBySlug } from '@residual/contracts';
import { WorkingTree } from './student.ts';
import { ROOT, startSystem, type System } from './system.ts';

const ASSIGNMENTS = join(ROOT, 'assignments');

interface CorpusProgram {
  readonly assignment: string;
  readonly task: string;
  readonly path: string;
  readonly verdict: string;
}

function corpus(): CorpusProgram[] {
  return readdirSync(ASSIGNMENTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: assignment }) =>
      readdirSync(join(ASSIGNMENTS, assignment, 'submissions'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name: task }) =>
          readdirSync(join(ASSIGNMENTS, assignment, 'submissions', task)).map((file) => {
            const slug = basename(file, extname(file)).split('_').at(-1)!;
            const verdict = findVerdictBySlug(slug);
            if (verdict === null) throw new Error(`${file} names no verdict after its last underscore`);
            return {
              assignment,
              task,
              path: join(ASSIGNMENTS, assignment, 'submissions', task, file),
              verdict,
            };
          }),
        ),
    );
}

/** The project's assignments with smaller limits, so that programs without an end meet them soon. */
async function withShortLimits(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'residual-assignments-'));
  await cp(ASSIGNMENTS, copy, { recursive: true });
  for (const slug of await readdir(copy)) {
    const path = join(copy, slug, 'assignment.yaml');
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replaceAll(/wallClockSeconds: \d+/g, 'wallClockSeconds: 8'));
  }
  return copy;
}

/** The first program of each verdict, from another task each time where there is one. */
function oneOfEach(all: readonly CorpusProgram[]): CorpusProgram[] {
  const used = new Set<string>();
  return [...Map.groupBy(all, ({ verdict }) => verdict).values()].map((candidates) => {
    const chosen =
      candidates.find(({ assignment, task }) => !used.has(`${assignment}/${task}`)) ?? candidates[0];
    used.add(`${chosen.assignment}/${chosen.task}`);
    return chosen;
  });
}

const programs = oneOfEach(corpus());
/** Rounds are dealt out to the demo's three students, who push at the same time. */
const STUDENTS = 3;

/** What one push lays over the tree: a program for each task of one assignment, as long as there are any. */
function rounds(): CorpusProgram[][] {
  const byAssignment = Map.groupBy(programs, ({ assignment }) => assignment);
  return [...byAssignment.values()].flatMap((ofAssignment) => {
    const tasks = [...Map.groupBy(ofAssignment, ({ task }) => task).values()];
    const length = Math.max(...tasks.map((task) => task.length));
    return Array.from({ length }, (_, round) => tasks.flatMap((task) => task.slice(round, round + 1)));
  });
}

describe('the corpus through real pushes', () => {
  let system: System;
  let folder: string;
  let assignments: string;
  const answers = new Map<string, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'residual-corpus-'));
    assignments = await withShortLimits();
    system = await startSystem({ assignments });
    await Promise.all(
      system.demo.students.slice(0, STUDENTS).map(async (student, index) => {
        const tree = await WorkingTree.clone(student.cloneUrl, join(folder, String(index)));
        for (const round of rounds().filter((_, position) => position % STUDENTS === index)) {
          for (const { path, assignment, task } of round)
            await tree.lay(path, `${assignment}/${task}${extname(path)}`);
          await tree.write(`${round[0].assignment}/which.txt`, round.map(({ path }) => path).join('\n'));
          await tree.commit(round.map(({ path }) => basename(path)).join(', '));
          const answer = await tree.push();
          for (const { path, assignment, task } of round)
            answers.set(
              path,
              answer.verdicts.get(`${assignment}/${task}`) ?? `no verdict in:\n${answer.text}`,
            );
        }
      }),
    );
  }, 900_000);
  afterAll(async () => {
    await system.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(assignments, { recursive: true, force: true });
  }, 60_000);

  test.each(programs.map((program) => [program.path.slice(ASSIGNMENTS.length + 1), program] as const))(
    '%s gets the verdict in its name',
    (_name, program) => {
      expect(answers.get(program.path)).toMatch(new RegExp(`^${program.verdict} [\\d.]+/[\\d.]+$`));
    },
  );
});
