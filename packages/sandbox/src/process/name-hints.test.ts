import { expect, test } from '@jest/globals';
import { withNameHint } from './name-hints.ts';

const names = {
  tensorflow: ['reduceMean', 'matmul', 'Session'],
  numpy: ['square'],
  data: ['Xtrn', 'ntrn', 'dim'],
};
const hinted = (message: string): string =>
  withNameHint({ kind: 'TypeError', message, stack: [] }, names).message;

test('a misspelt import from "data" is told the nearest name and all names', () => {
  expect(hinted("The requested module 'data' does not provide an export named 'nTrn'")).toBe(
    "The requested module 'data' does not provide an export named 'nTrn'. Did you mean ntrn? " +
      '"data" has Xtrn, ntrn, dim.',
  );
});

test.each([
  ['tf.reduceMeen is not a function', 'Did you mean tf.reduceMean?'],
  ['tf.session is not a constructor', 'Did you mean tf.Session?'],
  ['np.sqaure is not a function', 'Did you mean np.square?'],
  ['require is not defined', 'import tf from "tensorflow"'],
])('"%s" gets the hint "%s"', (message, hint) => {
  expect(hinted(message)).toContain(hint);
});

test.each(['loss.reduceMeen is not a function', 'tf.qqqqqqqqqq is not a function', 'x is not defined'])(
  '"%s" stays as it is',
  (message) => {
    expect(hinted(message)).toBe(message);
  },
);
