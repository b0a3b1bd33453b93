// Values that assignment.yaml writes as numbers and lists, and whether a measured tensor is one of them.
import type { NestedNumbers } from '@residual/contracts';
import type { TensorValue } from '@residual/graph';
import { formatNumber } from '../figures.ts';
import type { Values } from '../student-graph.ts';

/** @throws RangeError if the lists are of different lengths, which no tensor has */
export function tensorOf(value: NestedNumbers): Values {
  if (typeof value === 'number') return { data: [value], shape: [] };
  const parts = value.map(tensorOf);
  const [first] = parts;
  if (parts.some(({ shape }) => shape.join() !== first.shape.join()))
    throw new RangeError(`the lists in ${JSON.stringify(value)} differ in length`);
  return {
    data: parts.flatMap(({ data }) => Array.from(data)),
    shape: [parts.length, ...(first?.shape ?? [])],
  };
}

export const tensorsOf = (values: Readonly<Record<string, NestedNumbers>>): Record<string, Values> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tensorOf(value)]));

export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Same shape, and each number within its tolerance; NaN and infinities are never within. */
export function agreesWith(found: TensorValue, wanted: Values, { relative, absolute }: Tolerance): boolean {
  if (found.shape.length !== wanted.shape.length || found.shape.some((d, i) => d !== wanted.shape[i]))
    return false;
  return Array.from(
    wanted.data,
    (value, i) => Math.abs(found.data[i] - value) <= absolute + relative * Math.abs(value),
  ).every(Boolean);
}

const MOST_SHOWN = 6;

/** `6`, or `[1, 2, 3] of shape [3]`. */
export function describeTensor({
  data,
  shape,
}: {
  data: ArrayLike<number>;
  shape: readonly number[];
}): string {
  if (shape.length === 0) return formatNumber(data[0]);
  const shown = Array.from(data).slice(0, MOST_SHOWN).map(formatNumber).join(', ');
  return `[${shown}${data.length > MOST_SHOWN ? ', …' : ''}] of shape [${shape.join(', ')}]`;
}

/** `a = 2 and b = 1`, or nothing. */
export const describeFeeds = (feeds: Readonly<Record<string, NestedNumbers>>): string =>
  Object.entries(feeds)
    .map(([name, value]) => `\`${name}\` = ${describeTensor(tensorOf(value))}`)
    .join(' and ');
