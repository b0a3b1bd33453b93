// `residual roster`: who is in a course, and whole lists of participants at once.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  enrollStudent,
  parseRoster,
  planRoster,
  type ParsedRoster,
  type PlannedLine,
  type RosterPlan,
} from '@residual/course';
import { isStaffAnywhere, listAssignments, listEnrollments, renameUser } from '@residual/store';
import { type Command, Option } from 'commander';
import { loadFolders } from './add-student.ts';
import { CommandError } from './command-error.ts';
import { assignmentsOf, getInstance } from './instance.ts';
import { print, table, type StaffOptions } from './staff.ts';
import { cloneUrl, getCourse, withStore } from './with-course.ts';

type InCourse = StaffOptions & { readonly course: string };

const course = () => new Option('--course <slug>', 'the course, as in its address').makeOptionMandatory();
const json = () => new Option('--json', 'for programs: write JSON');

export function addRosterCommands(program: Command): void {
  const roster = program.command('roster').description('who is in a course');
  roster
    .command('list')
    .description('everybody, staff first')
    .addOption(course())
    .addOption(json())
    .action((options: InCourse) => showRoster(options));
  roster
    .command('import')
    .description('enrol all students of a list: a CSV file with names and e-mail addresses')
    .argument('<file>', 'with a header or without; - reads standard input')
    .addOption(course())
    .option('--dry-run', 'only tell what would be done')
    .addOption(json())
    .action((file: string, options: ImportOptions) => importRoster(file, options));
}

async function showRoster(options: InCourse): Promise<void> {
  await withStore(await getInstance(process.env), async (store) => {
    const { id } = await getCourse(store, options.course);
    const order = ['instructor', 'assistant', 'student'];
    const members = (await listEnrollments(store, id))
      .map(({ role, user, repository }) => ({
        role,
        name: user.name,
        email: user.email,
        repository: repository?.path ?? null,
      }))
      .toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || a.name.localeCompare(b.name));
    const lines = members.map(({ role, name, email, repository }) => [role, name, email, repository ?? '']);
    print(options, members, lines.length > 0 ? table(lines) : 'Nobody is in the course.');
  });
}

type ImportOptions = InCourse & { readonly dryRun?: boolean };

const MISTAKES: Readonly<Record<Extract<ParsedRoster, { ok: false }>['mistake'], string>> = {
  empty: 'is empty',
  unreadable: 'cannot be read as CSV',
  columns: 'has no column of names: write a header such as "name,email"',
  tooMany: 'has too many lines: divide it',
};
const REFUSALS: Readonly<Record<RosterPlan['mistakes'][number]['kind'], string>> = {
  noEmail: 'no e-mail address',
  noName: 'no name',
  twice: 'is there twice',
  staff: 'teaches the course',
};
const KINDS: Readonly<Record<PlannedLine['kind'], string>> = {
  new: 'new account',
  account: 'joins with the account there is',
  renamed: 'other name',
  there: 'is there already',
};

/** Enrols whoever is not there yet, and fails if lines were left out. @throws CommandError */
async function importRoster(file: string, options: ImportOptions): Promise<void> {
  const text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8').catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: ${error.message}`);
  });
  const parsed = parseRoster(text);
  if (!parsed.ok) throw new CommandError(`${file} ${MISTAKES[parsed.mistake]}.`);
  const instance = await getInstance(process.env);
  await withStore(instance, async (store) => {
    const of = await getCourse(store, options.course);
    const { lines, mistakes } = await planRoster(store, { courseId: of.id, ...parsed });
    if (options.dryRun) {
      print(
        options,
        { lines, mistakes },
        table(lines.map((line) => [KINDS[line.kind], line.name, line.email])),
      );
    } else {
      const slugs = (await listAssignments(store, of.id)).map(({ slug }) => slug);
      const assignments = await loadFolders(assignmentsOf(process.env), slugs);
      const added = [];
      for (const { kind, name, email, userId } of lines) {
        // Who teaches somewhere is called what they call themselves.
        if (kind === 'renamed' && userId !== null && !(await isStaffAnywhere(store, userId)))
          await renameUser(store, userId, name);
        if (kind !== 'new' && kind !== 'account') continue;
        const gitRoot = join(instance.home, 'git');
        const access = await enrollStudent(store, of, { name, email }, { gitRoot, assignments });
        const { password, repositoryPath: path, pushToken: token } = access;
        const address = cloneUrl(instance, { path, email, token });
        added.push({ name, email, password, cloneUrl: address });
        if (!options.json)
          console.log(
            `${email}  ${password === null ? 'password as before' : `password ${password}`}  ${address}`,
          );
      }
      const note = added.length > 0 ? ' Pass the lines on; they are shown only now.' : '';
      print(options, { added, mistakes }, `${added.length} of ${lines.length} added.${note}`);
    }
    for (const { line, kind, text: said } of mistakes)
      console.error(`line ${line}: ${REFUSALS[kind]}: ${said}`);
    if (mistakes.length > 0) throw new CommandError(`Left out: ${mistakes.length}, for the reasons above.`);
  });
}
