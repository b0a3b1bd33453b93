// An assignment's folder on disk:
//   assignment.yaml  calibration.json  README.md  *.npy
//   starter/<task>.ts  solution/<task>.ts  submissions/<task>/<what>_<verdict>.ts
//   starter-python/<task>.py  solution-python/<task>.py
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { type AssignmentSpec, isModelTask, LANGUAGE_BY_EXTENSION, slugSchema } from '@residual/contracts';
import { AssignmentError, type AssignmentProblem } from './assignment-error.ts';
import { packBundle, parseCalibration, unpackBundle } from './bundle.ts';
import { calibrationInputs, calibrationRemedy, CALIBRATION_FILE } from './calibration.ts';
import { buildDataSet, type DataSet } from './datasets/data-set.ts';
import { writePublicBundle } from './public-bundle.ts';
import { parseAssignmentSpec, SPEC_FILE } from './spec.ts';

export interface AssignmentFolder {
  readonly slug: string;
  readonly spec: AssignmentSpec;
  /** The assignment's version: SHA-256 over the sorted paths and contents of the folder, in hex. */
  readonly hash: string;
  /** For grading; see {@link unpackBundle}. */
  readonly bundle: Uint8Array;
  readonly readme: string;
  /** What a student's repository begins with, by path below `<slug>/`. */
  readonly starter: ReadonlyMap<string, Uint8Array>;
  /** What else they get, to check their work themselves: the text of {@link publicBundleFile}. */
  readonly publicBundle: string;
}

type Contents = ReadonlyMap<string, Uint8Array>;

/** Every file by its path with forward slashes, sorted; names that begin with a dot are left out. */
async function readFolder(directory: string): Promise<Contents> {
  const root = resolve(directory);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .toSorted();
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path, new Uint8Array(await readFile(join(root, path)))] as const),
    ),
  );
}

function hashContents(contents: Contents): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of contents) hash.update(`${path}\0${bytes.byteLength}\0`).update(bytes);
  return hash.digest('hex');
}

const textOf = (contents: Contents, path: string): string => new TextDecoder().decode(contents.get(path));

const ENDINGS = Object.keys(LANGUAGE_BY_EXTENSION);

function missingFiles(spec: AssignmentSpec, contents: Contents): AssignmentProblem[] {
  const problems: AssignmentProblem[] = [];
  if (!contents.has('README.md'))
    problems.push({
      file: 'README.md',
      message: 'is missing',
      remedy: 'write what the task is and how it is graded: students get this file',
    });
  for (const { name, checks } of spec.tasks) {
    for (const check of checks)
      if (check.check === 'custom' && !contents.has(check.file))
        problems.push({
          file: check.file,
          message: `is missing, and task "${name}" names it`,
          remedy: `write the check, or remove it from ${SPEC_FILE}`,
        });
    for (const folder of ['starter', 'solution']) {
      const found = ENDINGS.filter((ending) => contents.has(`${folder}/${name}.${ending}`));
      if (found.length === 0)
        problems.push({
          file: `${folder}/${name}.ts`,
          message: `is missing, and task "${name}" needs it`,
          remedy: `add the file (endings: ${ENDINGS.join(', ')}), or remove the task from ${SPEC_FILE}`,
        });
    }
  }
  return problems;
}

/**
 * Path → bytes of README.md, of starter/ (whose own name is dropped), and of starter-python/, whose programs wait in
 * python/ until somebody takes them instead. Nothing else of the folder.
 */
const starterOf = (contents: Contents): Map<string, Uint8Array> =>
  new Map(
    [...contents]
      .filter(([path]) => path === 'README.md' || /^starter(-python)?\//.test(path))
      .map(([path, bytes]) => [path.replace(/^starter-/, '').replace(/^starter\//, ''), bytes]),
  );

async function readSpec(
  directory: string,
): Promise<{ slug: string; contents: Contents; spec: AssignmentSpec }> {
  const slug = basename(resolve(directory));
  if (!slugSchema.safeParse(slug).success)
    throw new AssignmentError(slug, [
      {
        file: '.',
        message: `the folder's name "${slug}" is no slug`,
        remedy: 'use lower-case words joined by hyphens',
      },
    ]);
  let contents: Contents;
  try {
    contents = await readFolder(directory);
  } catch (cause) {
    throw new AssignmentError(
      slug,
      [{ file: '.', message: `cannot read ${directory}`, remedy: 'check the path and its permissions' }],
      { cause },
    );
  }
  if (!contents.has(SPEC_FILE))
    throw new AssignmentError(slug, [
      { file: SPEC_FILE, message: 'is missing', remedy: 'copy the one of another assignment and change it' },
    ]);
  return { slug, contents, spec: parseAssignmentSpec(slug, textOf(contents, SPEC_FILE)) };
}

/** Modules of the checks that the assignment brings along, by path. */
function checkFiles(spec: AssignmentSpec, contents: Contents): Map<string, Uint8Array> {
  const paths = spec.tasks.flatMap(({ checks }) =>
    checks.flatMap((check) => (check.check === 'custom' ? [check.file] : [])),
  );
  return new Map(paths.flatMap((path) => (contents.has(path) ? [[path, contents.get(path)!]] : [])));
}

function dataFiles(spec: AssignmentSpec, contents: Contents): Map<string, Uint8Array> {
  const { data } = spec;
  if (data.source === 'glyphs') return new Map();
  const paths = [data.inputs, data.labels, data.hiddenInputs, data.hiddenLabels];
  return new Map(paths.flatMap((path) => (contents.has(path) ? [[path, contents.get(path)!]] : [])));
}

/** The part of an assignment that its calibration is made from. */
export async function loadForCalibration(directory: string) {
  const { slug, contents, spec } = await readSpec(directory);
  return { slug, spec, files: dataFiles(spec, contents) };
}

/** @throws AssignmentError if calibration.json is missing, or was made for other data, losses or references */
function checkCalibration(
  directory: string,
  { slug, spec, contents }: { slug: string; spec: AssignmentSpec; contents: Contents },
  data: DataSet,
): void {
  const remedy = calibrationRemedy(relative(process.cwd(), resolve(directory)));
  if (!contents.has(CALIBRATION_FILE))
    throw new AssignmentError(slug, [{ file: CALIBRATION_FILE, message: 'is missing', remedy }]);
  const calibration = parseCalibration(slug, textOf(contents, CALIBRATION_FILE));
  const problems = spec.tasks.filter(isModelTask).flatMap((task): AssignmentProblem[] => {
    const problem = { file: CALIBRATION_FILE, field: `tasks.${task.name}`, remedy };
    if (!Object.hasOwn(calibration.tasks, task.name)) return [{ ...problem, message: 'is missing' }];
    return calibration.tasks[task.name].inputs === calibrationInputs(task, data)
      ? []
      : [{ ...problem, message: 'is out of date: data, loss or reference have changed since' }];
  });
  if (problems.length > 0) throw new AssignmentError(slug, problems);
}

/**
 * Reads and checks an assignment's folder; its name is the slug.
 * @throws AssignmentError naming file, line, field and remedy of every mistake found
 */
export async function loadAssignmentFolder(directory: string): Promise<AssignmentFolder> {
  const { slug, contents, spec } = await readSpec(directory);
  const missing = missingFiles(spec, contents);
  if (missing.length > 0) throw new AssignmentError(slug, missing);
  const data = dataFiles(spec, contents);
  checkCalibration(
    directory,
    { slug, spec, contents },
    buildDataSet({ assignment: slug, data: spec.data, files: data }),
  );
  const packed = new Map([
    [SPEC_FILE, contents.get(SPEC_FILE)!],
    [CALIBRATION_FILE, contents.get(CALIBRATION_FILE)!],
    ...data,
    ...checkFiles(spec, contents),
  ]);
  const hash = hashContents(contents);
  const bundle = packBundle(slug, packed);
  return {
    slug,
    spec,
    hash,
    bundle,
    publicBundle: writePublicBundle(unpackBundle(bundle), hash),
    readme: textOf(contents, 'README.md'),
    starter: starterOf(contents),
  };
}

/** What a student's repository begins with, by path below `<slug>/`: README.md and the starter programs. */
export async function starterFiles(directory: string): Promise<Map<string, Uint8Array>> {
  return starterOf(await readFolder(directory));
}
