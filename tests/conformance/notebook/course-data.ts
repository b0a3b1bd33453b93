// The lecture's data set is lost; the course's generated one has its form: 1213 images of 576 pixels, labels ±1.
import { buildDataSet, type Rows } from '@residual/assignments';
import { NDArray } from '@residual/graph';

export interface CourseData {
  /** [1213, 576] */
  readonly Xdata: NDArray;
  /** [1213, 1] */
  readonly Ydata: NDArray;
}

/** All rows in their order: training rows are the even ones, validation rows the odd ones. */
export function courseData(): CourseData {
  const { training, validation } = buildDataSet({
    assignment: 'notebook',
    data: { source: 'glyphs', seed: 19, rows: 1213, hiddenSeed: 3, hiddenRows: 2 },
    files: new Map(),
  });
  const rows = [training, validation];
  return {
    Xdata: weave(
      rows.map(({ inputs }) => inputs),
      training.dim,
      rows,
    ),
    Ydata: weave(
      rows.map(({ labels }) => labels),
      1,
      rows,
    ),
  };
}

function weave(parts: readonly Float64Array[], width: number, rows: readonly Rows[]): NDArray {
  const n = rows.reduce((sum, part) => sum + part.n, 0);
  const all = NDArray.zeros([n, width], 'float64');
  for (let i = 0; i < n; i++) {
    const from = Math.floor(i / 2) * width;
    all.data.set(parts[i % 2].subarray(from, from + width), i * width);
  }
  return all;
}
