// All programs whose verdict is known: those written by hand below submissions/, and mutations of the correct ones.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { loadAssignmentFolder, unpackBundle, type AssignmentBundle } from '@residual/assignments';
import { findVerdictBySlug, isModelTask, type TaskSpec, type Verdict } from '@residual/contracts';
import { MUTATIONS, TUNED, type Base } from './mutations/index.ts';

export interface CorpusProgram {
  /** `linear-regression/closed-form/half`, unique. */
  readonly name: string;
  readonly assignment: string;
  readonly task: string;
  /** As it is called in a submission: `closed-form.ts`, or `.py`. */
  readonly file: string;
  readonly source: string;
  readonly verdict: Verdict;
  /** The diagnosis that is to be named first; null where the verdict or an error says it all. */
  readonly cause: string | null;
  /** Of a third of the programs, whose results nobody looks at while writing diagnoses. */
  readonly heldBack: boolean;
  readonly origin: 'by hand' | 'mutation';
}

export interface CorpusAssignment {
  readonly slug: string;
  readonly bundle: AssignmentBundle;
  readonly programs: readonly CorpusProgram[];
}

const digest = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);
/** Another number gives other bases to the operators and holds back another third: after a look at what was held back. */
const SPLIT = 2;
const isHeldBack = (name: string): boolean => digest(`${SPLIT} ${name}`) % 3 === 0;

/** A line of the program that says which diagnosis is right: `// Cause: eta-too-large`, or with `#` in Python. */
const CAUSE = /^(?:\/\/|#) Cause: ([a-z0-9-]+)$/m;

/** Those in submissions/, and the solution in Python where there is one. */
async function readPrograms(assignment: string, folder: string, task: string): Promise<CorpusProgram[]> {
  const submitted = (await readdir(join(folder, 'submissions', task))).filter((file) =>
    ['.ts', '.py'].includes(extname(file)),
  );
  const solved = join(folder, 'solution-python', `${task}.py`);
  const paths = submitted.map((file) => [file, join(folder, 'submissions', task, file)] as const);
  return Promise.all(
    [...paths, ...(existsSync(solved) ? [['solution_correct.py', solved] as const] : [])].map(
      async ([file, path]) => {
        const source = await readFile(path, 'utf8');
        const [what] = file.split('_');
        const ending = extname(file);
        const verdict = findVerdictBySlug(basename(file, ending).split('_').at(-1)!);
        if (verdict === null) throw new Error(`${file} names no verdict after its last underscore`);
        const name = `${assignment}/${task}/${what}${ending === '.ts' ? '' : ending}`;
        const cause = CAUSE.exec(source)?.[1] ?? null;
        return {
          name,
          assignment,
          task,
          file: `${task}${ending}`,
          source,
          verdict,
          cause,
          heldBack: isHeldBack(name),
          origin: 'by hand',
        };
      },
    ),
  );
}

const kindOf = ({ loss, reference }: TaskSpec): Base['kind'] =>
  reference?.method === 'closed-form' ? 'closed form' : loss === 'logistic' ? 'logistic' : 'squared error';

/** An operator is applied to so many of a task's correct programs, others for each operator. */
const BASES_PER_OPERATOR = 1;

function mutate(
  { slug: assignment, spec }: AssignmentBundle,
  task: TaskSpec,
  correct: readonly CorpusProgram[],
): CorpusProgram[] {
  const mutations =
    spec.data.source === 'files' ? MUTATIONS.filter(({ name }) => !TUNED.has(name)) : MUTATIONS;
  return mutations.flatMap((mutation) => {
    const made = correct
      // Another order for each operator, so that all bases come to be used.
      .toSorted(
        (a, b) =>
          digest(`${SPLIT} ${a.name} ${mutation.name}`) - digest(`${SPLIT} ${b.name} ${mutation.name}`),
      )
      .flatMap(({ name: base, source }): CorpusProgram[] => {
        const rewritten = mutation.rewrite({
          kind: kindOf(task),
          fed: /tf\.placeholder/.test(source),
          task: task.name,
          name: base.split('/').at(-1)!,
          source,
        });
        if (rewritten === null || rewritten === source) return [];
        const name = `${base}+${mutation.name}`;
        return [
          {
            name,
            assignment,
            task: task.name,
            file: `${task.name}.ts`,
            source: rewritten,
            verdict: findVerdictBySlug(mutation.verdict)!,
            cause: mutation.cause ?? null,
            heldBack: isHeldBack(name),
            origin: 'mutation',
          },
        ];
      });
    return made.slice(0, BASES_PER_OPERATOR);
  });
}

/** @param assignments the folder that holds them */
export async function loadCorpus(assignments: string): Promise<CorpusAssignment[]> {
  const folders = (await readdir(assignments, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  return Promise.all(
    folders.map(async ({ name: slug }) => {
      const folder = join(assignments, slug);
      const bundle = unpackBundle((await loadAssignmentFolder(folder)).bundle);
      const programs = await Promise.all(
        bundle.spec.tasks.map(async (task) => {
          const byHand = await readPrograms(slug, folder, task.name);
          const correct = byHand.filter(({ verdict, file }) => verdict === 'correct' && file.endsWith('.ts'));
          return [...byHand, ...(isModelTask(task) ? mutate(bundle, task, correct) : [])];
        }),
      );
      return { slug, bundle, programs: programs.flat() };
    }),
  );
}
