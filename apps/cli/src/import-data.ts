// `residual data import`: rows from text or .npy files become an assignment's own, some of them hidden.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseAssignmentSpec, readNpy, SPEC_FILE, writeNpy, type Matrix } from '@residual/assignments';
import type { Command } from 'commander';
import { parseDocument } from 'yaml';
import { CommandError } from './command-error.ts';
import { assignmentsOf } from './instance.ts';

export interface ImportOptions {
  /** One row of numbers a line, as numpy.savetxt writes them or with commas; or .npy. */
  readonly inputs: string;
  /** One number a line, or .npy. */
  readonly labels: string;
  /** Rows that students are to have no part in, if there are such files; else the last `hide` rows are held back. */
  readonly hiddenInputs?: string;
  readonly hiddenLabels?: string;
  readonly hide?: number;
}

export function addDataCommands(program: Command): void {
  program
    .command('data')
    .description('rows of assignments')
    .command('import')
    .description("make rows from files an assignment's own, such as the lecture's Xtrain.txt and Ytrain.txt")
    .argument('<assignment>', 'its slug or folder')
    .requiredOption('--inputs <file>', 'one row of numbers a line, or .npy')
    .requiredOption('--labels <file>', 'one number a line, or .npy')
    .option('--hide <rows>', 'how many rows, the last ones, students do not get', Number)
    .option('--hidden-inputs <file>', 'rows that students do not get, from a file of their own')
    .option('--hidden-labels <file>', 'their labels')
    .action(async (name: string, options: ImportOptions) => {
      const folders = [resolve(name), join(assignmentsOf(process.env), name)];
      const folder = folders.find((path) => existsSync(path)) ?? folders[1];
      console.log(await importData(basename(folder), folder, options));
      console.log(`Now: residual assignment calibrate ${name}`);
    });
}

/** @throws CommandError naming the line that is wrong */
export function parseTable(file: string, text: string): Matrix {
  const rows: number[][] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const words = line
      .replace(/#.*/, '')
      .split(/[\s,;]+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    const row = words.map(Number);
    const wrong = row.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw new CommandError(`${file}, line ${i + 1}: "${words[wrong]}" is no finite number.`);
    if (rows.length > 0 && row.length !== rows[0].length)
      throw new CommandError(
        `${file}, line ${i + 1}: ${row.length} numbers, where the first row has ${rows[0].length}.`,
      );
    rows.push(row);
  }
  if (rows.length === 0) throw new CommandError(`${file} holds no numbers.`);
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0].length };
}

async function readTable(file: string): Promise<Matrix> {
  const bytes = await readFile(file).catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
  if (extname(file) !== '.npy') return parseTable(file, bytes.toString('utf8'));
  try {
    return readNpy(new Uint8Array(bytes));
  } catch (error) {
    throw new CommandError(`${file} ${(error as Error).message}.`);
  }
}

async function readRows(inputs: string, labels: string): Promise<{ inputs: Matrix; labels: Matrix }> {
  const read = { inputs: await readTable(inputs), labels: await readTable(labels) };
  // One long row of labels is what numpy.savetxt makes of a vector that was turned.
  if (read.labels.rows === 1 && read.inputs.rows > 1)
    read.labels = { ...read.labels, rows: read.labels.columns, columns: 1 };
  if (read.labels.columns !== 1 || read.labels.rows !== read.inputs.rows)
    throw new CommandError(
      `${labels} has ${read.labels.rows} × ${read.labels.columns} numbers for ${read.inputs.rows} rows of ${inputs}: one label a row is needed.`,
    );
  return read;
}

const part = ({ data, columns }: Matrix, from: number, to: number): Matrix => ({
  data: data.slice(from * columns, to * columns),
  rows: to - from,
  columns,
});

/**
 * Writes inputs.npy, labels.npy and the hidden ones into the folder and names them in its assignment.yaml, comments kept.
 * @returns what was written, in words
 * @throws CommandError, AssignmentError; nothing is written then
 */
export async function importData(slug: string, folder: string, options: ImportOptions): Promise<string> {
  const yamlFile = join(folder, SPEC_FILE);
  const text = await readFile(yamlFile, 'utf8').catch(() => {
    throw new CommandError(`${yamlFile} is missing: begin with residual assignment new ${slug}.`);
  });
  const all = await readRows(options.inputs, options.labels);
  const { hiddenInputs, hiddenLabels, hide } = options;
  if ((hiddenInputs === undefined) !== (hiddenLabels === undefined))
    throw new CommandError('Give --hidden-inputs and --hidden-labels together.');
  if ((hiddenInputs === undefined) === (hide === undefined))
    throw new CommandError(
      'Say what is hidden: --hide with a number of rows, or --hidden-inputs and --hidden-labels.',
    );
  const shown = all.inputs.rows - (hide ?? 0);
  if (hide !== undefined && !(Number.isInteger(hide) && hide > 0 && shown >= 2))
    throw new CommandError(
      `--hide takes a number from 1 to ${all.inputs.rows - 2}: two rows at least are shown.`,
    );
  const hidden =
    hiddenInputs !== undefined && hiddenLabels !== undefined
      ? await readRows(hiddenInputs, hiddenLabels)
      : {
          inputs: part(all.inputs, shown, all.inputs.rows),
          labels: part(all.labels, shown, all.labels.rows),
        };
  if (hidden.inputs.columns !== all.inputs.columns)
    throw new CommandError(
      `The hidden rows have ${hidden.inputs.columns} numbers, the others ${all.inputs.columns}.`,
    );
  const files = {
    'inputs.npy': part(all.inputs, 0, shown),
    'labels.npy': part(all.labels, 0, shown),
    'hidden-inputs.npy': hidden.inputs,
    'hidden-labels.npy': hidden.labels,
  };
  const document = parseDocument(text);
  document.set(
    'data',
    document.createNode({
      source: 'files',
      inputs: 'inputs.npy',
      labels: 'labels.npy',
      hiddenInputs: 'hidden-inputs.npy',
      hiddenLabels: 'hidden-labels.npy',
    }),
  );
  const changed = document.toString({ lineWidth: 0 });
  parseAssignmentSpec(slug, changed);
  for (const [name, matrix] of Object.entries(files)) await writeFile(join(folder, name), writeNpy(matrix));
  await writeFile(yamlFile, changed);
  return `${slug}: ${shown} rows of ${all.inputs.columns} numbers that students get (even ones to train, odd ones to validate), ${hidden.inputs.rows} hidden.`;
}
