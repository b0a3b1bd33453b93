import { expect, test } from '@jest/globals';
import { findMisnamed } from './misnamed.ts';

const assignment = { slug: 'linear-regression', tasks: ['closed-form', 'gradient-descent'] };
const hints = (...paths: string[]): string[] =>
  findMisnamed(
    paths.map((path) => ({ path, size: 1, mode: '100644', hash: 'a'.repeat(40) })),
    assignment,
  );
const closedForm = 'linear-regression/closed-form.ts';

test.each(['gradient_descent.ts', 'Gradient-Descent.ts', 'gradientDescent.ts', 'gradient-decent.ts'])(
  '%s in the folder is told its right name',
  (name) => {
    expect(hints(closedForm, `linear-regression/${name}`)).toEqual([
      `linear-regression/ has ${name}, which is not graded: rename it with\n` +
        `git mv linear-regression/${name} linear-regression/gradient-descent.ts`,
    ]);
  },
);

test('a copy beside the program of the right name replaces it only with -f', () => {
  expect(
    hints(closedForm, 'linear-regression/gradient-descent.ts', 'linear-regression/gradient_descent.ts')[0],
  ).toContain('git mv -f linear-regression/gradient_descent.ts');
});

test("a program in the repository's root is told its folder", () => {
  expect(hints(closedForm, 'gradient-descent.js')).toEqual([
    "the repository's root has gradient-descent.js, which is not graded: move it with\n" +
      'git mv gradient-descent.js linear-regression/gradient-descent.js',
  ]);
});

test('programs in Python and notebooks are graded, and what is offered in Python gets a hint only where it is missed', () => {
  const offer = 'linear-regression/python/gradient-descent.py';
  expect(hints(closedForm, 'linear-regression/gradient-descent.py', offer)).toEqual([]);
  expect(hints(closedForm, 'linear-regression/gradient-descent.ipynb')).toEqual([]);
  expect(hints(closedForm, offer)[0]).toContain(`git mv ${offer} linear-regression/gradient-descent.py`);
});

test('right names, other folders and files of other kinds get no hint', () => {
  expect(
    hints(
      closedForm,
      'linear-regression/gradient-descent.ts',
      'linear-regression/notes.ts',
      'linear-regression/gradient-descent.md',
      'old/gradient_descent.ts',
      'plot.ts',
    ),
  ).toEqual([]);
});
