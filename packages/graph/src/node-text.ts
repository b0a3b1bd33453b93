// A node in one line, as TensorFlow's errors show it: `[[Node: c = Add[T=DT_FLOAT, …](a, b)]]`.
import { formatG } from './array/number-format.ts';
import { DTYPE } from './dtypes.ts';
import { elementCount } from './shapes.ts';
import { COLOCATION, writtenAttrs } from './graphdef/attr-values.ts';
import type { Tensor } from './graph.ts';
import type { Attr, DType, NodeDef, Shape, TensorValue } from './graphdef.ts';

/** @param device where it runs, or what it asks for */
export function nodeText(node: NodeDef, device: string): string {
  const attrs = Object.entries(writtenAttrs(node))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attr]) => `${name}=${name === COLOCATION ? `[${attrText(attr)}]` : attrText(attr)}`);
  const parts = [...attrs, `_device="${device}"`].join(', ');
  return `[[Node: ${node.name} = ${node.op}[${parts}](${node.input.join(', ')})]]`;
}

/** The node that hands result `index` of a run back. TensorFlow adds it to the graph that it runs. */
export function resultText({ op, index: output, dtype }: Tensor, index: number, device: string): string {
  const from = output === 0 ? op.name : `${op.name}:${output}`;
  const attrs = `T=${DTYPE[dtype].enumName}, index=${index}, _device="${device}"`;
  return `[[Node: _retval_${op.name}_${output}_${index} = _Retval[${attrs}](${from})]]`;
}

function attrText(attr: Attr): string {
  if ('type' in attr) return DTYPE[attr.type].enumName;
  if ('shape' in attr) return shapeText(attr.shape);
  if ('tensor' in attr) {
    const { dtype, shape } = attr.tensor;
    return `Tensor<type: ${DTYPE[dtype].cName} shape: ${shapeText(shape)} values: ${firstValues(attr.tensor)}>`;
  }
  if ('list' in attr) return `[${attr.list.join(', ')}]`;
  if ('s' in attr) return JSON.stringify(attr.s);
  return String('i' in attr ? attr.i : 'f' in attr ? attr.f : attr.b);
}

const shapeText = (shape: Shape): string =>
  shape === null ? '<unknown>' : `[${shape.map((d) => (d < 0 ? '?' : d)).join(',')}]`;

/** How many values of a constant are shown. */
const SHOWN = 3;

/** `1 2 3...`, or `[1 2][3]...` for rows of a matrix. */
function firstValues({ dtype, shape, data }: TensorValue): string {
  const shown = Array.from(data.subarray(0, SHOWN), (x) => valueText(x, dtype));
  const rows = (axis: number, from: number): string => {
    if (axis >= shape.length - 1) return shown.slice(from, from + (shape[axis] ?? 1)).join(' ');
    const size = elementCount(shape.slice(axis + 1));
    const visible = Math.min(shape[axis], Math.ceil((shown.length - from) / size));
    return Array.from({ length: visible }, (_, i) => `[${rows(axis + 1, from + i * size)}]`).join('');
  };
  const text = shown.length === 0 ? '' : rows(0, 0);
  return data.length > SHOWN ? `${text}...` : text;
}

/** Few digits where they are enough to read the same number back. */
function valueText(x: number, dtype: DType): string {
  const [few, all] = dtype === 'float32' ? [6, 9] : [15, 17];
  const text = formatG(x, few);
  const same = dtype === 'float32' ? Math.fround(Number(text)) === x : Number(text) === x;
  return same || !Number.isFinite(x) ? text : formatG(x, all);
}
