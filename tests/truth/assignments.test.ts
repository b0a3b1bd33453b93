// What every assignment's folder must keep to, and figures of the reference from elsewhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadCorpus } from './corpus.ts';

const ASSIGNMENTS = join(import.meta.dirname, '../../assignments');

/** NumPy 2.4.6 (lstsq; plain descent) on the same rows: loss of the reference's w on training, validation, hidden rows. */
const NUMPY: Readonly<Record<string, readonly [number, number, number]>> = {
  'linear-regression/closed-form': [0.0239126435660341, 55.87087974596081, 52.102205976796334],
  'linear-regression/gradient-descent': [0.40322736924496033, 0.4594866979185305, 0.43071730815953757],
  'logistic-regression/fixed-data': [0.35910759328585995, 0.37853183089724696, 0.36531324616532274],
  'logistic-regression/placeholders': [0.35910759328585995, 0.37853183089724696, 0.36531324616532274],
};

/** A program without its first comment and the line that names its cause. */
const body = (text: string): string[] =>
  text
    .split('\n')
    .slice(1)
    .filter((line) => !line.startsWith('// Cause:'));

const corpus = await loadCorpus(ASSIGNMENTS);

describe.each(corpus)('$slug', ({ slug, bundle, programs }) => {
  const read = (path: string): string => readFileSync(join(ASSIGNMENTS, slug, path), 'utf8');

  test.each(bundle.spec.tasks)(
    '$name has its solution and a short run of its starter in the corpus',
    ({ name }) => {
      expect(body(read(`submissions/${name}/solution_correct.ts`))).toEqual(
        body(read(`solution/${name}.ts`)),
      );
      const starter = readdirSync(join(ASSIGNMENTS, slug, 'submissions', name)).find((file) =>
        file.startsWith('untouched-starter_'),
      )!;
      const short = (text: string) => text.replace(/const steps = \d+/, 'const steps = 20');
      expect(body(short(read(`submissions/${name}/${starter}`)))).toEqual(
        body(short(read(`starter/${name}.ts`))),
      );
    },
  );

  test('states a cause for its wrong programs, and none for the right ones', () => {
    for (const { name, verdict, cause } of programs)
      if (verdict !== 'wrong' && verdict !== 'partial') expect([name, cause]).toEqual([name, null]);
  });
});

test.each(Object.entries(NUMPY))('%s has the reference figures that NumPy computes', (name, figures) => {
  const [slug, task] = name.split('/');
  const { bundle } = corpus.find((each) => each.slug === slug)!;
  const { training, validation, hidden } = bundle.calibration.tasks[task];
  [training, validation, hidden].forEach(({ value }, i) => {
    expect(Math.abs(value / figures[i] - 1)).toBeLessThan(1e-9);
  });
});

test('the corpus holds at least 150 programs', () => {
  const all = corpus.flatMap(({ programs }) => programs);
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});
