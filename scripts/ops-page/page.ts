// The page of ops: every op with the functions that make it, its inputs, shape, gradient and backends.
import { GRADIENTS, OP_DEFS, OP_TYPES, parseArg, type DType, type OpType } from '@residual/graph';
import { functionsOfOps } from './functions.ts';
import { shapesInWords } from './shapes.ts';

export interface BackendColumn {
  readonly name: string;
  readonly has: (op: OpType) => boolean;
}

const SHORT: Readonly<Record<DType, string>> = { float32: 'f32', float64: 'f64', int32: 'i32', bool: 'bool' };

const shortDType = (dtype: string): string => SHORT[dtype as DType] ?? dtype;

/** `x, y: T; T f32 f64 i32` */
function inputsInWords(op: OpType): string {
  const { inputs, types = {} } = OP_DEFS[op];
  const byType = Map.groupBy(Object.entries(inputs), ([, arg]) => arg);
  const groups = [...byType].map(([arg, entries]) => {
    const { ref, list, type } = parseArg(arg);
    const kind = `${ref ? 'ref ' : ''}${shortDType(type)}${list === null ? '' : `[${list}]`}`;
    return `${entries.map(([name]) => name).join(', ')}: ${kind}`;
  });
  const used = new Set(Object.values(inputs).map((arg) => parseArg(arg).type));
  const allowed = Object.entries(types)
    .filter(([name, dtypes]) => used.has(name) || dtypes.length > 1)
    .map(([name, dtypes]) => `${name} ${dtypes.map(shortDType).join(' ')}`);
  return [...groups, ...allowed].join('; ') || '–';
}

function gradientInWords(op: OpType): string {
  const rule = GRADIENTS[op];
  if (typeof rule === 'function') return 'yes';
  return rule === 'constant' ? 'none flows' : 'an error';
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

export function opsPage(backends: readonly BackendColumn[]): string {
  const functions = functionsOfOps();
  const shapes = shapesInWords();
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const header = ['op', 'made by `tf.`', 'inputs', 'shape', 'gradient', ...backends.map(({ name }) => name)];
  const rows = OP_TYPES.map((op) =>
    row([
      op,
      functions
        .get(op)
        ?.map((name) => `\`${name}\``)
        .join(' ') ?? (op.endsWith('Grad') ? 'gradients' : '–'),
      inputsInWords(op),
      shapes.get(op)!,
      gradientInWords(op),
      ...backends.map(({ has }) => (has(op) ? 'yes' : '–')),
    ]),
  );
  return [
    '# Ops',
    '',
    `${OP_TYPES.length} ops. Written by \`node scripts/ops-page/write.ts\`; do not edit.`,
    '',
    'Functions that begin with a dot are methods of tensors and variables. An op without a function is made by others,',
    'mostly by gradients, or comes with graphs from elsewhere. A gradient that is *an error* is one in TensorFlow too.',
    'Where a backend has no kernel of its own, the one of `js` does the work. `webgpu` and `tfjs` take float32 and bool only.',
    '',
    'There is no int64: what counts or points is i32, where TensorFlow takes i64 unless told. Only `Where` cannot be told: a',
    'graph that goes on from it, as `booleanMask` does, runs here and is not taken by TensorFlow.',
    '',
    row(header),
    row(header.map(() => '---')),
    ...rows,
    '',
  ].join('\n');
}
