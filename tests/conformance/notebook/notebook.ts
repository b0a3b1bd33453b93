// What the cells' tests share: the library as a program has it, what it prints, and a place for each cell's number.
import vm from 'node:vm';
import { test } from '@jest/globals';
import {
  createNumpy,
  createTensorFlow,
  formatPrint,
  graphToSvg,
  type Numpy,
  type Operation,
  type TensorFlow,
} from '@residual/graph';
import { LocalTarget } from '@residual/runtime';

export interface Notebook {
  readonly tf: TensorFlow;
  readonly np: Numpy;
  readonly print: (...values: readonly unknown[]) => void;
  /** What was printed since it was last asked for. */
  readonly printed: () => string[];
  /** An empty graph and the seeds that the lecture starts every example with. */
  readonly reset: () => void;
}

const SEED = 42;

function open(options: Partial<Parameters<typeof createTensorFlow>[0]> = {}): Notebook {
  const tf = createTensorFlow({ target: new LocalTarget(), ...options });
  const np = createNumpy(0);
  let lines: string[] = [];
  const reset = (): void => {
    tf.resetDefaultGraph();
    tf.setRandomSeed(SEED);
    np.random.seed(SEED);
  };
  reset();
  return {
    tf,
    np,
    reset,
    print: (...values) => {
      lines.push(...formatPrint(...values).split('\n'));
    },
    printed: () => {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

/** A test of one cell, or of cells that belong together. The table in cells.ts says what each of them shows. */
export function cell(
  numbers: number | string | readonly (number | string)[],
  behaviour: string,
  body: (notebook: Notebook) => void,
): void {
  const label = (Array.isArray(numbers) ? numbers : [numbers]).join(', ');
  test(`[${label}] ${behaviour}`, () => body(open()));
}

/** What a program leaves behind: its lines, and the error that ended it. */
export interface Outcome {
  readonly printed: readonly string[];
  readonly error: Error | null;
}

const FILE = 'lecture.ts';

/**
 * Runs the text of a program, so that errors can show its lines. `tf`, `np` and `print` are there already.
 * Types are not: it is JavaScript.
 */
export function runProgram(source: string): Outcome {
  const lines = source.split('\n');
  const notebook = open({
    captureSite: () => {
      const place = new RegExp(`${FILE}:(\\d+):(\\d+)`).exec(new Error('here').stack ?? '');
      return place === null ? undefined : { file: FILE, line: Number(place[1]), column: Number(place[2]) };
    },
    sourceLine: ({ line }) => lines[line - 1],
  });
  const { tf, np, print, printed } = notebook;
  try {
    new vm.Script(source, { filename: FILE }).runInNewContext({ tf, np, print });
    return { printed: printed(), error: null };
  } catch (error) {
    return { printed: printed(), error: error as Error };
  }
}

/**
 * The nodes of a graph, each with its op and what flows into it, as the titles in its picture tell them.
 * @throws Error for a node that the picture does not show; the parts of a variable are one box
 */
export function drawn(operations: readonly Operation[]): string[] {
  const lineOf = ({ name, type, inputs }: Operation): string =>
    `${name} = ${type}(${inputs.map((t) => t.op.name).join(', ')}`;
  const picture = graphToSvg(operations[0].graph.toGraphDef(), { expand: 'all' });
  for (const op of operations) {
    const box = /^(.*)\/(initial_value|Assign|read)$/.exec(op.name)?.[1];
    // Control inputs stand behind the others.
    const title = box === undefined ? lineOf(op) : `${box} = VariableV2(`;
    if (!picture.includes(`<title>${title}`)) throw new Error(`the picture does not show ${title})`);
  }
  return operations.map((op) => `${lineOf(op)})`);
}
