import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDataSet, parseAssignmentSpec, readNpy } from '@residual/assignments';
import { importData, parseTable } from './import-data.ts';

const YAML = join(import.meta.dirname, '../../../assignments/linear-regression/assignment.yaml');

describe('importing rows', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'residual-import-'));
    await cp(YAML, at('assignment.yaml'));
    // as numpy.savetxt writes them
    await writeFile(
      at('X.txt'),
      [1, 2, 3, 4, 5].map((i) => `${i}.000000000000000000e+00 -${i}e-1\n`).join(''),
    );
    await writeFile(at('Y.txt'), '1\n-1\n1\n-1\n1\n');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('writes files that the assignment then has its data from, the last rows hidden', async () => {
    const said = await importData('mine', folder, { inputs: at('X.txt'), labels: at('Y.txt'), hide: 2 });
    expect(said).toMatch(/3 rows of 2 numbers .* 2 hidden/);
    const text = await readFile(at('assignment.yaml'), 'utf8');
    expect(text).toContain('# the bar that the final w has to clear');
    const { data } = parseAssignmentSpec('mine', text);
    if (data.source !== 'files') throw new Error(data.source);
    const files = new Map<string, Uint8Array>();
    for (const name of [data.inputs, data.labels, data.hiddenInputs, data.hiddenLabels])
      files.set(name, new Uint8Array(await readFile(at(name))));
    const { training, validation, hidden } = buildDataSet({ assignment: 'mine', data, files });
    expect([...training.inputs]).toEqual([1, -0.1, 3, -0.3]);
    expect([...validation.inputs]).toEqual([2, -0.2]);
    expect([...hidden.inputs]).toEqual([4, -0.4, 5, -0.5]);
    expect([...hidden.labels]).toEqual([-1, 1]);
  });

  test('takes hidden rows from files of their own, .npy too', async () => {
    await importData('mine', folder, { inputs: at('X.txt'), labels: at('Y.txt'), hide: 2 });
    const [hiddenInputs, hiddenLabels] = [at('hidden-inputs.npy'), at('hidden-labels.npy')];
    await importData('mine', folder, {
      inputs: at('X.txt'),
      labels: at('Y.txt'),
      hiddenInputs,
      hiddenLabels,
    });
    expect(readNpy(new Uint8Array(await readFile(at('inputs.npy'))))).toMatchObject({ rows: 5, columns: 2 });
    expect(readNpy(new Uint8Array(await readFile(hiddenLabels)))).toMatchObject({ rows: 2, columns: 1 });
  });

  test.each([
    [{}, /Say what is hidden/],
    [{ hide: 4 }, /from 1 to 3/],
    [{ hiddenInputs: 'x' }, /together/],
    [{ hide: 1, labels: 'X.txt' }, /one label a row/],
    [{ hide: 1, inputs: 'nowhere.txt' }, /nowhere.txt cannot be read/],
  ])('refuses %j and writes nothing', async (options, message) => {
    const { inputs = 'X.txt', labels = 'Y.txt', ...rest } = options as Record<string, string>;
    const before = await readFile(at('assignment.yaml'), 'utf8');
    await expect(
      importData('mine', folder, { ...rest, inputs: at(inputs), labels: at(labels) }),
    ).rejects.toThrow(message);
    expect(await readFile(at('assignment.yaml'), 'utf8')).toBe(before);
  });
});

test('a table names the line that is wrong', () => {
  expect(() => parseTable('X.txt', '1 2\n\n1 nan\n')).toThrow('X.txt, line 3: "nan" is no finite number.');
  expect(() => parseTable('X.txt', '1,2\n1\n')).toThrow(
    'X.txt, line 2: 1 numbers, where the first row has 2.',
  );
  expect(() => parseTable('X.txt', '# nothing\n')).toThrow('holds no numbers');
});
