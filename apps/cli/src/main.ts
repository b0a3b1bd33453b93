// The `residual` command.
import { applyMigrations } from '@residual/store';
import { Command } from 'commander';
import { addStudent } from './add-student.ts';
import { calibrate } from './calibrate.ts';
import { CommandError } from './command-error.ts';
import { runDoctor } from './doctor/doctor.ts';
import { exportGrades } from './export-grades.ts';
import { assignmentsOf, getInstance } from './instance.ts';

const program = new Command('residual')
  .description(
    'Looks after a Residual site. Commands that need its database use DATABASE_URL, or what npm start runs.',
  )
  .showHelpAfterError();

program
  .command('doctor')
  .description('tell what is installed, what is active, and why something is not')
  .action(async () => {
    // At once: a service that does not answer may still be tried in the background.
    process.exit((await runDoctor(process.env)) ? 0 : 1);
  });

program
  .command('export')
  .description('write the grades of a course as CSV')
  .requiredOption('--course <slug>', 'the course, as in its address')
  .option('--out <file>', 'where to write; standard output if absent')
  .action(async (options: { course: string; out?: string }) => {
    await exportGrades(await getInstance(process.env), options);
  });

program
  .command('migrate')
  .description('bring the database up to date')
  .action(async () => {
    const { databaseUrl } = await getInstance(process.env);
    const applied = await applyMigrations(databaseUrl);
    console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'the database is up to date');
  });

program
  .command('calibrate')
  .description('write calibration.json of assignments, after a change of their data, losses or references')
  .argument('<folder...>', 'the folders of the assignments, or their slugs')
  .action((names: string[]) => calibrate(names, assignmentsOf(process.env)));

const student = program.command('student').description('students of a course');
student
  .command('add')
  .description('enrol a student: an account, a repository and a token to push with')
  .requiredOption('--course <slug>', 'the course, as in its address')
  .requiredOption('--name <name>', 'as it shall stand in the gradebook')
  .requiredOption('--email <address>', 'to log in with')
  .action(async (options: { course: string; name: string; email: string }) => {
    await addStudent(await getInstance(process.env), process.env, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
