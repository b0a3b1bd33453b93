// What a student may have of an assignment, as a file in their repository: enough to run its public checks, without
// the hidden rows and without anything that was computed from them.
import {
  checkSpecSchema,
  dataSpecSchema,
  nameOfCheck,
  taskSpecSchema,
  type TaskSpec,
} from '@residual/contracts';
import { z } from 'zod';
import { AssignmentError } from './assignment-error.ts';
import type { AssignmentBundle } from './bundle.ts';
import { taskCalibrationSchema, type TaskCalibration } from './calibration.ts';
import { buildPublicRows, type DataSet } from './datasets/data-set.ts';

/** Beside the assignments' folders in a student's repository. */
export const PUBLIC_FOLDER = '.residual';
export const publicBundleFile = (slug: string): string => `${PUBLIC_FOLDER}/${slug}.json`;

/** A check that only the server can run: a hidden one, one on hidden rows, or the assignment's own. */
const withheldCheckSchema = z.strictObject({
  /** Its place among the task's checks, from 0. */
  position: z.int().min(0),
  check: z.string(),
  name: z.string(),
  title: z.string().optional(),
  points: z.string(),
  hidden: z.boolean(),
});
export type WithheldCheck = z.infer<typeof withheldCheckSchema>;

const [fromGlyphs, fromFiles] = dataSpecSchema.options;
const bundleSchema = z.strictObject({
  format: z.literal('residual public assignment 1'),
  slug: z.string(),
  /** Hash of the assignment's version that it was made from. */
  version: z.string(),
  title: z.string(),
  data: z.discriminatedUnion('source', [
    fromGlyphs.omit({ hiddenSeed: true, hiddenRows: true }),
    fromFiles.omit({ hiddenInputs: true, hiddenLabels: true }),
  ]),
  /** The .npy files of the data, in base64, by path. */
  files: z.record(z.string(), z.base64()),
  tasks: z.array(
    z.strictObject({
      task: taskSpecSchema.extend({ checks: z.array(checkSpecSchema) }),
      withheld: z.array(withheldCheckSchema),
      calibration: taskCalibrationSchema.omit({ inputs: true, hidden: true, provenance: true }).optional(),
    }),
  ),
});
type Bundle = z.infer<typeof bundleSchema>;

export interface PublicTask {
  /** With the checks that can be run here. */
  readonly task: TaskSpec;
  readonly withheld: readonly WithheldCheck[];
  readonly calibration?: TaskCalibration;
}

export interface PublicAssignment {
  readonly slug: string;
  readonly version: string;
  readonly title: string;
  readonly tasks: readonly PublicTask[];
  /** Without hidden rows: there are 0 of them. */
  readonly data: DataSet;
}

function publicTask(task: TaskSpec, calibration: TaskCalibration | undefined): Bundle['tasks'][number] {
  const checks: TaskSpec['checks'] = [];
  const withheld: WithheldCheck[] = [];
  for (const [position, spec] of task.checks.entries()) {
    const { check, title, points, hidden } = spec;
    if (!hidden && check !== 'hidden-loss' && check !== 'custom') checks.push(spec);
    else withheld.push({ position, check, name: nameOfCheck(spec), title, points, hidden });
  }
  if (!calibration) return { task: { ...task, checks }, withheld };
  const { inputs: _inputs, hidden: _hidden, provenance: _provenance, ...shown } = calibration;
  return { task: { ...task, checks }, withheld, calibration: shown };
}

/** @param version hash of the assignment's folder */
export function writePublicBundle(
  { slug, spec, calibration, files }: AssignmentBundle,
  version: string,
): string {
  const { data } = spec;
  const names = data.source === 'files' ? [data.inputs, data.labels] : [];
  const bundle: Bundle = {
    format: 'residual public assignment 1',
    slug,
    version,
    title: spec.title,
    data:
      data.source === 'glyphs'
        ? { source: data.source, seed: data.seed, rows: data.rows }
        : { source: data.source, inputs: data.inputs, labels: data.labels },
    files: Object.fromEntries(names.map((name) => [name, Buffer.from(files.get(name)!).toString('base64')])),
    tasks: spec.tasks.map((task) => publicTask(task, calibration.tasks[task.name])),
  };
  return `${JSON.stringify(bundle, null, 1)}\n`;
}

/** No w passes a comparison with it; nothing that a student has compares with it. */
const WITHHELD_BAND = { value: Number.NaN, band: 0 };

/** @throws AssignmentError if the text is none that {@link writePublicBundle} wrote */
export function readPublicBundle(file: string, text: string): PublicAssignment {
  const broken = (message: string, cause: unknown) =>
    new AssignmentError(
      file,
      [{ file, message, remedy: 'fetch it again: git checkout origin/main -- .residual' }],
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken('is not JSON', cause);
  }
  const parsed = bundleSchema.safeParse(value);
  if (!parsed.success)
    throw broken('is damaged, or was written by another version of Residual', parsed.error);
  const { slug, version, title, data, files, tasks } = parsed.data;
  const contents = new Map(
    Object.entries(files).map(([path, base64]) => [path, Buffer.from(base64, 'base64')]),
  );
  return {
    slug,
    version,
    title,
    data: buildPublicRows({ assignment: slug, data, files: contents }),
    tasks: tasks.map(({ task, withheld, calibration }) => ({
      task,
      withheld,
      ...(calibration && {
        calibration: { ...calibration, inputs: version, hidden: WITHHELD_BAND, provenance: [] },
      }),
    })),
  };
}
