// `residual person` and `residual retention`: what is known of people, handed over or forgotten. docs/privacy.md
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { copyRepository } from '@residual/git';
import {
  applyRetention,
  erasePerson,
  findEndedCourses,
  PersonBusyError,
  readPersonalData,
} from '@residual/store';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
import { getInstance, type Instance } from './instance.ts';
import { actorOf, print, table, type StaffOptions } from './staff.ts';
import { parseEmail, withStore } from './with-course.ts';

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 365;

function days(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Write a number of days from 1.');
  return number;
}

const instance = () => getInstance(process.env);

export function addPersonCommands(program: Command): void {
  const person = program.command('person').description('what is known of somebody');
  person
    .command('export')
    .description('write everything about a person into a folder')
    .argument('<address>', "the account's e-mail address")
    .requiredOption('--out <folder>', 'a folder that is not there yet')
    .action(async (address: string, options: { out: string }) =>
      exportPerson(await instance(), address, options),
    );
  person
    .command('erase')
    .description('delete an account with its submissions and repositories; the audit log keeps a pseudonym')
    .argument('<address>', "the account's e-mail address")
    .option('--yes', 'without asking')
    .option('--by <who>', "who says so, for the audit log; the system's user if absent")
    .option('--json', 'for programs: write JSON')
    .action(async (address: string, options: StaffOptions & { yes?: boolean }) =>
      erase(await instance(), address, options),
    );
  program
    .command('retention')
    .description('what is not kept for ever')
    .command('run')
    .description('forget programs and their output in courses that ended long ago, and what has expired')
    .option(
      '--days <number>',
      `since the last deadline and the last submission; RETENTION_DAYS, or ${DEFAULT_DAYS}, if absent`,
      days,
    )
    .option('--dry-run', 'only tell which courses those are')
    .option('--by <who>', "who says so, for the audit log; the system's user if absent")
    .option('--json', 'for programs: write JSON')
    .action(async (options: StaffOptions & { days?: number; dryRun?: boolean }) =>
      retain(await instance(), options),
    );
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** @throws CommandError */
export async function exportPerson(
  { databaseUrl, home, ...rest }: Instance,
  address: string,
  { out }: { out: string },
): Promise<void> {
  const email = parseEmail(address);
  const folder = resolve(out);
  if (existsSync(folder)) throw new CommandError(`${folder} is there already: choose another name.`);
  await withStore({ databaseUrl, home, ...rest }, async (store) => {
    const data = await readPersonalData(store, email);
    if (!data) throw new CommandError(`There is no account ${email}.`);
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await writeFile(join(unfinished, 'account.json'), asJson(data.account));
    await writeFile(join(unfinished, 'courses.json'), asJson(data.enrollments));
    await writeFile(join(unfinished, 'audit.json'), asJson(data.audit));
    for (const { course, assignment, submissionId, path, content } of data.programs) {
      const file = join(unfinished, 'submissions', course, assignment, submissionId, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    for (const path of data.repositories)
      if (existsSync(join(home, 'git', path)))
        await copyRepository(join(home, 'git', path), join(unfinished, 'repositories', path));
    await rename(unfinished, folder);
    console.log(
      `${folder}: ${data.enrollments.length} courses, ${data.programs.length} programs, ${data.repositories.length} repositories, ${data.audit.length} entries of the audit log.`,
    );
  });
}

/** @throws CommandError */
export async function erase(
  of: Instance,
  address: string,
  options: StaffOptions & { yes?: boolean },
): Promise<void> {
  const email = parseEmail(address);
  if (!options.yes) await confirm(email);
  await withStore(of, async (store) => {
    const erased = await erasePerson(store, { email, by: actorOf(options) }).catch((error: unknown) => {
      throw error instanceof PersonBusyError
        ? new CommandError(`Nothing is erased: ${error.message}.`)
        : error;
    });
    if (!erased) throw new CommandError(`There is no account ${email}.`);
    for (const path of erased.repositories)
      await rm(join(of.home, 'git', path), { recursive: true, force: true }).catch((error: Error) => {
        throw new CommandError(
          `The account is erased, but ${join(of.home, 'git', path)} cannot be deleted: ${error.message}`,
        );
      });
    print(
      options,
      erased,
      `Erased: the account, ${erased.submissions} submissions, ${erased.repositories.length} repositories. ` +
        `The audit log has ${erased.pseudonym} in ${erased.auditEntries} earlier entries. Backups and logs still have the person.`,
    );
  });
}

async function confirm(email: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new CommandError('This cannot be undone. Say --yes, or run it on a terminal to be asked.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`This cannot be undone. Type ${email} to erase the person: `);
  terminal.close();
  if (answer.trim().toLowerCase() !== email) throw new CommandError('Nothing is erased.');
}

/** @throws CommandError if RETENTION_DAYS is none */
function retentionDays(text = process.env.RETENTION_DAYS): number {
  if (!text) return DEFAULT_DAYS;
  try {
    return days(text);
  } catch {
    throw new CommandError(`RETENTION_DAYS is "${text}": write a number of days from 1.`);
  }
}

/** @throws CommandError */
export async function retain(
  of: Instance,
  options: StaffOptions & { days?: number; dryRun?: boolean },
): Promise<void> {
  const number = options.days ?? retentionDays();
  const before = new Date(Date.now() - number * DAY_MS);
  await withStore(of, async (store) => {
    const courses = await findEndedCourses(store, before);
    const list = table(
      courses.map(({ slug, endedAt }) => [slug, `ended ${endedAt.toISOString().slice(0, 10)}`]),
    );
    if (options.dryRun)
      return print(options, courses, list || `No course ended more than ${number} days ago.`);
    const done = await applyRetention(store, { before, by: actorOf(options) });
    const counts = Object.entries(done).map(([what, count]) => `${count} ${what}`);
    print(
      options,
      { courses, ...done },
      [list, `Forgotten: ${counts.join(', ')}.`].filter(Boolean).join('\n'),
    );
  });
}
