// numpy as programs see it, case by case, beside what NumPy 1.26 made of the same source, printed as 1.13 did.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { numpyPage } from '../../scripts/numpy-page/page.ts';
import { startNumpy } from '@residual/python/numpy-in-node';
import { differences, type CaseGroup, type Outcome } from './numpy/compare.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const groups = JSON.parse(read('../oracles/numpy_cases.json')) as readonly CaseGroup[];

let python: Awaited<ReturnType<typeof startNumpy>>;
let evaluate: (sources: string) => string;

beforeAll(async () => {
  python = await startNumpy();
  python.runPython(read('numpy/evaluate.py'));
  evaluate = python.globals.get('evaluate') as typeof evaluate;
});

describe('numpy gives what NumPy gives', () => {
  test.each(groups.map((group) => [group.group, group.cases.length, group] as const))(
    '%s (%d cases)',
    (_, count, group) => {
      const outcomes = JSON.parse(
        evaluate(JSON.stringify(group.cases.map(({ source }) => source))),
      ) as Outcome[];
      expect(outcomes).toHaveLength(count);
      expect(group.cases.flatMap((expected, i) => differences(group, expected, outcomes[i]))).toEqual([]);
    },
  );
});

describe('what there is not', () => {
  test.each([
    [
      'np.arrange(3)',
      "AttributeError: module 'numpy' has no attribute 'arrange' here; did you mean 'numpy.arange'?",
    ],
    [
      'np.linalg.invert(0)',
      "AttributeError: module 'numpy.linalg' has no attribute 'invert' here; did you mean 'numpy.linalg.inv'?",
    ],
    [
      'np.random.default_rng(0)',
      "AttributeError: module 'numpy.random' has no attribute 'default_rng' here; see numpy.random.RandomState(seed)",
    ],
    [
      'np.complex128(1)',
      "AttributeError: module 'numpy' has no attribute 'complex128' here: complex numbers are not supported",
    ],
    [
      'np.zeros(2, complex)',
      'TypeError: arrays of complex numbers are not supported here; the dtypes are bool, int8, uint8, int16, uint16, int32, uint32, int64, float32, float64',
    ],
    [
      "np.array(['a'])",
      'TypeError: arrays of text are not supported here; convert to numbers first, as with float(word)',
    ],
    ['np.arange(3) * 2 ** 60', 'OverflowError: Python int too large to convert to C long'],
    [
      'np.array([2 ** 52]) * 4',
      'OverflowError: int64 values beyond 2**53 are not kept exactly here; use dtype float64, or Python integers',
    ],
    [
      "np.load('x.npy')",
      'NotImplementedError: np.load is not there: no file outlives a program here; np.savetxt writes text to io.StringIO()',
    ],
    [
      'np.linalg.eigvals([[0, -1], [1, 0]])',
      'NotImplementedError: the matrix has complex eigenvalues, which are not supported here',
    ],
  ])('%s is refused in words that help', (source, message) => {
    const [outcome] = JSON.parse(evaluate(JSON.stringify([source]))) as Outcome[];
    expect(`${outcome.error}: ${outcome.message}`).toBe(message);
  });
});

test('a warning names the line of the program, once', () => {
  python.runPython(`
import contextlib, io, warnings
import numpy as np
printed = io.StringIO()
program = compile("import numpy as np\\nfor i in range(3):\\n    np.log(np.zeros(2))\\n", 'program.py', 'exec')
with contextlib.redirect_stderr(printed), warnings.catch_warnings():
    exec(program, {'__name__': 'program'})
`);
  expect(String(python.runPython('printed.getvalue()'))).toBe(
    'program.py:3: RuntimeWarning: divide by zero encountered in log\n',
  );
});

test('of 4,000 normal numbers at most 1 is not those of NumPy to the last digit', () => {
  const bits = JSON.parse(read('../oracles/numpy_randn.json')) as {
    readonly seed: number;
    readonly values: readonly number[];
  };
  python.globals.set('seed', bits.seed);
  const drawn = python
    .runPython(`np.random.seed(seed); np.random.randn(${bits.values.length}).tolist()`)
    .toJs() as number[];
  expect(drawn.filter((value, i) => value !== bits.values[i]).length).toBeLessThan(2);
});

test('docs/numpy.md is up to date (node scripts/numpy-page/write.ts writes it)', () => {
  expect(read('../../docs/numpy.md')).toBe(numpyPage(python));
});
