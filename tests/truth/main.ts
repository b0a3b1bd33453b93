// npm run truth: grades every program of the corpus and prints how often the grader is wrong.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCorpus } from './corpus.ts';
import { meetsTargets, measureTruth, type TruthFigures } from './figures.ts';
import { gradeAll, openSandbox, type Graded } from './grader.ts';
import { MUTATIONS } from './mutations/index.ts';

const ASSIGNMENTS = join(import.meta.dirname, '../../assignments');

const { values: options } = parseArgs({
  options: {
    operators: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    part: { type: 'string', default: 'all' },
    seed: { type: 'string', default: '2017' },
    parallel: { type: 'string', default: String(availableParallelism()) },
    verbose: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
  },
});

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function describe(name: string, figures: TruthFigures): string {
  const { programs, falseAccepts, falseRejects, otherVerdicts, withCause, misdiagnosed } = figures;
  const right = withCause === 0 ? '–' : percent(1 - misdiagnosed.length / withCause);
  return (
    `${name.padEnd(34)} ${String(programs).padStart(4)} programs  ${falseAccepts.length} false accepts  ` +
    `${falseRejects.length} false rejects  ${otherVerdicts.length} other verdicts  right diagnosis ${right} of ${withCause}`
  );
}

const describeMistake = ({ program, evaluation }: Graded): string =>
  `    ${program.name}: ${evaluation.verdict}, expected ${program.verdict}` +
  `${program.cause ? ` for ${program.cause}` : ''}; diagnoses: ` +
  `${evaluation.diagnoses.map(({ name }) => name).join(', ') || 'none'}; ${evaluation.error?.message.split('\n')[0] ?? evaluation.summary}`;

function printMistakes({ falseAccepts, falseRejects, otherVerdicts, misdiagnosed }: TruthFigures): void {
  for (const [title, list] of Object.entries({ falseAccepts, falseRejects, otherVerdicts, misdiagnosed })) {
    if (list.length > 0) console.log(`  ${title}:`);
    for (const one of list) console.log(describeMistake(one));
  }
}

async function measure(): Promise<void> {
  const parallel = Number(options.parallel);
  const corpus = await loadCorpus(ASSIGNMENTS);
  const sandbox = await openSandbox(parallel);
  const all: Graded[] = [];
  try {
    for (const assignment of corpus) {
      const programs = assignment.programs.filter(
        ({ name, heldBack }) =>
          name.includes(options.only) &&
          (options.part === 'all' || heldBack === (options.part === 'held-back')),
      );
      const graded = await gradeAll(sandbox, assignment, programs, {
        seed: Number(options.seed),
        parallel,
        onGraded: ({ program, evaluation }) => {
          if (options.show) console.dir(evaluation, { depth: 4, maxArrayLength: 5 });
          if (options.verbose)
            console.log(
              `${program.name}: ${evaluation.verdict} ${evaluation.diagnoses.map(({ name }) => name).join(', ')}`,
            );
        },
      });
      if (graded.length > 0) console.log(describe(assignment.slug, measureTruth(graded)));
      all.push(...graded);
    }
  } finally {
    await sandbox.close();
  }
  const parts = Object.entries(
    Object.groupBy(all, ({ program }) => (program.heldBack ? 'held back' : 'looked at')),
  );
  const figures = parts.map(([name, graded]) => [name, measureTruth(graded)] as const);
  console.log();
  for (const [name, part] of figures) {
    console.log(describe(name, part));
    // Whoever looks at the held-back mistakes has to hold back others.
    if (name === 'looked at' || options.part === 'held-back') printMistakes(part);
  }
  for (const [origin, graded] of Object.entries(Object.groupBy(all, ({ program }) => program.origin)))
    console.log(describe(origin, measureTruth(graded)));
  console.log(describe('all', measureTruth(all)));
  if (!figures.every(([, part]) => meetsTargets(part))) process.exitCode = 1;
}

if (options.operators)
  for (const { name, what, verdict, cause } of MUTATIONS)
    console.log(`${name.padEnd(28)} ${verdict.padEnd(14)} ${(cause ?? '').padEnd(26)} ${what}`);
else await measure();
