// The lecture's code cells, which are not part of this repository: they are read from a file beside it, or from
// LECTURE_CELLS, and run as they stand, in order, in one program.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildDataSet, publicData } from '@residual/assignments';
import { limitsSchema } from '@residual/contracts';
import { createSandbox, readFinishedProgram } from '@residual/sandbox';
import { driver, inPython, type Ran } from './python-cells.ts';

const FILE = process.env.LECTURE_CELLS ?? join(import.meta.dirname, '../../../../shared/lecture/cells.json');
const ARE_HERE = existsSync(FILE);

interface Cell {
  readonly n: number;
  readonly code: string;
  readonly out: string | null;
}

async function runCells(cells: readonly Cell[]): Promise<Ran[]> {
  const { data, buffers } = publicData(
    buildDataSet({
      assignment: 'notebook',
      data: { source: 'glyphs', seed: 19, rows: 1213, hiddenSeed: 3, hiddenRows: 2 },
      files: new Map(),
    }),
  );
  const sandbox = await createSandbox({ warm: 0, warmPython: 0 });
  try {
    const outcome = await sandbox.runProgram(
      {
        language: 'python',
        file: 'lecture.py',
        source: driver(cells),
        limits: limitsSchema.parse({ memoryMegabytes: 512, outputKilobytes: 1024, wallClockSeconds: 600 }),
        data,
        seed: 1,
      },
      buffers,
    );
    if (outcome.kind !== 'finished') throw new Error(JSON.stringify(outcome));
    expect(readFinishedProgram(outcome.frame).error).toBeUndefined();
    return outcome.output.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Ran);
  } finally {
    await sandbox.close();
  }
}

/** The lecture ran on a GPU; Python 2 wrote names as `u'a'`. */
const onCpu = (text: string): string => text.replaceAll('gpu:0', 'cpu:0').replaceAll("u'", "'").trim();
const FIGURE = /-?\d+(?:\.\d+)?(?:e[+-]\d+)?/g;
/** Without figures, and without the spaces that make columns of them. */
const form = (text: string): string =>
  text
    .replace(FIGURE, '#')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/(?<=\[) | (?=\])/g, '')
    .trim();
const figures = (text: string): number[] => (text.match(FIGURE) ?? []).map(Number);
/** Indentation is tabs in one and spaces in the other. */
const words = (text: string): string => onCpu(text).replaceAll(/\s+/g, ' ');

const cells = ARE_HERE ? (JSON.parse(readFileSync(FILE, 'utf8')) as Cell[]) : [];

(ARE_HERE ? describe : describe.skip)("the lecture's cells, as they stand", () => {
  let ran: ReadonlyMap<number, Ran>;
  beforeAll(async () => {
    ran = new Map((await runCells(cells)).map((each) => [each.n, each]));
  }, 600_000);

  const each = (kind: ReturnType<typeof inPython>) =>
    cells.filter(({ n }) => inPython(n) === kind).map(({ n, out }) => ({ shown: out ?? '', ...ran.get(n)! }));

  test('are a hundred and five', () => {
    expect(ran.size).toBe(105);
  });

  test('print what the lecture shows', () => {
    const same = each('the same');
    expect(same.map(({ n, out, error }) => [n, out.trim(), error])).toEqual(
      same.map(({ n, shown }) => [n, shown.trim(), null]),
    );
  });

  test('fail as the lecture shows', () => {
    for (const { n, shown, error } of each('same error')) {
      const [first] = error!.split('\n\n');
      const message = first.slice(first.indexOf(': ') + 2);
      expect([n, words(shown)]).toEqual([n, expect.stringContaining(words(message))]);
      expect(shown).toContain(first.slice(0, first.indexOf(':')));
    }
  });

  test('print lines of the same form where the figures need the lost data', () => {
    for (const { n, shown, out, error } of each('same form')) {
      expect([n, error, form(out)]).toEqual([n, null, form(shown)]);
      expect(figures(out).every(Number.isFinite)).toBe(true);
    }
  });

  test('print figures within a millionth', () => {
    for (const { shown, out } of each('close')) {
      expect(form(out)).toBe(form(shown));
      const wanted = figures(shown);
      figures(out).forEach((figure, i) => expect(Math.abs(figure / wanted[i] - 1)).toBeLessThanOrEqual(1e-6));
    }
  });

  test('tell where a node ran', () => {
    for (const { shown, out } of each('first node')) {
      const [node] = onCpu(shown).split('\nnode {');
      expect(out.startsWith(node)).toBe(true);
    }
  });
});
