// The lines of a loss curve and what can be said about them in words.
import type { LossCurve } from '@residual/contracts';
import { formatCount, formatFigure } from '../design/figure.ts';

export interface Point {
  readonly step: number;
  readonly loss: number;
}

export interface Series {
  readonly name: 'training' | 'validation' | 'reference';
  readonly title: string;
  /** Finite points only, in the order of steps. */
  readonly points: readonly Point[];
  /** The first step whose loss is not a finite number. */
  readonly brokenAt: number | null;
}

export function seriesOf(curve: LossCurve): Series[] {
  const { reference } = curve;
  const all: (Series | undefined)[] = [
    reference && toSeries('reference', 'reference, training', reference.steps, reference.training),
    toSeries('validation', 'validation', curve.steps, curve.validation),
    toSeries('training', 'training', curve.steps, curve.training),
  ];
  return all
    .filter((series) => series !== undefined)
    .filter(({ points, brokenAt }) => points.length > 0 || brokenAt !== null);
}

function toSeries(
  name: Series['name'],
  title: string,
  steps: readonly number[],
  losses: readonly (number | null)[],
): Series {
  const points = steps.flatMap((step, i) => {
    const loss = losses[i];
    return loss !== null && Number.isFinite(loss) ? [{ step, loss }] : [];
  });
  const broken = losses.findIndex((loss) => loss === null || !Number.isFinite(loss));
  return { name, title, points, brokenAt: broken < 0 ? null : (steps[broken] ?? null) };
}

/** The point of least loss; the earliest of several. */
export const lowestOf = (points: readonly Point[]): Point =>
  points.reduce((best, point) => (point.loss < best.loss ? point : best));

/** One or two sentences that say what the picture shows. */
export function describeCurve(series: readonly Series[]): string {
  const training = series.find(({ name }) => name === 'training');
  const validation = series.find(({ name }) => name === 'validation');
  if (!training || training.points.length === 0)
    return 'No run of train left a training loss that is a finite number.';
  const [first, last] = [training.points[0], training.points[training.points.length - 1]];
  const sentences = [
    training.points.length === 1
      ? `The training loss is ${formatFigure(last.loss)}${validation?.points.length === 1 ? ` and the validation loss ${formatFigure(validation.points[0].loss)}` : ''}${runs(last.step)}.`
      : `The training loss ${change(first, last)}${runs(last.step)}.`,
  ];
  if (training.brokenAt !== null)
    sentences.push(`From run ${formatCount(training.brokenAt)} on it is not a finite number.`);
  else if (validation && validation.points.length > 1) {
    const end = validation.points[validation.points.length - 1];
    const lowest = lowestOf(validation.points);
    sentences.push(
      lowest.loss < 0.98 * end.loss
        ? `Validation ends at ${formatFigure(end.loss)}, up from its lowest, ${formatFigure(lowest.loss)},${runs(lowest.step)}.`
        : `Validation ends at ${formatFigure(end.loss)}.`,
    );
  }
  return sentences.join(' ');
}

const runs = (step: number): string =>
  step === 0
    ? ' before the first run of train'
    : ` after ${formatCount(step)} ${step === 1 ? 'run' : 'runs'} of train`;

function change(first: Point, last: Point): string {
  const [from, to] = [formatFigure(first.loss), formatFigure(last.loss)];
  if (last.loss < 0.999 * first.loss) return `falls from ${from} to ${to}`;
  if (last.loss > 1.001 * first.loss) return `rises from ${from} to ${to}`;
  return `stays at ${to}`;
}
