// What is measured. A workload is done `count` times in one measurement; figures are seconds for one of them.
import { z } from 'zod';

const dtype = z.enum(['float32', 'float64']);

export const workloadSchema = z.discriminatedUnion('kind', [
  /** One step of gradient descent on ROWS × COLUMNS data; `placeholders`: the data is fed at every step. */
  z.strictObject({
    kind: z.literal('loop'),
    model: z.enum(['linear', 'logistic']),
    dtype,
    data: z.enum(['placeholders', 'constants']),
  }),
  /** w = (XᵀX)⁻¹ Xᵀ Y. */
  z.strictObject({ kind: z.literal('closed-form'), dtype }),
  /** n × n times n × n. */
  z.strictObject({ kind: z.literal('matmul'), dtype, n: z.int().positive() }),
  /** A run that does next to nothing: what remains is the cost of running. */
  z.strictObject({ kind: z.literal('session-run'), form: z.enum(['no-op', 'three-feeds']) }),
]);
export type Workload = z.infer<typeof workloadSchema>;
export type Loop = Extract<Workload, { kind: 'loop' }>;

/** Shape of the lecture's training data. */
export const ROWS = 607;
export const COLUMNS = 576;
/** Steps of the lecture's loops. */
export const STEPS = 10_000;

/** A word to select it by: `linear-f32-placeholders`, `matmul-f64-2000`. */
export function nameOf(workload: Workload): string {
  switch (workload.kind) {
    case 'loop':
      return `${workload.model}-${short(workload.dtype)}-${workload.data}`;
    case 'closed-form':
      return `closed-form-${short(workload.dtype)}`;
    case 'matmul':
      return `matmul-${short(workload.dtype)}-${workload.n}`;
    case 'session-run':
      return `session-run-${workload.form}`;
  }
}

const short = (name: 'float32' | 'float64'): string => (name === 'float32' ? 'f32' : 'f64');

export function titleOf(workload: Workload): string {
  switch (workload.kind) {
    case 'loop':
      return `Gradient descent, ${workload.model}, ${workload.dtype}, data in ${workload.data}: one step`;
    case 'closed-form':
      return `Closed form (XᵀX)⁻¹XᵀY, ${workload.dtype}`;
    case 'matmul':
      return `Matrix product, ${workload.dtype}, N = ${workload.n.toLocaleString('en')}`;
    case 'session-run':
      return workload.form === 'no-op'
        ? 'Session.run of nothing'
        : 'Session.run of a 2 × 2 update with three values fed';
  }
}

/** How often it is done in one measurement at most. */
export const fullCount = ({ kind }: Workload): number =>
  kind === 'loop' || kind === 'session-run' ? STEPS : kind === 'closed-form' ? 20 : 1;

/** What one measurement needs, in bytes: the operands and the result. */
export function bytesOf(workload: Workload): number {
  if (workload.kind === 'session-run') return 0;
  const width = workload.dtype === 'float32' ? 4 : 8;
  return workload.kind === 'matmul' ? 3 * width * workload.n ** 2 : 2 * width * ROWS * COLUMNS;
}

/** How much longer `workload` takes than the smaller one of its kind; null where they cannot be compared. */
export function growth(workload: Workload, smaller: Workload): number | null {
  if (workload.kind !== 'matmul' || smaller.kind !== 'matmul' || workload.dtype !== smaller.dtype)
    return null;
  return (workload.n / smaller.n) ** 3;
}

const DTYPES = ['float32', 'float64'] as const;

/** The lecture's benchmarks; smaller matrices first. */
export function allWorkloads({ quick }: { readonly quick: boolean }): readonly Workload[] {
  const sizes = quick ? [1_000, 2_000] : [1_000, 2_000, 5_000, 10_000];
  return [
    ...(['linear', 'logistic'] as const).flatMap((model) =>
      DTYPES.flatMap((type) =>
        (['placeholders', 'constants'] as const).map((data): Workload => ({
          kind: 'loop',
          model,
          dtype: type,
          data,
        })),
      ),
    ),
    { kind: 'closed-form', dtype: 'float64' },
    ...DTYPES.flatMap((type) => sizes.map((n): Workload => ({ kind: 'matmul', dtype: type, n }))),
    { kind: 'session-run', form: 'no-op' },
    { kind: 'session-run', form: 'three-feeds' },
  ];
}

/** What the lecture's own table says of a matrix product, in seconds. */
export const LECTURE_FIGURES: readonly {
  readonly on: string;
  readonly dtype: 'float32' | 'float64';
  readonly n: number;
  readonly seconds: number;
}[] = [
  { on: "lecture's Xeon", dtype: 'float32', n: 10_000, seconds: 3.45 },
  { on: "lecture's Xeon", dtype: 'float64', n: 10_000, seconds: 6.91 },
  { on: "lecture's P100", dtype: 'float32', n: 10_000, seconds: 0.358 },
  { on: "lecture's P100", dtype: 'float64', n: 10_000, seconds: 0.634 },
];
