// A Jupyter notebook as a program: its code cells in order, each a part of its own, so that errors name cell and line.
import { z } from 'zod';
import type { SourcePart } from './isolate.ts';

/** It cannot be read as a notebook; the message says why. */
export class NotebookError extends Error {
  override name = 'NotebookError';
}

const MOST_CELLS = 2_000;
const linesSchema = z.union([z.string(), z.array(z.string())]);
const notebookSchema = z.looseObject({
  nbformat: z.number(),
  cells: z
    .array(
      z.looseObject({
        cell_type: z.string(),
        source: linesSchema,
        metadata: z.looseObject({ tags: z.array(z.string()).optional() }).optional(),
      }),
    )
    .max(MOST_CELLS),
});

/**
 * The code cells of a notebook, or, where some are tagged with the task's name (`task:NAME` or `NAME`), those and the
 * untagged ones. IPython's magics become blank lines, so that every line keeps its number.
 * @param file its name, such as `closed-form.ipynb`
 * @throws NotebookError
 */
export function notebookParts(json: string, file: string): SourcePart[] {
  const task = file.replace(/\.ipynb$/, '');
  const cells = readNotebook(json, file).filter(({ cell_type }) => cell_type === 'code');
  const tagsOf = (cell: (typeof cells)[number]) => cell.metadata?.tags ?? [];
  const tagged = cells.some((cell) => tagsOf(cell).some((tag) => isFor(tag, task)));
  const parts: SourcePart[] = [];
  cells.forEach((cell, i) => {
    const tags = tagsOf(cell);
    // With tags, a cell for another task is left out; cells for nobody in particular prepare.
    if (tags.includes('skip') || (tagged && tags.some(isTask) && !tags.some((tag) => isFor(tag, task))))
      return;
    const source = typeof cell.source === 'string' ? cell.source : cell.source.join('');
    parts.push({ name: `${file}, cell ${i + 1}`, source: withoutMagics(source), cell: i + 1 });
  });
  if (parts.length === 0) throw new NotebookError(`${file} has no code cells`);
  return parts;
}

const isTask = (tag: string): boolean => tag.startsWith('task:');
const isFor = (tag: string, task: string): boolean => tag === task || tag === `task:${task}`;

function readNotebook(json: string, file: string): z.infer<typeof notebookSchema>['cells'] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new NotebookError(`${file} is no notebook: it is not JSON`, { cause });
  }
  const parsed = notebookSchema.safeParse(value);
  if (!parsed.success)
    throw new NotebookError(
      `${file} is no notebook of format 4: ${z.prettifyError(parsed.error).split('\n')[0].slice(0, 200)}. ` +
        'Save it anew in Jupyter.',
    );
  return parsed.data.cells;
}

/** IPython's own lines (`%matplotlib inline`, `!pip install …`, `?np.dot`) blanked, and a cell that begins with `%%`. */
function withoutMagics(source: string): string {
  const lines = source.split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const cellMagic = /^%%(\w+)/.exec(first.trim())?.[1];
  if (cellMagic !== undefined && !RUN_ALL_THE_SAME.has(cellMagic)) return lines.map(() => '').join('\n');
  let text: string | null = null;
  return lines
    .map((line) => {
      const magic = text === null && (/^\s*(%%?|!|\?)[\w?]/.test(line) || /^\s*[\w.]+\?{1,2}\s*$/.test(line));
      // An indented one may be all that its block has.
      if (magic) return line.replace(/\S.*$/, /^\s/.test(line) ? 'pass' : '');
      text = openText(line, text);
      return line;
    })
    .join('\n');
}

/** Magics whose cell is Python. */
const RUN_ALL_THE_SAME = new Set(['time', 'timeit', 'capture', 'prun']);

/** The triple quotation mark whose text goes on behind this line, given that of the line before. */
function openText(line: string, before: string | null): string | null {
  let open = before;
  for (const [mark] of line.matchAll(/"""|'''/g))
    if (open === null || open === mark) open = open === null ? mark : null;
  return open;
}
