// A sample of the corpus through sandbox and evaluator: each task's solution, and a program for each cause. All of it
// takes minutes: npm run truth.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { Sandbox } from '@residual/sandbox';
import { loadCorpus, type CorpusProgram } from './corpus.ts';
import { gradeAll, openSandbox, type Graded } from './grader.ts';

const ASSIGNMENTS = join(import.meta.dirname, '../../assignments');
const PARALLEL = 2;
/** Programs without an end are pushed by the end-to-end tests. */
const ENDS = new Set(['correct', 'partial', 'wrong', 'runtime error', 'compile error']);

const corpus = await loadCorpus(ASSIGNMENTS);

function sample(): CorpusProgram[] {
  const all = corpus.flatMap(({ programs }) => programs).filter(({ verdict }) => ENDS.has(verdict));
  // In Python the two of an assignment that are the most different; all of them in npm run truth.
  const solutions = all.filter(
    ({ name }) =>
      name.endsWith('/solution') || /(closed-form|descent|fixed-data|loop)\/solution\.py$/.test(name),
  );
  const causes = Map.groupBy(
    all.filter(({ heldBack }) => !heldBack),
    ({ cause }) => cause,
  );
  causes.delete(null);
  // The first one: `graphs`, whose tasks are the fastest, comes first.
  return [...solutions, ...[...causes.values()].map(([first]) => first)];
}

const programs = sample();

describe('a sample of the corpus', () => {
  let sandbox: Sandbox;
  const graded = new Map<string, Graded>();

  beforeAll(async () => {
    sandbox = await openSandbox(PARALLEL);
    for (const assignment of corpus) {
      const own = programs.filter((program) => program.assignment === assignment.slug);
      for (const one of await gradeAll(sandbox, assignment, own, { seed: 2017, parallel: PARALLEL }))
        graded.set(one.program.name, one);
    }
  }, 300_000);
  afterAll(() => sandbox.close());

  test.each(programs.map((program) => [program.name, program] as const))(
    '%s gets its verdict, and its cause is named first',
    (name, { verdict, cause }) => {
      const { evaluation } = graded.get(name)!;
      expect(evaluation.verdict).toBe(verdict);
      expect(evaluation.diagnoses[0]?.name ?? null).toBe(cause);
    },
  );

  test('names more than forty causes', () => {
    expect(new Set(programs.flatMap(({ cause }) => cause ?? [])).size).toBeGreaterThan(40);
  });
});
