// Every code cell of the notebook, and what of it there is here. `node tests/conformance/notebook/cells.ts` writes
// the table, tests/conformance/cells.md.
import { writeFileSync } from 'node:fs';
import { inPython } from './python-cells.ts';

/**
 * - `reproduced`: the equal program builds, prints, evaluates, draws or fails as the cell does
 * - `figures lost`: so it does, on the course's data; the cell's own figures need the lecture's lost files
 * - `not applicable`: nothing of TensorFlow: HTML, a host's name
 */
export type Status = 'reproduced' | 'figures lost' | 'not applicable';

export interface Cells {
  readonly cells: readonly (number | string)[];
  readonly shows: string;
  readonly status: Status;
  readonly remark?: string;
}

const of = (
  cells: number | string | readonly (number | string)[],
  shows: string,
  status: Status = 'reproduced',
  remark?: string,
): Cells => ({ cells: expand(cells), shows, status, ...(remark === undefined ? {} : { remark }) });

/** Two numbers are a range. */
function expand(cells: number | string | readonly (number | string)[]): readonly (number | string)[] {
  if (!Array.isArray(cells)) return [cells as number | string];
  const [first, last] = cells as readonly (number | string)[];
  if (typeof first !== 'number' || typeof last !== 'number') return cells as readonly string[];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const DRAWN = 'the same nodes and edges; the picture is an SVG instead of TensorBoard in a frame';
const LOST = 'lines of the same form; figures checked against the mathematics of the course data';

export const CELLS: readonly Cells[] = [
  of(221, "the page's width", 'not applicable', 'HTML of the notebook page'),
  of(222, "the host's name", 'not applicable', 'a sandbox does not tell it'),
  of(223, 'fixed seeds for graph and arrays'),
  of(224, 'stripping constants, drawing a graph', 'reproduced', DRAWN),
  of(
    [225, 226],
    'a name without a value',
    'reproduced',
    "the language's own error: `a is not defined`, with its line",
  ),
  of(227, 'computing at once'),
  of(228, 'forgetting the graph'),
  of([229, 230], 'building, printing tensors'),
  of(231, 'the picture', 'reproduced', DRAWN),
  of([232, 234], 'default names'),
  of(235, 'the picture', 'reproduced', DRAWN),
  of([236, 238], 'a node for each operation'),
  of(239, 'the picture', 'reproduced', DRAWN),
  of([240, 242], 'names of the graph'),
  of(243, 'the picture', 'reproduced', DRAWN),
  of([244, 246], 'names of the program'),
  of(247, 'the picture', 'reproduced', DRAWN),
  of([248, 250], 'duplicate names'),
  of(251, 'the picture', 'reproduced', DRAWN),
  of(252, 'forgetting the graph'),
  of(
    253,
    'unfed placeholder: the error with the line of the program',
    'reproduced',
    "without the frames of TensorFlow's and IPython's files; device cpu:0 for the lecture's gpu:0; `'a'` for `u'a'`",
  ),
  of(254, 'feeding'),
  of(255, 'feeding other values'),
  of(256, 'feeding an inner node'),
  of(257, 'what is still needed', 'reproduced', 'as 253'),
  of(258, 'a session for a block', 'reproduced', '`tf.withSession(…)`, or `using session = …`'),
  of([259, 262], 'a reused name of the program'),
  of([263, 266], 'feeding the last node of that name'),
  of([267, 269], 'functions that add nodes'),
  of([270, 271], 'several runs'),
  of(272, 'several fetches in one run'),
  of([273, 274], 'listing operations'),
  of(275, 'an empty graph'),
  of([276, 277], 'a graph that grows in a loop'),
  of(278, 'the picture', 'reproduced', DRAWN),
  of([279, 280], 'finalize and its error'),
  of([281, 282], 'the remedy'),
  of(283, 'the picture', 'reproduced', DRAWN),
  of([284, 285], 'a variable and its assignment'),
  of(286, 'the picture', 'reproduced', DRAWN),
  of([287, 289], 'forgetting assign'),
  of([290, 290], 'a new node in every step'),
  of(291, 'the picture', 'reproduced', DRAWN),
  of([292, 294], 'assign as a method'),
  of(
    [295, 296],
    'five ways to initialize',
    'reproduced',
    'NumPy 0.496714 and random_normal 0.841961 to the digit',
  ),
  of([297, 298], 'tensors of any rank, reductions'),
  of(299, 'the static shape'),
  of([300, 301], 'the node that computes a shape'),
  of([302, 303], 'the data', 'reproduced', "the course's generated data have the same shapes"),
  of([304, 305], 'least squares with arrays', 'figures lost', LOST),
  of([306, 307], 'least squares in a graph', 'reproduced'),
  of(308, 'evaluating it', 'figures lost', LOST),
  of(309, 'the picture', 'reproduced', DRAWN),
  of(310, 'nodes for new data', 'figures lost', LOST),
  of(311, 'forgetting the graph'),
  of(312, 'w recomputed from validation data: the trap', 'figures lost', LOST),
  of(313, 'forgetting the graph'),
  of(314, 'w kept in a variable', 'figures lost', LOST),
  of(315, 'the picture', 'reproduced', DRAWN),
  of(316, 'forgetting the graph'),
  of(317, 'gradient descent by hand', 'figures lost', LOST),
  of(318, 'forgetting the graph'),
  of(319, 'gradient descent by automatic differentiation', 'figures lost', LOST),
  of(320, 'the picture', 'reproduced', DRAWN),
  of(321, 'a function of numbers'),
  of(
    [322, 323],
    'its derivatives',
    'reproduced',
    "0.20793493 for the lecture's 0.20793509 (relative 8e-7): its GPU rounds sines its own way",
  ),
  of(324, 'the picture', 'reproduced', DRAWN),
  of(
    326,
    'where an operation ran: partition graphs',
    'reproduced',
    'letter by letter: partition-graphs.test.ts',
  ),
  of(['In 4', 'In 5'], 'matrix products of arrays, timed', 'reproduced', 'without the times, and smaller'),
  of(['In 6', 'In 7'], 'matrix products on the CPU, timed', 'reproduced', 'without the times, and smaller'),
  of(
    ['In 8', 'In 9'],
    'matrix products on a GPU, timed',
    'reproduced',
    'without a GPU: the error of TensorFlow, or soft placement',
  ),
];

const nameOf = ({ cells }: Cells): string => {
  const [first, last] = [cells[0], cells.at(-1)];
  return first === last ? String(first) : `${first}–${last}`;
};

/** How the cells compare in Python; those of the last slides are no cells of the notebook's file. */
const pythonOf = ({ cells }: Cells): string =>
  [...new Set(cells.map((cell) => (typeof cell === 'number' ? inPython(cell) : '')))].join(', ');

export function table(): string {
  const count = (status: Status): number =>
    CELLS.filter((entry) => entry.status === status).reduce((sum, { cells }) => sum + cells.length, 0);
  const total = CELLS.reduce((sum, { cells }) => sum + cells.length, 0);
  const rows = CELLS.map(
    (entry) =>
      `| ${nameOf(entry)} | ${entry.shows} | ${entry.status} | ${pythonOf(entry)} | ${entry.remark ?? ''} |`,
  );
  return `# The notebook's cells

Made by \`node tests/conformance/notebook/cells.ts\`; the tests stand in \`tests/conformance/notebook\`, named by the
numbers of their cells.

${total} code cells: ${count('reproduced')} reproduced, ${count('figures lost')} reproduced up to figures that need the lost data set, ${count('not applicable')} not applicable.

In Python the notebook's own cells run as they stand (\`python-cells.test.ts\`, where the lecture's file is at hand); the
column tells how what they print compares.

| cell | shows | in TypeScript | in Python | remark |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

export const TABLE = new URL('../cells.md', import.meta.url);

if (import.meta.main) writeFileSync(TABLE, table());
