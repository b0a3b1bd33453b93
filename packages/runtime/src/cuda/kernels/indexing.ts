// Expressions for where an element lies.

/**
 * Where index `i` (row-major in `shape`) lies in memory with `strides`. Neighbouring axes that lie as one are taken
 * as one, so that a whole tensor is `i` itself and a repeated scalar `0`.
 */
export function offset(i: string, shape: readonly number[], strides: readonly number[]): string {
  const axes: { size: number; stride: number }[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const last = axes.at(-1);
    if (last !== undefined && last.stride === strides[axis] * size) {
      last.size *= size;
      last.stride = strides[axis];
    } else axes.push({ size, stride: strides[axis] });
  });
  const terms: string[] = [];
  let inner = 1;
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { size, stride } = axes[axis];
    if (stride !== 0) {
      const quotient = inner === 1 ? i : `${i} / ${inner}`;
      const index = axis === 0 ? quotient : `${inner === 1 ? quotient : `(${quotient})`} % ${size}`;
      terms.push(
        stride === 1 ? (terms.length === 0 && axis === 0 ? index : `(${index})`) : `(${index}) * ${stride}`,
      );
    }
    inner *= size;
  }
  return terms.length === 0 ? '0' : terms.join(' + ');
}
