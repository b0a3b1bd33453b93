// The commands about grades and what they rest on.
import type { Role } from '@residual/store';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { audit, cancel, changeRole } from './attempt.ts';
import { changeGroup, grant, revoke, showExtensions, showGroups, type GrantOptions } from './extension.ts';
import { choose, resetGrade, setGrade, showGrades, type CellOptions } from './grade.ts';
import { getInstance } from './instance.ts';
import { changePolicy, showPolicy } from './policy.ts';
import { regrade, settleRegrade, showRegrade, showRegrades, type RegradeOptions } from './regrade.ts';
import { retry, setDraining, showQueue, showWorkers } from './queue.ts';
import { reproduce } from './reproduce.ts';
import type { StaffOptions } from './staff.ts';

type InCourse = StaffOptions & { course: string };

const instance = () => getInstance(process.env);
const json = () => new Option('--json', 'for programs: write JSON');
const by = () => new Option('--by <who>', "who says so, for the audit log; the system's user if absent");
const course = () => new Option('--course <slug>', 'the course, as in its address').makeOptionMandatory();
const student = () => new Option('--student <address>', "the student's e-mail address").makeOptionMandatory();
const reason = (description = 'why; it is kept in the audit log') =>
  new Option('--reason <text>', description);

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Write a whole number from 1.');
  return number;
}

/** A command that changes something: by whom, why, and JSON where it is asked for. */
const changing = (command: Command, why: Option = reason().makeOptionMandatory()): Command =>
  command.addOption(why).addOption(by()).addOption(json());

export function addStaffCommands(program: Command): void {
  addGradeCommands(program);
  addExtensionCommands(program);
  addRegradeCommands(program);
  addQueueCommands(program);

  const policy = program
    .command('policy')
    .description('what lateness costs and which attempts count, in a course');
  policy
    .command('show')
    .description('what is set for the course; an assignment.yaml may say otherwise')
    .addOption(course())
    .addOption(json())
    .action(async (options: InCourse) => showPolicy(await instance(), options));
  changing(policy.command('set').addOption(course()), reason())
    .description(
      'set it from a YAML file (late, attempts, lateDays); it holds at once, for earlier submissions too',
    )
    .argument('<file>', 'the file')
    .action(async (file: string, options: InCourse & { reason?: string }) =>
      changePolicy(await instance(), file, options),
    );

  program
    .command('reproduce')
    .description('grade an attempt again from its receipt, and say whether the same comes out; fails if not')
    .argument('<attempt>', 'its id')
    .option('--timeout <seconds>', 'how long to wait for a worker', positive, 300)
    .addOption(json())
    .action(async (id: string, options: StaffOptions & { timeout: number }) => {
      if (!(await reproduce(await instance(), id, options))) process.exitCode = 1;
    });

  changing(program.command('cancel'), reason())
    .description('end an attempt that waits or runs; it is no score and uses up no attempt')
    .argument('<attempt>', 'its id')
    .action(async (id: string, options: StaffOptions & { reason?: string }) =>
      cancel(await instance(), id, options),
    );

  program
    .command('audit')
    .description('who changed what, when and why, newest first')
    .option('--course <slug>', 'only of this course')
    .option('--about <text>', 'only about a student or an assignment: part of an address or a slug')
    .option('--limit <number>', 'so many at the most', positive, 50)
    .addOption(json())
    .action(async (options: StaffOptions & { course?: string; about?: string; limit: number }) =>
      audit(await instance(), options),
    );

  changing(
    program.command('role').description('roles in a course').command('set').addOption(course()),
    reason(),
  )
    .description('give a member of a course another role')
    .requiredOption('--email <address>', 'of the member')
    .addOption(
      new Option('--role <role>', 'the new one')
        .choices(['student', 'assistant', 'instructor'] satisfies Role[])
        .makeOptionMandatory(),
    )
    .action(async (options: InCourse & { email: string; role: Role; reason?: string }) =>
      changeRole(await instance(), options),
    );
}

function addQueueCommands(program: Command): void {
  program
    .command('queue')
    .description('what waits and what is being graded, in the order of grading')
    .option('--course <slug>', 'only of this course; places are counted among all')
    .addOption(json())
    .action(async (options: StaffOptions & { course?: string }) => showQueue(await instance(), options));
  changing(program.command('retry'), reason())
    .description('grade a submission again that was not graded, or was cancelled or superseded')
    .argument('<submission>', 'its id')
    .action(async (id: string, options: StaffOptions & { reason?: string }) =>
      retry(await instance(), id, options),
    );

  const worker = program.command('worker').description('the processes that grade');
  worker
    .command('list')
    .description('those that there are')
    .addOption(json())
    .action(async (options: StaffOptions) => showWorkers(await instance(), options));
  for (const [name, drain, description] of [
    ['drain', true, 'let a worker take nothing more and end what it grades, before it is stopped'],
    ['resume', false, 'let a drained worker take attempts again'],
  ] as const)
    changing(worker.command(name), reason())
      .description(description)
      .argument('<worker>', 'its name')
      .action(async (id: string, options: StaffOptions & { reason?: string }) =>
        setDraining(await instance(), id, { ...options, drain }),
      );
}

function addGradeCommands(program: Command): void {
  const grade = program
    .command('grade')
    .description('grades, how they came about, and what staff set in their place');
  grade
    .command('show')
    .description('each grade with the line that explains it')
    .addOption(course())
    .option('--student <address>', 'only of this student')
    .addOption(json())
    .action(async (options: InCourse & { student?: string }) => showGrades(await instance(), options));
  const cell = (name: string): Command =>
    grade.command(name).argument('<assignment>', 'its slug').addOption(course()).addOption(student());
  const shown = () => reason('why; the student sees it').makeOptionMandatory();
  changing(cell('set'), shown())
    .description('set the points in place of what the rules give')
    .requiredOption('--points <number>', 'such as 7.5')
    .action(async (slug: string, options: CellOptions & { points: string; reason: string }) =>
      setGrade(await instance(), slug, options),
    );
  changing(cell('excuse'), shown())
    .description('excuse a student from an assignment: no points, and no zero')
    .action(async (slug: string, options: CellOptions & { reason: string }) =>
      setGrade(await instance(), slug, { ...options, points: null }),
    );
  changing(cell('reset'))
    .description('take back what was set: the rules hold again')
    .action(async (slug: string, options: CellOptions & { reason: string }) =>
      resetGrade(await instance(), slug, options),
    );
  cell('choose')
    .description('which submission counts, where the policy lets students choose')
    .requiredOption('--submission <id>', 'as in its address')
    .addOption(by())
    .addOption(json())
    .action(async (slug: string, options: CellOptions & { submission: string }) =>
      choose(await instance(), slug, options),
    );
}

function addExtensionCommands(program: Command): void {
  const extension = program.command('extension').description('later deadlines for single students or groups');
  changing(extension.command('grant'))
    .description('give one, before or after the push; of several the latest holds, and none lowers a grade')
    .argument('<assignment>', 'its slug')
    .addOption(course())
    .option('--student <address...>', 'for these students')
    .option('--group <name>', 'for whoever is in this group')
    .option('--until <time>', 'the new deadline by the course\'s clock, such as "2027-02-03 23:59"')
    .option('--days <number>', 'so many days after the deadline', positive)
    .action(async (slug: string, options: GrantOptions) => grant(await instance(), slug, options));
  changing(extension.command('revoke'))
    .description('take one back')
    .argument('<extension>', 'its id')
    .action(async (id: string, options: StaffOptions & { reason: string }) =>
      revoke(await instance(), id, options),
    );
  extension
    .command('list')
    .description('those that hold, newest first')
    .addOption(course())
    .addOption(json())
    .action(async (options: InCourse) => showExtensions(await instance(), options));

  const group = program.command('group').description('students who are given extensions together');
  group
    .command('set')
    .description('make a group, or give it other members; its extensions are then theirs')
    .argument('<name>', 'such as lab-a')
    .addOption(course())
    .requiredOption('--student <address...>', 'all its members')
    .addOption(by())
    .addOption(json())
    .action(async (name: string, options: InCourse & { student: string[] }) =>
      changeGroup(await instance(), name, options),
    );
  group
    .command('list')
    .description('the groups and who is in them')
    .addOption(course())
    .addOption(json())
    .action(async (options: InCourse) => showGroups(await instance(), options));
}

function addRegradeCommands(program: Command): void {
  const command = program
    .command('regrade')
    .description(
      'grade submissions again with the version published last; nothing counts until it is published',
    );
  changing(command.command('start', { isDefault: true }))
    .description('grade again in the background: residual regrade <assignment> ...')
    .argument('<assignment>', 'its slug')
    .addOption(course())
    .option('--student <address...>', "only these students'")
    .option('--attempt <id...>', 'only the submissions of these attempts')
    .option('--preview', 'change no grade; that is so in any case, until it is published')
    .option('--wait', 'wait, and show who would gain or lose')
    .action(async (slug: string, options: RegradeOptions) => regrade(await instance(), slug, options));
  command
    .command('show')
    .description('who would gain or lose, and by which check')
    .argument('<regrade>', 'its id')
    .option('--wait', 'wait until all is graded')
    .addOption(json())
    .action(async (id: string, options: StaffOptions & { wait?: boolean }) =>
      showRegrade(await instance(), id, options),
    );
  command
    .command('list')
    .description('the regrades of a course, newest first')
    .addOption(course())
    .addOption(json())
    .action(async (options: InCourse) => showRegrades(await instance(), options));
  for (const [name, publish, description] of [
    ['publish', true, 'make its results count, all at once; those before are kept'],
    ['discard', false, 'throw it away: its results never count'],
  ] as const)
    changing(command.command(name), reason())
      .description(description)
      .argument('<regrade>', 'its id')
      .action(async (id: string, options: StaffOptions & { reason?: string }) =>
        settleRegrade(await instance(), id, { ...options, publish }),
      );
}
