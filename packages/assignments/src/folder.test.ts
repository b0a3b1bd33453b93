import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { unpackBundle } from './bundle.ts';
import { buildDataSet } from './datasets/data-set.ts';
import { publicData } from './datasets/public-data.ts';
import { loadAssignmentFolder, starterFiles } from './folder.ts';

const SOURCE = join(import.meta.dirname, '../../../assignments/linear-regression');

describe('loadAssignmentFolder', () => {
  let root: string;
  let folder: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assignment-'));
    folder = join(root, 'linear-regression');
    await cp(SOURCE, folder, { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  test('gives students the README and the starters and nothing else', async () => {
    const { starter } = await loadAssignmentFolder(folder);
    const programs = ['closed-form.ts', 'gradient-descent.ts'];
    const offered = ['python/closed-form.py', 'python/gradient-descent.py'];
    const names = ['README.md', ...programs, ...offered];
    expect([...starter.keys()].toSorted()).toEqual(names);
    expect([...(await starterFiles(folder)).keys()].toSorted()).toEqual(names);
    expect(starter.get('closed-form.ts')).toEqual(
      new Uint8Array(await readFile(join(folder, 'starter/closed-form.ts'))),
    );
  });

  test('has the same version wherever it lies, and another after any change', async () => {
    const { hash } = await loadAssignmentFolder(folder);
    expect((await loadAssignmentFolder(SOURCE)).hash).toBe(hash);
    await writeFile(join(folder, 'README.md'), 'changed');
    expect((await loadAssignmentFolder(folder)).hash).not.toBe(hash);
  });

  test('packs a bundle from which the same data can be made', async () => {
    const { bundle, spec } = await loadAssignmentFolder(folder);
    const unpacked = unpackBundle(bundle);
    expect(unpacked.slug).toBe('linear-regression');
    expect(unpacked.spec).toEqual(spec);
    expect(unpacked.calibration.tasks['closed-form'].training.value).toBeGreaterThan(0);
    const set = buildDataSet({ assignment: unpacked.slug, data: unpacked.spec.data, files: unpacked.files });
    const { data, buffers } = publicData(set);
    expect(data).toMatchObject({ Xtrn: { shape: [607, 576], dtype: 'float64' }, ntrn: 607, dim: 576 });
    expect(Object.keys(data).filter((name) => /hidden/i.test(name))).toEqual([]);
    expect(buffers).toHaveLength(4);
  });

  test('names a missing solution, starter and README together', async () => {
    await rm(join(folder, 'solution/closed-form.ts'));
    await rm(join(folder, 'starter/closed-form.ts'));
    await rm(join(folder, 'README.md'));
    await expect(loadAssignmentFolder(folder)).rejects.toMatchObject({
      problems: [
        { file: 'README.md' },
        { file: 'starter/closed-form.ts' },
        { file: 'solution/closed-form.ts' },
      ],
    });
  });

  test('says how to write a missing calibration', async () => {
    await rm(join(folder, 'calibration.json'));
    await expect(loadAssignmentFolder(folder)).rejects.toThrow(
      /calibration\.json: is missing; run: npm run residual -- assignment calibrate \S*linear-regression/,
    );
  });

  test.each([
    ['the data', 'seed: 19', 'seed: 5'],
    ['the hidden rows', 'hiddenRows: 700', 'hiddenRows: 701'],
    ['the reference', 'steps: 700', 'steps: 600'],
  ])('refuses a calibration that was made before %s changed', async (_, before, after) => {
    const path = join(folder, 'assignment.yaml');
    const text = await readFile(path, 'utf8');
    expect(text).toContain(before);
    await writeFile(path, text.replaceAll(before, after));
    await expect(loadAssignmentFolder(folder)).rejects.toThrow(
      /calibration\.json: tasks\.gradient-descent: is out of date.*; run: npm run residual -- assignment calibrate \S*linear-regression/,
    );
  });

  test('does not ask for a calibration after a change of text, points or deadline', async () => {
    const path = join(folder, 'assignment.yaml');
    await writeFile(path, (await readFile(path, 'utf8')).replace(/^title: .*$/m, 'title: Another title'));
    expect((await loadAssignmentFolder(folder)).spec.title).toBe('Another title');
  });

  test('refuses a damaged bundle', async () => {
    const { bundle } = await loadAssignmentFolder(folder);
    expect(() => unpackBundle(bundle.subarray(0, 100))).toThrow(/bundle: is damaged/);
  });
});
