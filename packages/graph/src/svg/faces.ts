// What is written in a box and what kind of box it is. Text is set in a fixed-width face, so that its width is known.
import { formatFloat } from '../array/number-format.ts';
import type { TensorValue } from '../graphdef.ts';
import { shapeLabel, type NodeInfo } from './node-info.ts';
import type { Part } from './scopes.ts';

export type Category = 'placeholder' | 'variable' | 'constant' | 'operation' | 'change' | 'order' | 'scope';

export interface Face {
  readonly label: string;
  /** A second, smaller line. */
  readonly detail: string | null;
  readonly category: Category;
  /** Everything, for those who point at it. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

/** A small box beside the node that uses what it says. */
export interface Pill {
  readonly text: string;
  readonly category: Category;
  readonly title: string;
  readonly width: number;
}

export const LABEL_SIZE = 12;
export const DETAIL_SIZE = 10;
export const PILL_HEIGHT = 16;
/** Width of a character as a part of the type's size: that of common fixed-width faces. */
const CHARACTER = 0.605;
const LONGEST_LABEL = 26;
const MOST_PILL_VALUES = 4;

const textWidth = (text: string, size: number): number => text.length * size * CHARACTER;

const shortened = (text: string): string =>
  text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL - 9)}…${text.slice(-8)}`;

const lastWord = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

const CATEGORIES: Readonly<Record<string, Category>> = {
  Placeholder: 'placeholder',
  PlaceholderWithDefault: 'placeholder',
  VariableV2: 'variable',
  Const: 'constant',
  NoOp: 'order',
  Assign: 'change',
  AssignAdd: 'change',
  AssignSub: 'change',
};

export const categoryOf = ({ def }: NodeInfo): Category =>
  CATEGORIES[def.op] ?? (def.op.startsWith('Apply') ? 'change' : 'operation');

const typeText = ({ outputs: [output] }: NodeInfo): string | null => {
  if (output === undefined) return null;
  const shape = shapeLabel(output.shape);
  return shape === null ? output.dtype : `${output.dtype} ${shape}`;
};

/** `add_2` says that it is an Add. */
const saysOp = (name: string, op: string): boolean =>
  name.toLowerCase().replace(/_\d+$/, '').replaceAll('_', '') === op.toLowerCase().replace(/v\d$/, '');

/** @param nodes how many nodes there are in a folded scope, small constants included */
export function faceOf({ name, kind, node, members }: Part, nodes: number): Face {
  const label = lastWord(name);
  if (kind === 'node' || node?.def.op === 'VariableV2') return nodeFace(node ?? members[0], label);
  const what = nodes === 1 ? '1 node' : `${nodes} nodes`;
  const detail = node === null ? what : `${node.def.op} · ${what}`;
  return face({
    label,
    detail,
    category: 'scope',
    title: `${name}: ${name.endsWith('_*') ? 'numbered nodes' : 'name scope'}, ${what}, folded`,
  });
}

function nodeFace(info: NodeInfo, label: string): Face {
  const { def, outputs } = info;
  const category = categoryOf(info);
  const values = outputs.map(
    ({ dtype, shape }) =>
      `${dtype} ${shape === null ? 'of unknown shape' : `[${shape.map((d) => (d < 0 ? '?' : d)).join(', ')}]`}`,
  );
  const title =
    `${def.name} = ${def.op}(${def.input.join(', ')})` +
    (values.length === 0 ? '' : ` → ${values.join('; ')}`) +
    (def.device === '' ? '' : `\non ${def.device}`);
  const isSource = category === 'placeholder' || category === 'variable' || category === 'constant';
  const detail = isSource ? typeText(info) : saysOp(label, def.op) ? null : def.op;
  return face({ label, detail, category, title });
}

function face({
  label,
  detail,
  category,
  title,
}: Pick<Face, 'label' | 'detail' | 'category' | 'title'>): Face {
  const [first, second] = [shortened(label), detail === null ? null : shortened(detail)];
  const text = Math.max(textWidth(first, LABEL_SIZE), second === null ? 0 : textWidth(second, DETAIL_SIZE));
  const padding = category === 'placeholder' || category === 'order' ? 30 : 22;
  return {
    label: first,
    detail: second,
    category,
    title,
    width: Math.ceil(Math.max(text + padding, 40)),
    height: second === null ? 28 : 40,
  };
}

/** Whether a constant is drawn beside what uses it: a few values, used by someone. */
export function isSmallConstant({ def, inputs, uses }: NodeInfo): boolean {
  const value = def.op === 'Const' ? def.attr.value : undefined;
  if (value === undefined || !('tensor' in value) || inputs.length > 0 || uses === 0) return false;
  const { shape, data } = value.tensor;
  return shape.length <= 1 && data.length <= MOST_PILL_VALUES;
}

export function constantPill({ def }: NodeInfo): Pill {
  const value = def.attr.value;
  const text = value !== undefined && 'tensor' in value ? valueText(value.tensor) : '?';
  // A name that the program gave says more than `Const_3` or `add/y`.
  const own = def.name.includes('/') || /^(Const|zeros|ones|Fill|Shape)(_\d+)?$/.test(def.name);
  return pill(own ? text : `${def.name} = ${text}`, 'constant', `${def.name} = Const(): ${text}`);
}

/** A part that is drawn elsewhere, referred to by its name. */
export const referencePill = ({ category }: Face, name: string): Pill =>
  pill(lastWord(name), category, `${name}, drawn elsewhere`);

export const morePill = (count: number): Pill => pill(`+${count}`, 'constant', `${count} more`);

const pill = (text: string, category: Category, title: string): Pill => ({
  text: shortened(text),
  category,
  title,
  width: Math.ceil(textWidth(shortened(text), DETAIL_SIZE) + 12),
});

function valueText({ dtype, shape, data }: TensorValue): string {
  const values = Array.from(data, (value) =>
    dtype === 'bool'
      ? value === 0
        ? 'False'
        : 'True'
      : dtype === 'int32'
        ? String(value)
        : formatFloat(value, 4),
  );
  return shape.length === 0 ? values[0] : `[${values.join(' ')}]`;
}
