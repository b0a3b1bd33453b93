// docs/own-assignment.md, followed to the letter: a copied folder with other data and other text is calibrated by the
// page's command, and its solutions get all points.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadAssignmentFolder } from '@residual/assignments';
import { loadCorpus } from './corpus.ts';
import { gradeAll, openSandbox } from './grader.ts';

const ROOT = join(import.meta.dirname, '../..');
const page = await readFile(join(ROOT, 'docs/own-assignment.md'), 'utf8');

/** The first block of code of a language below a heading of the page. */
function block(heading: string, language: string): string {
  const section = page.slice(page.indexOf(heading));
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)![1];
}

/** A float64 array as numpy.save writes it, version 1.0. */
function npy(shape: readonly number[], data: Float64Array): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = text.padEnd(128 - 10 - 1) + '\n';
  const bytes = new Uint8Array(128 + data.byteLength);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  bytes.set(Buffer.from(header), 10);
  bytes.set(new Uint8Array(data.buffer), 128);
  return bytes;
}

/** Rows of four numbers; what the label is depends on two of them. */
function rows(n: number, phase: number): { inputs: Uint8Array; labels: Uint8Array } {
  const inputs = Float64Array.from({ length: 4 * n }, (_, i) => Math.sin(12.9898 * (i + phase)) ** 3);
  const labels = Float64Array.from({ length: n }, (_, i) =>
    inputs[4 * i] - 0.4 * inputs[4 * i + 2] + 0.3 * Math.cos(7 * i + phase) > 0 ? 1 : -1,
  );
  return { inputs: npy([n, 4], inputs), labels: npy([n, 1], labels) };
}

describe('an assignment of one’s own', () => {
  let assignments: string;
  let folder: string;

  beforeAll(async () => {
    assignments = await mkdtemp(join(tmpdir(), 'residual-own-'));
    folder = join(assignments, 'my-regression');
    // 1. Copy
    expect(block('## 1. Copy', 'sh')).toBe('cp -r assignments/linear-regression assignments/my-regression\n');
    await cp(join(ROOT, 'assignments/linear-regression'), folder, { recursive: true });
    // 2. Change the data
    for (const [prefix, { inputs, labels }] of [
      ['', rows(60, 1)],
      ['hidden-', rows(50, 1000)],
    ] as const) {
      await writeFile(join(folder, `${prefix}inputs.npy`), inputs);
      await writeFile(join(folder, `${prefix}labels.npy`), labels);
    }
    const yaml = await readFile(join(folder, 'assignment.yaml'), 'utf8');
    const data = block('## 2. Change the data', 'yaml');
    // 3. Change the text; few rows of four numbers need larger steps, and fewer.
    const changed = yaml
      .replace(/^data:\n(?: .*\n)+/m, data)
      .replace('title: Linear regression', 'title: My regression')
      .replace('learningRate: 0.005', 'learningRate: 0.05')
      .replace('steps: 700', 'steps: 60');
    await writeFile(join(folder, 'assignment.yaml'), changed);
    const descent = join(folder, 'solution/gradient-descent.ts');
    const solution = await readFile(descent, 'utf8');
    await writeFile(
      descent,
      solution.replace('eta = 0.005', 'eta = 0.1').replace('steps = 1000', 'steps = 100'),
    );
    await rm(join(folder, 'submissions'), { recursive: true });
  });
  afterAll(() => rm(assignments, { recursive: true, force: true }));

  test('is refused before it is calibrated, with the command that mends it', async () => {
    await expect(loadAssignmentFolder(folder)).rejects.toThrow(/out of date.*assignment calibrate/);
  });

  test('is calibrated by the page’s command, and its solutions get all points', async () => {
    const [npm, run, script, separator, ...command] = block('## 4. Calibrate', 'sh').trim().split(' ');
    expect([npm, run, script, separator]).toEqual(['npm', 'run', 'residual', '--']);
    await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(ROOT, 'apps/cli/src/main.ts'), ...command],
      { env: { ...process.env, RESIDUAL_ASSIGNMENTS: assignments } },
    );
    for (const task of ['closed-form', 'gradient-descent']) {
      const to = join(folder, 'submissions', task, 'solution_correct.ts');
      await cp(join(folder, 'solution', `${task}.ts`), to);
    }
    const [own] = await loadCorpus(assignments);
    expect(own.bundle.spec.title).toBe('My regression');
    const programs = own.programs.filter(({ name }) =>
      ['solution', 'solution+sum-for-mean', 'solution+not-assigned'].includes(name.split('/').at(-1)!),
    );
    expect(programs.length).toBeGreaterThanOrEqual(5);
    const sandbox = await openSandbox(1);
    try {
      const graded = await gradeAll(sandbox, own, programs, { seed: 1, parallel: 1 });
      const outcomes = graded.map(({ program, evaluation }) => [program.name, evaluation.verdict]);
      expect(outcomes).toEqual(graded.map(({ program }) => [program.name, program.verdict]));
    } finally {
      await sandbox.close();
    }
  }, 120_000);
});
