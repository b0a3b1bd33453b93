// `residual assignment`: folders of assignments, made, looked at and measured before they are published.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AssignmentError, loadAssignmentFolder } from '@residual/assignments';
import { slugSchema } from '@residual/contracts';
import type { Command } from 'commander';
import { calibrate } from './calibrate.ts';
import { CommandError } from './command-error.ts';
import { assignmentsOf } from './instance.ts';
import { print } from './staff.ts';

const CALIBRATE = 'write calibration.json of assignments, after a change of their data, losses or references';

export function addAssignmentCommands(program: Command): void {
  const assignment = program.command('assignment').description('make assignments');
  assignment
    .command('new')
    .description('begin one as a copy of another; the copy grades the same data with the same checks')
    .argument('<slug>', 'its name in addresses and repositories, such as ring-regression')
    .option('--from <slug>', 'the one to copy: its slug or folder', 'linear-regression')
    .option('--title <title>', 'its name for people')
    .action((slug: string, options: NewOptions) => create(slug, options, assignmentsOf(process.env)));
  assignment
    .command('validate')
    .description('say what publishing would say of folders, and publish nothing')
    .argument('<folder...>', 'the folders of the assignments, or their slugs')
    .option('--json', 'for programs: write JSON')
    .action((names: string[], options: { json?: boolean }) =>
      validate(names, options, assignmentsOf(process.env)),
    );
  // the second is how it was called before
  for (const command of [assignment.command('calibrate'), program.command('calibrate', { hidden: true })])
    command
      .description(CALIBRATE)
      .argument('<folder...>', 'the folders of the assignments, or their slugs')
      .action((names: string[]) => calibrate(names, assignmentsOf(process.env)));
}

interface NewOptions {
  readonly from: string;
  readonly title?: string;
}

/** @throws CommandError */
export async function create(text: string, { from, title }: NewOptions, assignments: string): Promise<void> {
  const slug = slugSchema.safeParse(text);
  if (!slug.success) throw new CommandError(`"${text}" is no slug: ${slug.error.issues[0].message}.`);
  const target = join(assignments, slug.data);
  if (existsSync(target)) throw new CommandError(`${target} is there already: choose another slug.`);
  const source = [join(assignments, from), resolve(from)].find((path) =>
    existsSync(join(path, 'assignment.yaml')),
  );
  if (source === undefined)
    throw new CommandError(`There is no assignment "${from}" to copy in ${assignments}.`);
  await mkdir(assignments, { recursive: true });
  await cp(source, target, { recursive: true });
  // Programs whose verdict is known are known for the data of the original.
  await rm(join(target, 'submissions'), { recursive: true, force: true });
  if (title !== undefined) {
    const file = join(target, 'assignment.yaml');
    const yaml = await readFile(file, 'utf8');
    await writeFile(
      file,
      yaml.replace(/^title:.*$/m, () => `title: ${JSON.stringify(title)}`),
    );
  }
  console.log(
    `${target} is a copy of ${source}. Change it, then: residual assignment calibrate ${slug.data}`,
  );
}

/** @throws CommandError if any of them is broken */
export async function validate(
  names: readonly string[],
  options: { json?: boolean },
  assignments: string,
): Promise<void> {
  const results = [];
  for (const name of names) {
    const folder = [resolve(name), join(assignments, name)].find((path) => existsSync(path));
    if (folder === undefined)
      throw new CommandError(
        `There is no assignment "${name}": neither ${resolve(name)} nor ${join(assignments, name)} exists.`,
      );
    try {
      const { slug, hash, spec } = await loadAssignmentFolder(folder);
      results.push({ slug, version: hash, tasks: spec.tasks.map((task) => task.name), problems: [] });
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
      if (!options.json) console.error(error.message);
      results.push({ slug: name, version: null, tasks: [], problems: error.problems });
    }
  }
  const sound = results.filter(({ version }) => version !== null);
  print(options, results, sound.map(({ slug, tasks }) => `${slug}: sound, ${tasks.join(', ')}`).join('\n'));
  const broken = results.length - sound.length;
  if (broken > 0) throw new CommandError(`Broken: ${broken} of ${results.length}.`);
}
