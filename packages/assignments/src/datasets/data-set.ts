// The rows that an assignment is about: training and validation rows, which students see, and hidden rows.
import type { DataSpec } from '@residual/contracts';
import { AssignmentError } from '../assignment-error.ts';
import { drawGlyphs, PIXELS } from './glyphs.ts';
import { type Matrix, readNpy } from './npy.ts';

export interface Rows {
  /** n × dim, row-major. */
  readonly inputs: Float64Array;
  /** n × 1. */
  readonly labels: Float64Array;
  readonly n: number;
  readonly dim: number;
}

export interface DataSet {
  readonly training: Rows;
  readonly validation: Rows;
  /** Never enters the sandbox. */
  readonly hidden: Rows;
}

const takeRows = (rows: Rows, first: number, stride: number): Rows => {
  const { inputs, labels, dim } = rows;
  const n = Math.ceil((rows.n - first) / stride);
  const taken = { inputs: new Float64Array(n * dim), labels: new Float64Array(n), n, dim };
  for (let i = 0; i < n; i += 1) {
    const row = first + i * stride;
    taken.inputs.set(inputs.subarray(row * dim, (row + 1) * dim), i * dim);
    taken.labels[i] = labels[row];
  }
  return taken;
};

const glyphRows = (seed: number, n: number): Rows => ({ ...drawGlyphs(seed, n), n, dim: PIXELS });

function readMatrix(assignment: string, files: ReadonlyMap<string, Uint8Array>, file: string): Matrix {
  const bytes = files.get(file);
  const broken = (message: string, remedy: string, cause?: unknown) =>
    new AssignmentError(assignment, [{ file, message, remedy }], { cause });
  if (!bytes) throw broken('is missing', 'put the file there, or change the name under "data"');
  try {
    return readNpy(bytes);
  } catch (error) {
    const [message, remedy] = (error as Error).message.split('; ');
    throw broken(message, remedy ?? 'save it again with numpy.save(name, array)', error);
  }
}

function fileRows(
  assignment: string,
  files: ReadonlyMap<string, Uint8Array>,
  names: { inputs: string; labels: string },
): Rows {
  const inputs = readMatrix(assignment, files, names.inputs);
  const labels = readMatrix(assignment, files, names.labels);
  if (labels.columns !== 1 || labels.rows !== inputs.rows)
    throw new AssignmentError(assignment, [
      {
        file: names.labels,
        message: `has shape (${labels.rows}, ${labels.columns}) for ${inputs.rows} rows in ${names.inputs}`,
        remedy: `save an array of shape (${inputs.rows},) or (${inputs.rows}, 1)`,
      },
    ]);
  for (const [name, { data }] of [
    [names.inputs, inputs],
    [names.labels, labels],
  ] as const)
    if (!data.every(Number.isFinite))
      throw new AssignmentError(assignment, [
        { file: name, message: 'holds NaN or Infinity', remedy: 'remove or replace those values' },
      ]);
  return { inputs: inputs.data, labels: labels.data, n: inputs.rows, dim: inputs.columns };
}

type PublicSpec =
  | Pick<Extract<DataSpec, { source: 'glyphs' }>, 'source' | 'seed' | 'rows'>
  | Pick<Extract<DataSpec, { source: 'files' }>, 'source' | 'inputs' | 'labels'>;

const shownRows = (assignment: string, data: PublicSpec, files: ReadonlyMap<string, Uint8Array>): Rows =>
  data.source === 'glyphs' ? glyphRows(data.seed, data.rows) : fileRows(assignment, files, data);

const split = (rows: Rows, hidden: Rows): DataSet => ({
  training: takeRows(rows, 0, 2),
  validation: takeRows(rows, 1, 2),
  hidden,
});

/**
 * What students have of a data set: there are no hidden rows in it.
 * @throws AssignmentError as {@link buildDataSet}
 */
export function buildPublicRows(source: {
  assignment: string;
  data: PublicSpec;
  files: ReadonlyMap<string, Uint8Array>;
}): DataSet {
  const rows = shownRows(source.assignment, source.data, source.files);
  return split(rows, { inputs: new Float64Array(), labels: new Float64Array(), n: 0, dim: rows.dim });
}

/**
 * Even rows train, odd rows validate. The same spec and files give the same bits on every machine.
 * @param source.assignment the slug, for error messages
 * @param source.files .npy files by path within the assignment's folder (source "files" only)
 * @throws AssignmentError if a file is missing or of the wrong form
 */
export function buildDataSet(source: {
  assignment: string;
  data: DataSpec;
  files: ReadonlyMap<string, Uint8Array>;
}): DataSet {
  const { assignment, data, files } = source;
  const rows = shownRows(assignment, data, files);
  const hidden =
    data.source === 'glyphs'
      ? glyphRows(data.hiddenSeed, data.hiddenRows)
      : fileRows(assignment, files, { inputs: data.hiddenInputs, labels: data.hiddenLabels });
  if (hidden.dim !== rows.dim)
    throw new AssignmentError(assignment, [
      {
        file: 'assignment.yaml',
        field: 'data',
        message: `hidden rows have ${hidden.dim} columns, the others ${rows.dim}`,
        remedy: 'save both with the same columns',
      },
    ]);
  return split(rows, hidden);
}
