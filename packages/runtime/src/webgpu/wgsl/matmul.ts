import type { MatmulKernel } from '../../compiler/program.ts';
import type { Values } from './elementwise.ts';
import { Bindings, shader, type Dispatch } from './shader.ts';

/** Rows and columns of the tile of the product that a workgroup makes; a thread makes 4 of them. */
const TILE = 16;

export function matmulDispatches(kernel: MatmulKernel, values: Values): readonly Dispatch[] {
  const { m, k, n, batch, transposeA, transposeB } = kernel;
  if (m === 0 || n === 0 || batch === 0) return [];
  const bindings = new Bindings(values.rootOf);
  const a = bindings.add(kernel.a, 'float32');
  const b = bindings.add(kernel.b, 'float32');
  const out = bindings.add(kernel.output, 'float32', true);
  const fromA = transposeA ? `kk * ${m}u + row` : `row * ${k}u + kk`;
  const fromB = transposeB ? `column * ${k}u + kk` : `kk * ${n}u + column`;
  const body = `  let first = group.y * ${TILE}u;
  let left = group.x * ${TILE}u;
  let atA = group.z * ${m * k}u;
  let atB = group.z * ${k * n}u;
  let x = local % ${TILE}u;
  let y = local / ${TILE}u;
  var sums = vec4<f32>();
  for (var start = 0u; start < ${k}u; start += ${TILE}u) {
    for (var part = 0u; part < 4u; part++) {
      let line = y + part * 4u;
      { let row = first + line; let kk = start + x;
        var value = 0f;
        if (row < ${m}u && kk < ${k}u) { value = ${a}[atA + ${fromA}]; }
        tileA[line * ${TILE}u + x] = value; }
      { let kk = start + line; let column = left + x;
        var value = 0f;
        if (kk < ${k}u && column < ${n}u) { value = ${b}[atB + ${fromB}]; }
        tileB[line * ${TILE}u + x] = value; }
    }
    workgroupBarrier();
    for (var kk = 0u; kk < ${TILE}u; kk++) {
      let other = tileB[kk * ${TILE}u + x];
      for (var part = 0u; part < 4u; part++) {
        sums[part] += tileA[(y + part * 4u) * ${TILE}u + kk] * other;
      }
    }
    workgroupBarrier();
  }
  for (var part = 0u; part < 4u; part++) {
    let row = first + y + part * 4u;
    let column = left + x;
    if (row < ${m}u && column < ${n}u) { ${out}[group.z * ${m * n}u + row * ${n}u + column] = sums[part]; }
  }`;
  const memory = `var<workgroup> tileA: array<f32, ${TILE * TILE}>;\nvar<workgroup> tileB: array<f32, ${TILE * TILE}>;\n`;
  return [
    {
      code: shader(bindings.list, body, memory),
      bindings: bindings.list,
      groups: [Math.ceil(n / TILE), Math.ceil(m / TILE), batch],
    },
  ];
}
