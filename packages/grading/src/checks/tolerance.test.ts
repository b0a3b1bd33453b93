// Tolerances, whatever the numbers are: NaN and infinities never pass, and a sign is never dropped.
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { agrees } from './loss-value.ts';
import { agreesWith, tensorOf } from './values.ts';

const rows = { inputs: new Float64Array(), labels: new Float64Array(), n: 0, dim: 0 };
const probe = (measured: number, reference: number, tolerance: number) =>
  agrees({ rows, w: new Float64Array(), measured, reference, tolerance });
const scalar = (x: number) => ({ dtype: 'float64', shape: [], data: Float64Array.of(x) }) as const;
const isFinite = (x: number) => Number.isFinite(x);
const finite = fc.double({ noNaN: true }).filter(isFinite);
const clear = finite.filter((x) => Math.abs(x) > 1e-3);
const tolerance = fc.double({ min: 1e-12, max: 0.1, noNaN: true });
const broken = fc.constantFrom(NaN, Infinity, -Infinity);

describe('a tolerance', () => {
  test('never lets NaN or an infinity pass', () => {
    fc.assert(
      fc.property(broken, finite, tolerance, (found, right, relative) => {
        return (
          !probe(found, right, relative) &&
          !agreesWith(scalar(found), tensorOf(right), { relative, absolute: 1 })
        );
      }),
    );
  });

  test('never takes −x for x', () => {
    fc.assert(
      fc.property(clear, tolerance, (x, relative) => {
        return !probe(-x, x, relative) && !agreesWith(scalar(-x), tensorOf(x), { relative, absolute: 1e-6 });
      }),
    );
  });

  test('lets the number itself pass, and what is twice as far off as allowed fail', () => {
    fc.assert(
      fc.property(
        clear.filter((x) => Math.abs(x) < 1e300),
        tolerance,
        (x, relative) => {
          const off = x * (1 + 2 * relative);
          return (
            probe(x, x, relative) &&
            !probe(off, x, relative) &&
            !agreesWith(scalar(off), tensorOf(x), { relative, absolute: 0 })
          );
        },
      ),
    );
  });

  test('never lets another shape pass', () => {
    fc.assert(
      fc.property(
        finite,
        (x) => !agreesWith({ ...scalar(x), shape: [1] }, tensorOf(x), { relative: 0.1, absolute: 1 }),
      ),
    );
  });
});
