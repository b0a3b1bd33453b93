import type { DType } from '@residual/graph';
import type { Dimensions } from '../../backend.ts';
import type { ElementwiseKernel, ElementwiseOutput, ValueId } from '../../compiler/program.ts';
import { bodyCode, load, store } from './body.ts';
import { foldMemory, foldOver, foldResult } from './reduction.ts';
import {
  Bindings,
  GROUP,
  groupsFor,
  groupsOf,
  shader,
  THREAD,
  type Dispatch,
  type Operand,
} from './shader.ts';
import { countOf } from '../../js/kernel.ts';

export interface Values {
  readonly dtypeOf: (id: ValueId) => DType;
  readonly rootOf: (operand: Operand) => Operand;
}

/** What is folded first, since what is stored whole may lie where an input was. */
export function elementwiseDispatches(kernel: ElementwiseKernel, values: Values): readonly Dispatch[] {
  const whole = kernel.outputs.filter((output) => output.reduce === null);
  const folded = kernel.outputs.filter((output) => output.reduce !== null);
  return [
    ...folded.map((output) => folding(kernel, output, values)),
    ...(whole.length === 0 || countOf(kernel.shape) === 0 ? [] : [storing(kernel, whole, values)]),
  ];
}

function storing(kernel: ElementwiseKernel, outputs: readonly ElementwiseOutput[], values: Values): Dispatch {
  const bindings = new Bindings(values.rootOf);
  const inputs = kernel.inputs.map(({ value, strides }) => {
    const dtype = values.dtypeOf(value);
    return load(dtype, `${bindings.add(value, dtype)}[${indexCode(strides, kernel.shape)}]`);
  });
  const stores = outputs.map(({ value, instruction }) => {
    const dtype = values.dtypeOf(value);
    return `  ${bindings.add(value, dtype, true)}[i] = ${store(dtype, `v${instruction}`)};`;
  });
  const total = countOf(kernel.shape);
  const body = `  let i = ${THREAD};
  if (i >= ${total}u) { return; }
${coordinates(kernel.shape)}
${bodyCode(kernel.body, (index) => inputs[index])}
${stores.join('\n')}`;
  return { code: shader(bindings.list, body), bindings: bindings.list, groups: groupsFor(total) };
}

/** A workgroup for each element of the output. */
function folding(kernel: ElementwiseKernel, output: ElementwiseOutput, values: Values): Dispatch {
  const { by, axes } = output.reduce!;
  const bindings = new Bindings(values.rootOf);
  const inputs = kernel.inputs.map(({ value, strides }) => {
    const dtype = values.dtypeOf(value);
    return load(dtype, `${bindings.add(value, dtype)}[${indexCode(strides, kernel.shape)}]`);
  });
  const dtype = values.dtypeOf(output.value);
  const target = bindings.add(output.value, dtype, true);
  const kept = kernel.shape.map((d, axis) => (axes.includes(axis) ? 1 : d));
  const gone = kernel.shape.map((d, axis) => (axes.includes(axis) ? d : 1));
  const [elements, items] = [countOf(kept), countOf(gone)];
  const item =
    items === 0
      ? ''
      : `    // the axes that stay from the group's number, the others from k
${pairedCoordinates(kernel.shape, axes)}
    let i = ${linearCode(kernel.shape)};
${bodyCode(kernel.body, (index) => inputs[index])}`;
  const body = `  let element = ${GROUP};
  if (element >= ${elements}u) { return; }
${foldOver(by, items, item, items === 0 ? 'sum' : `v${output.instruction}`)}
  if (local == 0u) { ${target}[element] = ${store(dtype, foldResult(by, items))}; }`;
  return {
    code: shader(bindings.list, body, foldMemory(by)),
    bindings: bindings.list,
    groups: groupsOf(elements),
  };
}

/** `c0`, `c1` …: the index along each axis of element i. */
function coordinates(shape: Dimensions): string {
  return unpack(
    'i',
    shape,
    shape.map((_, axis) => axis),
  );
}

function pairedCoordinates(shape: Dimensions, axes: readonly number[]): string {
  const stay = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  return `${unpack('element', shape, stay)}\n${unpack('k', shape, axes)}`;
}

function unpack(number: string, shape: Dimensions, axes: readonly number[]): string {
  const lines = [];
  let size = 1;
  for (const axis of axes.toReversed()) {
    lines.push(`  let c${axis} = (${number} / ${size}u) % ${shape[axis]}u;`);
    size *= shape[axis];
  }
  return lines.join('\n');
}

const indexCode = (strides: readonly number[], shape: Dimensions): string => {
  if (isInOrder(strides, shape)) return 'i';
  const terms = strides.flatMap((stride, axis) => (stride === 0 ? [] : [`c${axis} * ${stride}u`]));
  return terms.length === 0 ? '0u' : terms.join(' + ');
};

function isInOrder(strides: readonly number[], shape: Dimensions): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

function linearCode(shape: Dimensions): string {
  let size = 1;
  const terms: string[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    terms.push(`c${axis} * ${size}u`);
    size *= shape[axis];
  }
  return terms.length === 0 ? '0u' : terms.join(' + ');
}
