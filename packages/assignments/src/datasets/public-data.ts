// What a program may see of a data set: the exports of its module "data".
import type { ProgramRequest } from '@residual/contracts';
import type { DataSet } from './data-set.ts';

export interface PublicData {
  /** Matrices as references into `buffers` (float64, row-major), and scalars, by the name they are imported as. */
  readonly data: ProgramRequest['data'];
  readonly buffers: Uint8Array[];
}

/** Xtrn [ntrn, dim], Ytrn [ntrn, 1], Xval [nval, dim], Yval [nval, 1] in float64; ntrn, nval, dim. */
export function publicData({ training, validation }: DataSet): PublicData {
  const { dim } = training;
  const buffers: Uint8Array[] = [];
  const matrix = (values: Float64Array, rows: number, columns: number) => {
    buffers.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return { dtype: 'float64' as const, shape: [rows, columns], buffer: buffers.length - 1 };
  };
  const data: ProgramRequest['data'] = {
    Xtrn: matrix(training.inputs, training.n, dim),
    Ytrn: matrix(training.labels, training.n, 1),
    Xval: matrix(validation.inputs, validation.n, dim),
    Yval: matrix(validation.labels, validation.n, 1),
    ntrn: training.n,
    nval: validation.n,
    dim,
  };
  return { data, buffers };
}
