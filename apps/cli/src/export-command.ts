import { EXPORT_COLUMNS, EXPORT_FORMATS, STUDENT_KEYS } from '@residual/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { exportGrades, type ExportCommandOptions } from './export-grades.ts';
import { getInstance } from './instance.ts';

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('write the grades of a course in the form of a gradebook')
    .requiredOption('--course <slug>', 'the course, as in its address')
    .addOption(new Option('--format <format>', 'the form').choices(EXPORT_FORMATS).default('csv'))
    .option('--out <file>', 'where to write; standard output if absent')
    .option('--fill <file>', "the gradebook's own export (Canvas, Moodle, Blackboard), to be filled in")
    .option('--preview', 'write nothing: tell what changes, who is missing, who is not matched')
    .option('--assignments <slug...>', 'only these')
    .option('--sections <name...>', 'only students of these')
    .addOption(
      new Option('--columns <name...>', 'only these of csv and xlsx, such as grade').choices(EXPORT_COLUMNS),
    )
    .option('--places <number>', 'round to so many decimals, once; as they are if absent', places)
    .addOption(
      new Option('--rounding <mode>', 'what to do in the middle')
        .choices(['half-up', 'half-even'])
        .default('half-up'),
    )
    .addOption(
      new Option('--missing <what>', 'nothing was handed in')
        .choices(['leave', 'blank', 'zero'])
        .default('leave'),
    )
    .addOption(
      new Option('--excused <what>', "mark: the gradebook's own sign, where it has one")
        .choices(['mark', 'leave', 'blank'])
        .default('mark'),
    )
    .addOption(
      new Option('--ungraded <what>', 'being graded, not graded by our fault, or time left: never a zero')
        .choices(['leave', 'blank'])
        .default('leave'),
    )
    .addOption(new Option('--key <identifier>', 'what the gradebook knows students by').choices(STUDENT_KEYS))
    .option('--target <slug=column...>', "the gradebook's name for an assignment")
    .option('--json', 'with --preview: write JSON')
    .option('--by <who>', 'who exports; the system’s user if absent')
    .action(async (options: ExportCommandOptions) => exportGrades(await getInstance(process.env), options));
}

function places(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 4)
    throw new InvalidArgumentError('Write a whole number from 0 to 4.');
  return number;
}
