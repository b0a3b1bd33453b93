// Kernels about the diagonals of matrices and of stacks of them.
import type { TensorValue } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, countOf, shapeText, tensor, type Kernel } from './kernel.ts';

/** Calls `visit` with the place in the stack and along the diagonal, and where that lies in memory. */
function onDiagonals(shape: readonly number[], visit: (place: number, at: number) => void): void {
  const [rows, columns] = shape.slice(-2);
  const length = Math.min(rows, columns);
  const stacks = countOf(shape.slice(0, -2));
  for (let s = 0; s < stacks; s++)
    for (let i = 0; i < length; i++) visit(s * length + i, s * rows * columns + i * columns + i);
}

const diagonalShape = (shape: readonly number[]): number[] => [
  ...shape.slice(0, -2),
  Math.min(...shape.slice(-2)),
];

const matrixDiag = ({ dtype, shape, data }: TensorValue): TensorValue => {
  const full = [...shape, shape.at(-1)!];
  const out = allocate(dtype, countOf(full));
  onDiagonals(full, (place, at) => (out[at] = data[place]));
  return tensor(dtype, full, out);
};

const matrixDiagPart = ({ dtype, shape, data }: TensorValue): TensorValue => {
  const part = diagonalShape(shape);
  const out = allocate(dtype, countOf(part));
  onDiagonals(shape, (place, at) => (out[place] = data[at]));
  return tensor(dtype, part, out);
};

/** As a matrix with one row and column per value. */
const flat = ({ dtype, data }: TensorValue, shape: readonly number[]): TensorValue =>
  tensor(dtype, shape, data);

const diagPart: Kernel = ([input]) => {
  const half = input.shape.slice(0, input.shape.length / 2);
  if (input.shape.slice(half.length).some((d, i) => d !== half[i]))
    throw invalidArgument(
      `Invalid shape ${shapeText(input.shape)}: dimensions 0 and ${half.length} do not match.`,
    );
  const n = countOf(half);
  return [flat(matrixDiagPart(flat(input, [n, n])), half)];
};

const setDiag: Kernel = ([input, diagonal]) => {
  const wanted = diagonalShape(input.shape);
  if (diagonal.shape.length !== wanted.length || diagonal.shape.some((d, i) => d !== wanted[i]))
    throw invalidArgument(
      `must have diagonal.shape == input.shape[:-2] + min(input.shape[-2:]), but received input shape: ${shapeText(input.shape)} and diagonal shape: ${shapeText(diagonal.shape)}`,
    );
  const out = allocate(input.dtype, input.data.length);
  out.set(input.data);
  onDiagonals(input.shape, (place, at) => (out[at] = diagonal.data[place]));
  return [tensor(input.dtype, input.shape, out)];
};

const bandPart: Kernel = ([input, lower, upper]) => {
  const [rows, columns] = input.shape.slice(-2);
  const below = lower.data[0] < 0 ? rows : lower.data[0];
  const above = upper.data[0] < 0 ? columns : upper.data[0];
  if (lower.data[0] > rows)
    throw invalidArgument(
      `num_lower must be negative or less or equal to number of rows (${rows}) got: ${lower.data[0]}`,
    );
  if (upper.data[0] > columns)
    throw invalidArgument(
      `num_upper must be negative or less or equal to number of columns (${columns}) got: ${upper.data[0]}`,
    );
  const out = allocate(input.dtype, input.data.length);
  for (let at = 0; at < out.length; at++) {
    const i = Math.floor(at / columns) % rows;
    const j = at % columns;
    if (i - j <= below && j - i <= above) out[at] = input.data[at];
  }
  return [tensor(input.dtype, input.shape, out)];
};

export const diagonals = {
  Diag: ([x]) => [flat(matrixDiag(flat(x, [x.data.length])), [...x.shape, ...x.shape])],
  DiagPart: diagPart,
  MatrixDiag: ([x]) => [matrixDiag(x)],
  MatrixDiagPart: ([x]) => [matrixDiagPart(x)],
  MatrixSetDiag: setDiag,
  MatrixBandPart: bandPart,
} satisfies Record<string, Kernel>;
