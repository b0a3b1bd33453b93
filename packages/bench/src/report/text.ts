// A report for a terminal: per workload a table with a bar a contestant.
import { bestOf, type BenchReport, type Figure, type WorkloadFigures } from '../figure.ts';
import { STEPS } from '../workloads/workload.ts';
import { digits, formatSeconds } from './seconds.ts';

const BAR_WIDTH = 24;
/** Of load per core, from which on figures are too long. */
const BUSY = 0.75;
const EIGHTHS = ' ▏▎▍▌▋▊▉█';

export function machineText({ machine, date, quick }: BenchReport): string {
  const { processor, cores, memoryBytes, system, node, load } = machine;
  const isBusy = load !== null && load > BUSY * cores;
  return (
    `${date.slice(0, 10)}  ${processor}, ${cores} cores, ${Math.round(memoryBytes / 2 ** 30)} GiB, ${system}, Node ${node}` +
    (quick ? '  (quick: small matrices, less time for each figure)' : '') +
    (isBusy
      ? `  (busy: a load of ${digits(load)} on ${cores} cores, so every figure is too long; ratios tell more)`
      : '')
  );
}

/** Who was measured with what, and who was not and why. */
export function rosterText({ contestants, absent }: BenchReport): string {
  return [
    ...contestants.map(({ name, detail }) => `  ${name.padEnd(24)} ${detail}`),
    ...absent.map(({ name, reason }) => `  ${name.padEnd(24)} not measured: ${reason}`),
  ].join('\n');
}

export function workloadText({ title, figures }: WorkloadFigures): string {
  const longest = Math.max(...figures.map((figure) => ('median' in figure ? figure.median : 0)));
  const width = Math.max(...figures.map(({ contestant }) => contestant.length), 12);
  const rows = sorted(figures).map(
    (figure) => `  ${figure.contestant.padEnd(width)} ${rowText(figure, figures, longest)}`,
  );
  return [title, ...rows, ...remarks(figures).map((line) => `  ${line}`)].join('\n');
}

/** Quickest first; whoever has no figure last. */
export const sorted = (figures: readonly Figure[]): readonly Figure[] =>
  figures.toSorted(
    (a, b) => ('median' in a ? a.median : Infinity) - ('median' in b ? b.median : Infinity) || 0,
  );

function rowText(figure: Figure, figures: readonly Figure[], longest: number): string {
  if (figure.state === 'skipped')
    return `${figure.estimate === undefined ? '' : `about ${formatSeconds(figure.estimate)}: `}skipped, ${figure.reason}`;
  if (figure.state === 'failed') return `failed: ${figure.reason}`;
  const row = `${formatSeconds(figure.median).padStart(9)} ${bar(figure.median / longest)}`;
  if (figure.state === 'quoted') return `${row} quoted`;
  return `${row} ${[spread(figure), ...ratios(figure, figures), memory(figure)].filter(Boolean).join(', ')}`;
}

function bar(share: number): string {
  const eighths = Math.max(1, Math.round(share * BAR_WIDTH * 8));
  return ('█'.repeat(eighths >> 3) + (eighths % 8 > 0 ? EIGHTHS[eighths % 8] : '')).padEnd(BAR_WIDTH);
}

type Measured = Extract<Figure, { state: 'measured' }>;

const spread = ({ low, high, repeats, count }: Measured): string =>
  `${formatSeconds(low)}–${formatSeconds(high)} in ${repeats}${count > 1 ? ` × ${count.toLocaleString('en')}` : ''}`;

/** How it compares with TensorFlow at its best and with the limit, both of this run. */
export function ratios(figure: Measured, figures: readonly Figure[]): string[] {
  const tensorFlow = bestOf(figures, 'tensorflow');
  const limit = bestOf(figures, 'limit');
  const ours = figure.role === 'backend' || figure.role === 'submission';
  const texts = [];
  if (ours && tensorFlow !== null) {
    const quicker = tensorFlow.median / figure.median;
    texts.push(
      quicker >= 1 ? `${digits(quicker)}× faster than TF` : `${digits(1 / quicker)}× slower than TF`,
    );
  }
  if (figure.role !== 'limit' && limit !== null) texts.push(`${digits(figure.median / limit.median)}× limit`);
  return texts;
}

const memory = ({ memory: used }: Measured): string =>
  used === undefined
    ? ''
    : `${Math.round(used.peak / 1e6)} MB at most${Math.abs(used.growth) < 1e6 ? '' : `, ${used.growth > 0 ? '+' : '−'}${Math.round(Math.abs(used.growth) / 1e6)} MB`}`;

/** What 10,000 steps take where fewer were measured, and whose result is another. */
export function remarks(figures: readonly Figure[]): string[] {
  const measured = figures.filter((figure) => figure.state === 'measured');
  const fewer = measured.filter(({ count }) => count > 20 && count < STEPS);
  const lines = [];
  if (fewer.length > 0) {
    const times = fewer.map(({ contestant, median }) => `${contestant} ${formatSeconds(STEPS * median)}`);
    lines.push(`Measured on fewer steps; ${STEPS.toLocaleString('en')} would take: ${times.join(', ')}.`);
  }
  return lines;
}
