// Factorisations and solvers on float64 matrices in memory, by halves, so that nearly all work is matrix products
// (Gustavson, "Recursion leads to automatic variable blocking for dense linear-algebra algorithms", 1997). Small
// triangles are inverted outright, and become factors of products too.
import type { Address, Heap } from './heap.ts';
import { mirror, type MatrixAt, type MatrixProducts, type ProductMode } from './matmul.ts';

/** Triangles up to this size are inverted. */
const TRIANGLE = 24;
/** Columns that are eliminated one by one. */
const PANEL = 8;
const SIZE = 8;

/** Part of a row-major matrix; `stride` counts elements. */
interface Part {
  readonly at: Address;
  readonly stride: number;
}

const place = ({ at, stride }: Part, row: number, column: number): Part => ({
  at: at + (row * stride + column) * SIZE,
  stride,
});
const plain = ({ at, stride }: Part): MatrixAt => ({ at, rowStride: stride * SIZE, columnStride: SIZE });
const turned = ({ at, stride }: Part): MatrixAt => ({ at, rowStride: SIZE, columnStride: stride * SIZE });

/** Half of n, a multiple of the smallest blocks where n is larger than one. */
const half = (n: number, block: number): number => Math.ceil(n / 2 / block) * block;

export class LinearAlgebra {
  readonly #heap: Heap;
  readonly #products: MatrixProducts;

  constructor(heap: Heap, products: MatrixProducts) {
    this.#heap = heap;
    this.#products = products;
  }

  /**
   * Replaces a symmetric n × n matrix by its inverse.
   * @returns false if it is not positive definite; what it held is lost
   */
  invertSymmetric(at: Address, n: number): boolean {
    const matrix = { at, stride: n };
    if (!this.#cholesky(matrix, n)) return false;
    this.#invertLower(matrix, n);
    this.#gramOfLower(matrix, n);
    mirror(this.#heap.doubles, { start: at / SIZE, stride: n, n });
    return true;
  }

  /**
   * Replaces the lower triangle of a symmetric n × n matrix by its Cholesky factor, and the rest by zeros.
   * @returns false if it is not positive definite; what it held is lost
   */
  cholesky(at: Address, n: number): boolean {
    const matrix = { at, stride: n };
    if (!this.#cholesky(matrix, n)) return false;
    const values = this.#heap.doubles;
    for (let i = 0; i < n; i++) values.fill(0, at / SIZE + i * n + i + 1, at / SIZE + (i + 1) * n);
    return true;
  }

  /**
   * Replaces the right-hand sides b (n × columns) by the solutions of a·x = b; a is overwritten.
   * @returns false if a is singular
   */
  solve(a: Address, n: number, b: Address, columns: number): boolean {
    const matrix = { at: a, stride: n };
    const rhs = { at: b, stride: columns };
    const pivots = new Int32Array(n);
    if (!this.#factorise(matrix, n, { first: 0, columns: n }, pivots)) return false;
    for (let k = 0; k < n; k++) if (pivots[k] !== k) this.#swapRows(rhs, k, pivots[k], columns);
    this.#solveTriangle(matrix, n, rhs, columns, { upper: false, unit: true });
    this.#solveTriangle(matrix, n, rhs, columns, { upper: true, unit: false });
    return true;
  }

  /**
   * The same for a triangular matrix, which stays; nothing is read of the other triangle.
   * @returns false if there is a 0 on the diagonal
   */
  solveTriangular(a: Address, n: number, b: Address, columns: number, upper: boolean): boolean {
    const values = this.#heap.doubles;
    for (let i = 0; i < n; i++) if (values[a / SIZE + i * (n + 1)] === 0) return false;
    this.#solveTriangle({ at: a, stride: n }, n, { at: b, stride: columns }, columns, { upper, unit: false });
    return true;
  }

  #multiply(
    a: MatrixAt,
    b: MatrixAt,
    to: Part,
    {
      m,
      k,
      n,
      mode,
      lower,
    }: {
      readonly m: number;
      readonly k: number;
      readonly n: number;
      readonly mode: ProductMode;
      readonly lower?: boolean;
    },
  ): void {
    this.#products.multiply('f64', { a, b, m, k, n, to: to.at, rowStride: to.stride * SIZE, mode, lower });
  }

  /** Uses `rows` × `columns` of memory for a while. */
  #borrow<T>(rows: number, columns: number, use: (part: Part) => T): T {
    const at = this.#heap.allocate(rows * columns * SIZE);
    try {
      return use({ at, stride: columns });
    } finally {
      this.#heap.free(at);
    }
  }

  #copy(from: Part, to: Part, rows: number, columns: number): void {
    for (let i = 0; i < rows; i++) {
      const start = place(from, i, 0).at;
      this.#heap.bytes.copyWithin(place(to, i, 0).at, start, start + columns * SIZE);
    }
  }

  #swapRows(matrix: Part, a: number, b: number, columns: number): void {
    const values = this.#heap.doubles;
    const [x, y] = [place(matrix, a, 0).at / SIZE, place(matrix, b, 0).at / SIZE];
    for (let j = 0; j < columns; j++) {
      const kept = values[x + j];
      values[x + j] = values[y + j];
      values[y + j] = kept;
    }
  }

  /** L in the lower triangle; of the upper one nothing is read. */
  #cholesky(a: Part, n: number): boolean {
    if (n <= TRIANGLE) return this.#choleskyAlone(a, n);
    const h = half(n, TRIANGLE);
    const rest = n - h;
    const [below, corner] = [place(a, h, 0), place(a, h, h)];
    if (!this.#cholesky(a, h)) return false;
    this.#divideByTransposed(a, h, below, rest);
    this.#multiply(plain(below), turned(below), corner, {
      m: rest,
      k: h,
      n: rest,
      mode: 'subtract',
      lower: true,
    });
    return this.#cholesky(corner, rest);
  }

  #choleskyAlone({ at, stride }: Part, n: number): boolean {
    const values = this.#heap.doubles;
    const start = at / SIZE;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        let sum = values[start + i * stride + j];
        for (let k = 0; k < j; k++) sum -= values[start + i * stride + k] * values[start + j * stride + k];
        if (i !== j) values[start + i * stride + j] = sum / values[start + j * stride + j];
        else if (sum > 0) values[start + i * stride + i] = Math.sqrt(sum);
        else return false;
      }
    return true;
  }

  /** b (rows × n) becomes b·L⁻ᵀ. */
  #divideByTransposed(l: Part, n: number, b: Part, rows: number): void {
    if (n <= TRIANGLE) {
      this.#withInverse(l, n, { upper: false, unit: false }, (inverse) =>
        this.#borrow(rows, n, (product) => {
          this.#multiply(plain(b), turned(inverse), product, { m: rows, k: n, n, mode: 'set' });
          this.#copy(product, b, rows, n);
        }),
      );
      return;
    }
    const h = half(n, TRIANGLE);
    const right = place(b, 0, h);
    this.#divideByTransposed(l, h, b, rows);
    this.#multiply(plain(b), turned(place(l, h, 0)), right, { m: rows, k: h, n: n - h, mode: 'subtract' });
    this.#divideByTransposed(place(l, h, h), n - h, right, rows);
  }

  /** Of the lower triangle; of the upper one nothing is read or written. */
  #invertLower(l: Part, n: number): void {
    if (n <= TRIANGLE) {
      this.#withInverse(l, n, { upper: false, unit: false }, (inverse) => {
        for (let i = 0; i < n; i++) this.#copy(place(inverse, i, 0), place(l, i, 0), 1, i + 1);
      });
      return;
    }
    const h = half(n, TRIANGLE);
    const rest = n - h;
    const below = place(l, h, 0);
    // L₂₁ becomes −L₂₂⁻¹·L₂₁·L₁₁⁻¹.
    this.#solveTriangle(place(l, h, h), rest, below, h, { upper: false, unit: false });
    this.#invertLower(l, h);
    this.#borrow(rest, h, (product) => {
      this.#timesLower(below, l, product, rest, h);
      const values = this.#heap.doubles;
      for (let i = 0; i < rest; i++) {
        const [from, to] = [place(product, i, 0).at / SIZE, place(below, i, 0).at / SIZE];
        for (let j = 0; j < h; j++) values[to + j] = -values[from + j];
      }
    });
    this.#invertLower(place(l, h, h), rest);
  }

  /** product (rows × n) = b (rows × n) · the lower triangle of l. */
  #timesLower(b: Part, l: Part, product: Part, rows: number, n: number): void {
    if (n <= 2 * TRIANGLE) {
      this.#withTriangle(l, n, (triangle) =>
        this.#multiply(plain(b), plain(triangle), product, { m: rows, k: n, n, mode: 'set' }),
      );
      return;
    }
    const h = half(n, TRIANGLE);
    const right = place(b, 0, h);
    this.#timesLower(b, l, product, rows, h);
    this.#multiply(plain(right), plain(place(l, h, 0)), product, { m: rows, k: n - h, n: h, mode: 'add' });
    this.#timesLower(right, place(l, h, h), place(product, 0, h), rows, n - h);
  }

  /** The lower triangle of l becomes that of lᵀ·l. */
  #gramOfLower(l: Part, n: number): void {
    if (n <= 2 * TRIANGLE) {
      this.#withTriangle(l, n, (triangle) =>
        this.#borrow(n, n, (product) => {
          this.#multiply(turned(triangle), plain(triangle), product, { m: n, k: n, n, mode: 'set' });
          for (let i = 0; i < n; i++) this.#copy(place(product, i, 0), place(l, i, 0), 1, i + 1);
        }),
      );
      return;
    }
    const h = half(n, TRIANGLE);
    const rest = n - h;
    const below = place(l, h, 0);
    this.#gramOfLower(l, h);
    this.#multiply(turned(below), plain(below), l, { m: h, k: rest, n: h, mode: 'add', lower: true });
    this.#borrow(rest, h, (product) => {
      this.#transposedTimes(place(l, h, h), below, product, rest, h);
      this.#copy(product, below, rest, h);
    });
    this.#gramOfLower(place(l, h, h), rest);
  }

  /** product (n × columns) = (the lower triangle of l)ᵀ · b. */
  #transposedTimes(l: Part, b: Part, product: Part, n: number, columns: number): void {
    if (n <= 2 * TRIANGLE) {
      this.#withTriangle(l, n, (triangle) =>
        this.#multiply(turned(triangle), plain(b), product, { m: n, k: n, n: columns, mode: 'set' }),
      );
      return;
    }
    const h = half(n, TRIANGLE);
    const below = place(b, h, 0);
    this.#transposedTimes(l, b, product, h, columns);
    this.#multiply(turned(place(l, h, 0)), plain(below), product, {
      m: h,
      k: n - h,
      n: columns,
      mode: 'add',
    });
    this.#transposedTimes(place(l, h, h), below, place(product, h, 0), n - h, columns);
  }

  /** LU of the columns `first` … of an n-row matrix, rows being swapped in all of it. @returns false if singular */
  #factorise(
    a: Part,
    n: number,
    { first, columns }: { readonly first: number; readonly columns: number },
    pivots: Int32Array,
  ): boolean {
    if (columns <= PANEL) return this.#eliminate(a, n, first, columns, pivots);
    const h = half(columns, PANEL);
    const rest = columns - h;
    if (!this.#factorise(a, n, { first, columns: h }, pivots)) return false;
    const beside = place(a, first, first + h);
    this.#solveTriangle(place(a, first, first), h, beside, rest, { upper: false, unit: true });
    const below = place(a, first + h, first);
    const corner = place(a, first + h, first + h);
    this.#multiply(plain(below), plain(beside), corner, {
      m: n - first - h,
      k: h,
      n: rest,
      mode: 'subtract',
    });
    return this.#factorise(a, n, { first: first + h, columns: rest }, pivots);
  }

  #eliminate(a: Part, n: number, first: number, columns: number, pivots: Int32Array): boolean {
    const { stride } = a;
    const values = this.#heap.doubles;
    const start = a.at / SIZE;
    for (let k = first; k < first + columns; k++) {
      let pivot = k;
      for (let i = k + 1; i < n; i++)
        if (Math.abs(values[start + i * stride + k]) > Math.abs(values[start + pivot * stride + k]))
          pivot = i;
      pivots[k] = pivot;
      if (pivot !== k) this.#swapRows(a, k, pivot, n);
      const diagonal = values[start + k * stride + k];
      if (!(Math.abs(diagonal) > 0)) return false;
      const reciprocal = 1 / diagonal;
      for (let i = k + 1; i < n; i++) {
        const row = start + i * stride;
        const factor = (values[row + k] *= reciprocal);
        for (let j = k + 1; j < first + columns; j++)
          values[row + j] -= factor * values[start + k * stride + j];
      }
    }
    return true;
  }

  /** b (n × columns) becomes t⁻¹·b for the triangle t of a. */
  #solveTriangle(a: Part, n: number, b: Part, columns: number, triangle: Triangle): void {
    if (n <= TRIANGLE) {
      this.#withInverse(a, n, triangle, (inverse) =>
        this.#borrow(n, columns, (product) => {
          this.#multiply(plain(inverse), plain(b), product, { m: n, k: n, n: columns, mode: 'set' });
          this.#copy(product, b, n, columns);
        }),
      );
      return;
    }
    const h = half(n, TRIANGLE);
    const rest = n - h;
    const below = place(b, h, 0);
    if (triangle.upper) {
      this.#solveTriangle(place(a, h, h), rest, below, columns, triangle);
      this.#multiply(plain(place(a, 0, h)), plain(below), b, { m: h, k: rest, n: columns, mode: 'subtract' });
      this.#solveTriangle(a, h, b, columns, triangle);
    } else {
      this.#solveTriangle(a, h, b, columns, triangle);
      this.#multiply(plain(place(a, h, 0)), plain(b), below, { m: rest, k: h, n: columns, mode: 'subtract' });
      this.#solveTriangle(place(a, h, h), rest, below, columns, triangle);
    }
  }

  /** With zeros above the diagonal. */
  #withTriangle(l: Part, n: number, use: (triangle: Part) => void): void {
    this.#borrow(n, n, (triangle) => {
      const values = this.#heap.doubles;
      for (let i = 0; i < n; i++) {
        const [from, to] = [place(l, i, 0).at / SIZE, place(triangle, i, 0).at / SIZE];
        for (let j = 0; j < n; j++) values[to + j] = j <= i ? values[from + j] : 0;
      }
      use(triangle);
    });
  }

  /** With the inverse of a small triangle, zeros in its other half. */
  #withInverse(a: Part, n: number, { upper, unit }: Triangle, use: (inverse: Part) => void): void {
    this.#borrow(n, n, (inverse) => {
      const values = this.#heap.doubles;
      const at = (i: number, j: number): number => place(a, i, j).at / SIZE;
      const to = inverse.at / SIZE;
      values.fill(0, to, to + n * n);
      // Row by row: that of the inverse is the unit row less the rows already known, divided by the diagonal.
      for (let step = 0; step < n; step++) {
        const i = upper ? n - 1 - step : step;
        const row = to + i * n;
        values[row + i] = 1;
        for (let done = 0; done < step; done++) {
          const k = upper ? n - 1 - done : done;
          const factor = values[at(i, k)];
          const other = to + k * n;
          for (let j = upper ? k : 0; j < (upper ? n : k + 1); j++)
            values[row + j] -= factor * values[other + j];
        }
        if (unit) continue;
        const diagonal = values[at(i, i)];
        for (let j = 0; j < n; j++) values[row + j] /= diagonal;
      }
      use(inverse);
    });
  }
}

interface Triangle {
  readonly upper: boolean;
  /** Whether its diagonal is 1, whatever is stored there. */
  readonly unit: boolean;
}
