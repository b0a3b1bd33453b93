export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

/** Euclidean norm; NaN or Infinity if an entry is. */
export const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

export function subtract(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const difference = new Float64Array(a.length);
  for (let i = 0; i < a.length; i += 1) difference[i] = a[i] - b[i];
  return difference;
}

/** ‖a − b‖ / ‖b‖ */
export const relativeDistance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  norm(subtract(a, b)) / norm(b);
