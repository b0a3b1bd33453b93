// A report as a picture: a group of bars a workload, lengths in proportion within the group.
import type { BenchReport, Figure, WorkloadFigures } from '../figure.ts';
import { formatSeconds } from './seconds.ts';
import { machineText, ratios, sorted } from './text.ts';

const WIDTH = 960;
const MARGIN = 24;
const NAME_WIDTH = 190;
const BAR_WIDTH = 380;
const ROW = 22;
const GAP = 34;
const LINE = 16;

/** Colours that stay apart for people who confuse some: Okabe and Ito. */
const COLORS: Record<Figure['role'], string> = {
  backend: '#0072b2',
  submission: '#56b4e9',
  limit: '#009e73',
  tensorflow: '#e69f00',
  lecture: '#999999',
};

export function reportToSvg(report: BenchReport): string {
  // What is said in brackets has a line of its own.
  const notes = machineText(report).split(/  (?=\()/);
  let y = MARGIN + 32 + LINE * notes.length;
  const parts: string[] = [
    text(MARGIN, MARGIN, 'Residual: benchmarks', 'title'),
    ...notes.map((note, i) => text(MARGIN, MARGIN + 20 + LINE * i, note, 'note')),
  ];
  for (const workload of report.workloads) {
    parts.push(groupOf(workload, y));
    y += ROW * workload.figures.length + GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img">
<title>Residual: benchmarks</title>
<style>text{font:13px system-ui,sans-serif;fill:#222}.title{font-size:18px;font-weight:600}.head{font-weight:600}.note{fill:#666;font-size:12px}</style>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function groupOf({ title, figures }: WorkloadFigures, top: number): string {
  const longest = Math.max(...figures.map((figure) => ('median' in figure ? figure.median : 0)));
  const rows = sorted(figures).map((figure, i) => {
    const y = top + 8 + ROW * i;
    const name = text(MARGIN, y + 14, figure.contestant);
    const x = MARGIN + NAME_WIDTH;
    if (!('median' in figure)) return name + text(x, y + 14, wordOf(figure), 'note');
    const length = Math.max(1, (BAR_WIDTH * figure.median) / longest);
    const said = [
      formatSeconds(figure.median),
      ...(figure.state === 'measured' ? ratios(figure, figures) : ['quoted']),
    ].join(', ');
    const bar = `<rect x="${x}" y="${y + 3}" width="${length.toFixed(1)}" height="${ROW - 7}" rx="2" fill="${COLORS[figure.role]}"/>`;
    return name + bar + text(x + length + 6, y + 14, said, 'note');
  });
  return `<g>${text(MARGIN, top, title, 'head')}${rows.join('\n')}</g>`;
}

const wordOf = (figure: Exclude<Figure, { median: number }>): string =>
  figure.state === 'failed'
    ? `failed: ${figure.reason}`
    : `${figure.estimate === undefined ? '' : `about ${formatSeconds(figure.estimate)}: `}skipped, ${figure.reason}`;

const text = (x: number, y: number, content: string, style = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y}"${style === '' ? '' : ` class="${style}"`}>${escapeXml(content)}</text>`;

const escapeXml = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
