// A node in one line, as TensorFlow's errors show it: `[[Node: c = Add[T=DT_FLOAT, …](a, b)]]`.
import { DTYPE } from './dtypes.ts';
import type { Attr, NodeDef, Shape } from './graphdef.ts';

const CPU = '/job:localhost/replica:0/task:0/cpu:0';

export function nodeText(node: NodeDef): string {
  const attrs = Object.entries(node.attr)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, attr]) => `${name}=${attrText(attr)}`);
  const parts = [...attrs, `_device="${CPU}"`].join(', ');
  return `[[Node: ${node.name} = ${node.op}[${parts}](${node.input.join(', ')})]]`;
}

function attrText(attr: Attr): string {
  if ('type' in attr) return DTYPE[attr.type].enumName;
  if ('shape' in attr) return shapeText(attr.shape);
  if ('tensor' in attr) {
    const { dtype, shape, data } = attr.tensor;
    const values = Array.from(data.subarray(0, 3)).join(' ') + (data.length > 3 ? '...' : '');
    return `<Tensor: type: ${DTYPE[dtype].cName} shape: ${shapeText(shape)} values: ${values}>`;
  }
  if ('list' in attr) return `[${attr.list.join(', ')}]`;
  if ('s' in attr) return JSON.stringify(attr.s);
  return String('i' in attr ? attr.i : 'f' in attr ? attr.f : attr.b);
}

const shapeText = (shape: Shape): string =>
  shape === null ? '<unknown>' : `[${shape.map((d) => (d < 0 ? '?' : d)).join(',')}]`;
