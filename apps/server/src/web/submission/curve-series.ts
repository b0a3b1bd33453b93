// The lines of a loss curve and what can be said about them in words.
import type { LossCurve } from '@residual/contracts';
import { formatCount, formatFigure } from '../design/figure.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

export interface Point {
  readonly step: number;
  readonly loss: number;
}

export interface Series {
  readonly name: 'training' | 'validation' | 'reference';
  /** Finite points only, in the order of steps. */
  readonly points: readonly Point[];
  /** The first step whose loss is not a finite number. */
  readonly brokenAt: number | null;
}

export function seriesOf(curve: LossCurve): Series[] {
  const { reference } = curve;
  const all: (Series | undefined)[] = [
    reference && toSeries('reference', reference.steps, reference.training),
    toSeries('validation', curve.steps, curve.validation),
    toSeries('training', curve.steps, curve.training),
  ];
  return all
    .filter((series) => series !== undefined)
    .filter(({ points, brokenAt }) => points.length > 0 || brokenAt !== null);
}

function toSeries(
  name: Series['name'],
  steps: readonly number[],
  losses: readonly (number | null)[],
): Series {
  const points = steps.flatMap((step, i) => {
    const loss = losses[i];
    return loss !== null && Number.isFinite(loss) ? [{ step, loss }] : [];
  });
  const broken = losses.findIndex((loss) => loss === null || !Number.isFinite(loss));
  return { name, points, brokenAt: broken < 0 ? null : (steps[broken] ?? null) };
}

/** The point of least loss; the earliest of several. */
export const lowestOf = (points: readonly Point[]): Point =>
  points.reduce((best, point) => (point.loss < best.loss ? point : best));

/** One or two sentences that say what the picture shows. */
export function describeCurve(series: readonly Series[], language: Language = 'en'): string {
  const say = words[language];
  const figure = (loss: number): string => formatFigure(loss, language);
  const training = series.find(({ name }) => name === 'training');
  const validation = series.find(({ name }) => name === 'validation');
  if (!training || training.points.length === 0) return say.noFiniteLoss;
  const [first, last] = [training.points[0], training.points[training.points.length - 1]];
  const one = validation?.points.length === 1 ? say.andValidationIs(figure(validation.points[0].loss)) : '';
  const sentences = [
    training.points.length === 1
      ? `${say.lossIs(figure(last.loss))}${one}${runs(last.step, language)}.`
      : `${change(first, last, language)}${runs(last.step, language)}.`,
  ];
  if (training.brokenAt !== null) sentences.push(say.brokenFrom(formatCount(training.brokenAt, language)));
  else if (validation && validation.points.length > 1) {
    const end = validation.points[validation.points.length - 1];
    const lowest = lowestOf(validation.points);
    sentences.push(
      lowest.loss < 0.98 * end.loss
        ? say.validationUp(figure(end.loss), figure(lowest.loss), runs(lowest.step, language))
        : say.validationEnds(figure(end.loss)),
    );
  }
  return sentences.join(' ');
}

const runs = (step: number, language: Language): string =>
  step === 0
    ? words[language].beforeFirst
    : words[language].afterRuns(formatCount(step, language), step === 1);

function change(first: Point, last: Point, language: Language): string {
  const say = words[language];
  const [from, to] = [first, last].map(({ loss }) => formatFigure(loss, language));
  if (last.loss < 0.999 * first.loss) return say.falls(from, to);
  if (last.loss > 1.001 * first.loss) return say.rises(from, to);
  return say.stays(to);
}
