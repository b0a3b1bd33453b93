// The `residual` command: all there is to say to it.
import { applyMigrations } from '@residual/store';
import { Command, Option } from 'commander';
import { resolve } from 'node:path';
import { addStudent } from './add-student.ts';
import { addApiCommands } from './api-access.ts';
import { addAssignmentCommands } from './assignment.ts';
import { addDataCommands } from './import-data.ts';
import { backUp, restore } from './backup.ts';
import { bench, type BenchCommandOptions } from './bench.ts';
import { check, type CheckOptions } from './check.ts';
import { addCompletionCommand } from './completion.ts';
import { addCourse, addCourseInstructor, publish, showCourses } from './course.ts';
import { runDoctor } from './doctor/doctor.ts';
import { drawGraph, GRAPH_FORMATS, type DrawOptions } from './draw-graph.ts';
import { addExportCommand } from './export-command.ts';
import { assignmentsOf, getInstance } from './instance.ts';
import { addLogsCommand } from './logs.ts';
import { addPersonCommands } from './person.ts';
import { addRosterCommands } from './roster.ts';
import { addStaffCommands } from './staff-commands.ts';
import { forgetSshKeys, registerSshKey } from './ssh-key.ts';
import { renewPassword, renewToken, showTokens } from './student-access.ts';

export const program = new Command('residual')
  .description(
    'Looks after a Residual site. Commands that need its database use DATABASE_URL, or what npm start runs.',
  )
  .addHelpText(
    'after',
    '\nExit status: 0 if all is well, 1 if not (the message says what to do), 2 if the command was not understood.',
  )
  .showHelpAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command('doctor')
  .description('tell what is installed, what is active, and why something is not')
  .action(async () => {
    // At once: a service that does not answer may still be tried in the background.
    process.exit((await runDoctor(process.env)) ? 0 : 1);
  });

program
  .command('bench')
  .description(
    "measure the lecture's programs on every backend that is here, beside TensorFlow and the machine's limit",
  )
  .option('--quick', 'small matrices, less time for each figure')
  .option('--only <name...>', 'only benchmarks whose names contain one of these, such as linear-f32')
  .option('--backend <name...>', 'only these backends')
  .option('--python <path>', 'a Python with TensorFlow; python3 if absent')
  .option('--json', 'print figures as JSON')
  .option('--svg <file>', 'draw them, too')
  .action(async (options: BenchCommandOptions) => {
    await bench(options);
  });

program
  .command('check')
  .description("run the public checks on a student's programs, as a push does, without a server")
  .argument('[folder]', 'a clone of the repository, or a folder in it', '.')
  .option('--only <name...>', 'only these: <assignment> or <assignment>/<task>')
  .option('--seed <number>', 'of random numbers that a program draws without a seed', Number, 1)
  .option('--json', 'print the reports as JSON')
  .action(async (folder: string, options: CheckOptions) => {
    process.exitCode = (await check(folder, options)) ? 0 : 1;
  });

addExportCommand(program);
addApiCommands(program);

const sshKey = program.command('ssh-key').description('keys for git over SSH');
sshKey
  .command('add')
  .description('register a public key of an account')
  .requiredOption('--email <address>', 'of the account')
  .requiredOption('--key <file>', 'the public key, such as ~/.ssh/id_ed25519.pub')
  .action(async (options: { email: string; key: string }) => {
    await registerSshKey(await getInstance(process.env), options);
  });
sshKey
  .command('remove')
  .description('remove all keys of an account')
  .requiredOption('--email <address>', 'of the account')
  .action(async (options: { email: string }) => {
    await forgetSshKeys(await getInstance(process.env), options);
  });

program
  .command('backup')
  .description('copy repositories and database into a folder, also while the system runs')
  .requiredOption('--out <folder>', 'a folder that is not there yet')
  .action(async (options: { out: string }) => {
    await backUp(await getInstance(process.env), options);
  });

program
  .command('restore')
  .description('bring back what a backup holds; stop the pushes meanwhile')
  .requiredOption('--from <folder>', 'made by backup')
  .option('--replace', 'delete what is there', false)
  .option('--database-only', 'leave the repositories as they are', false)
  .action(async (options: { from: string; replace: boolean; databaseOnly: boolean }) => {
    await restore(await getInstance(process.env), options);
  });

program
  .command('migrate')
  .description('bring the database up to date')
  .action(async () => {
    const { databaseUrl } = await getInstance(process.env);
    const applied = await applyMigrations(databaseUrl);
    console.log(applied.length > 0 ? `applied: ${applied.join(', ')}` : 'the database is up to date');
  });

addAssignmentCommands(program);
addDataCommands(program);
addRosterCommands(program);
addPersonCommands(program);

program
  .command('graph')
  .description('run a program in a sandbox and draw or write the graph that it leaves')
  .argument('<file>', 'the program')
  .option('--assignment <name>', 'the assignment whose data it imports: its slug or folder')
  .addOption(
    new Option('--format <format>', 'a drawing, a GraphDef, or a file for TensorBoard')
      .choices(GRAPH_FORMATS)
      .default('svg'),
  )
  .option('--expand <scope...>', 'name scopes to open, or all')
  .addOption(
    new Option('--color <what>', 'what colours tell').choices(['structure', 'device']).default('structure'),
  )
  .option('--out <file>', 'where to write; standard output if absent')
  .action(async (file: string, options: DrawOptions) => {
    await drawGraph(file, assignmentsOf(process.env), options);
  });

const course = program.command('course').description('courses of the site');
course
  .command('list')
  .description('those that there are')
  .option('--json', 'for programs: write JSON')
  .action(async (options: { json?: boolean }) => {
    await showCourses(await getInstance(process.env), options);
  });
course
  .command('add')
  .description('make a course')
  .requiredOption('--slug <slug>', 'its name in addresses, such as deep-learning')
  .requiredOption('--title <title>', 'its name for people')
  .option('--time-zone <name>', 'the zone its pages show times in, such as Europe/Istanbul', 'UTC')
  .action(async (options: { slug: string; title: string; timeZone: string }) => {
    await addCourse(await getInstance(process.env), options);
  });

program
  .command('instructor')
  .description('instructors of a course')
  .command('add')
  .description('make somebody an instructor of a course, with an account if need be')
  .requiredOption('--course <slug>', 'the course, as in its address')
  .requiredOption('--name <name>', 'as it shall be shown')
  .requiredOption('--email <address>', 'to log in with')
  .option('--by <who>', 'who says so, for the audit log')
  .action(async (options: { course: string; name: string; email: string; by?: string }) => {
    await addCourseInstructor(await getInstance(process.env), options);
  });

program
  .command('publish')
  .description('publish the assignments of a course and hand new ones out to its students')
  .requiredOption('--course <slug>', 'the course, as in its address')
  .option('--only <slug...>', 'only these; all folders if absent')
  .option('--assignments <folder>', 'where the folders of the assignments lie', assignmentsOf(process.env))
  .option('--by <who>', 'who says so, for the audit log')
  .action(async (options: { course: string; assignments: string; only?: string[]; by?: string }) => {
    const assignments = resolve(options.assignments);
    await publish(await getInstance(process.env), { ...options, assignments });
  });

const student = program.command('student').description('students of a course');
student
  .command('add')
  .description('enrol a student: an account, a repository and a token to push with')
  .requiredOption('--course <slug>', 'the course, as in its address')
  .requiredOption('--name <name>', 'as it shall stand in the gradebook')
  .requiredOption('--email <address>', 'to log in with')
  .option('--assignments <folder>', 'where the folders of the assignments lie', assignmentsOf(process.env))
  .action(async (options: { course: string; name: string; email: string; assignments: string }) => {
    const assignments = resolve(options.assignments);
    await addStudent(await getInstance(process.env), { ...options, assignments });
  });
student
  .command('token')
  .description('issue a new push token and revoke the old ones')
  .requiredOption('--course <slug>', 'the course, as in its address')
  .requiredOption('--email <address>', 'of the student')
  .option(
    '--expires <time>',
    'when it stops to open anything, by the course\'s clock, such as "2027-02-28 23:59"; else as the policy says',
  )
  .action(async (options: { course: string; email: string; expires?: string }) => {
    await renewToken(await getInstance(process.env), options);
  });
student
  .command('tokens')
  .description('the push tokens of a student that open something, by their times; none can be read back')
  .requiredOption('--course <slug>', 'the course, as in its address')
  .requiredOption('--email <address>', 'of the student')
  .option('--json', 'for programs: write JSON')
  .action(async (options: { course: string; email: string; json?: boolean }) => {
    await showTokens(await getInstance(process.env), options);
  });
student
  .command('password')
  .description('reset the password of an account')
  .requiredOption('--email <address>', 'of the account')
  .action(async (options: { email: string }) => {
    await renewPassword(await getInstance(process.env), options);
  });

addStaffCommands(program);
addLogsCommand(program);
addCompletionCommand(program);
