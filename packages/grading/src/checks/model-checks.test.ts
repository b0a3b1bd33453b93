// Checks in which the grader itself runs `train`, and those about where the gradient comes from.
import { describe, expect, test } from '@jest/globals';
import { passOf, raceLearningRates } from '../reference/learning-rates.ts';
import { gradientAt, lossAt } from '../reference/loss.ts';
import { DATA, gradeSource, type Parts, programOf, type TinyTask } from '../testing/tiny-course.ts';

const grade = (kind: TinyTask, check: object, parts: Parts = {}) =>
  gradeSource(programOf(kind, parts), { kind, checks: [check] });
const only = (kind: TinyTask, check: object, parts?: Parts) => grade(kind, check, parts).checks[0];

describe('convergence', () => {
  const check = { check: 'convergence', within: 60, partial: 'proportional' };

  test('counts the runs that `train` takes to the reference, whatever the program did', () => {
    const { status, figure } = only('descent', check, { steps: 0 });
    expect(status).toBe('passed');
    expect(figure).toMatch(/after 50 runs/);
  });

  test('gives a part of the points for a part of the way', () => {
    const { status, points } = only('descent', check, { eta: 0.02 });
    expect(status).toBe('failed');
    expect(Number(points)).toBeGreaterThan(0);
    expect(Number(points)).toBeLessThan(1);
  });

  test('says that the steps are too large', () => {
    expect(only('descent', check, { eta: 1e20, steps: 2 }).message).toMatch(/infinite/);
  });
});

describe('learning-rate', () => {
  const check = { check: 'learning-rate', baseline: 0.05, horizon: 60, factor: 3 };

  test('accepts an η that takes a third of the runs, and shows the board', () => {
    const { status, figure } = only('logistic', check, { eta: 0.5 });
    expect(status).toBe('passed');
    expect(figure).toMatch(/your η = 0\.5 takes 6 runs.*η = 0\.05: 60, η = 0\.15: 20, η = 0\.5: 6/);
  });

  test('reports the board for pages, the submission’s own η on it', () => {
    const { board } = grade('logistic', check, { eta: 0.5 });
    expect(board).toMatchObject({ baseline: 0.05, horizon: 60, most: 20, own: { steps: 6 } });
    expect(board!.own.eta).toBeCloseTo(0.5, 3);
    expect(board!.board.find(({ eta }) => Math.abs(eta - 0.5) < 1e-9)?.steps).toBe(6);
  });

  test.each([
    [0.05, 'eta-too-small'],
    [0.1, 'eta-too-small'],
  ])('refuses η = %s', (eta, cause) => {
    const { checks, diagnoses } = grade('logistic', check, { eta });
    expect(checks[0].status).toBe('failed');
    expect(diagnoses.map(({ name }) => name)).toContain(cause);
  });

  test('runs the columns of a board as gradient descent does each of them alone', () => {
    const columns = [new Float64Array([0.1, 0, 0.3, -1]), new Float64Array(4)];
    const { losses, gradients } = passOf('logistic', DATA.training, columns);
    columns.forEach((w, c) => {
      expect(losses[c]).toBeCloseTo(lossAt('logistic', DATA.training, w), 12);
      gradientAt('logistic', DATA.training, w).forEach((g, j) => expect(gradients[c][j]).toBeCloseTo(g, 12));
    });
  });

  test('a learning rate k times the baseline’s takes about a kth of its steps while both are small', () => {
    const { board } = raceLearningRates('logistic', DATA.training, { baseline: 0.001, horizon: 300 });
    expect(board.find(({ eta }) => eta === 0.01)?.steps).toBe(30);
    expect(board.find(({ eta }) => eta === 0.03)?.steps).toBe(10);
  });
});

describe('where the gradient comes from', () => {
  const hand = 'tf.matmul(tf.transpose(X), Y.mul(tf.sigmoid(Y.mul(tf.matmul(X, w)).neg()))).mul(-1 / 30)';
  const own = (gradient: string) => `(() => {
    const gradient = tf.identity(${gradient}, 'gradient');
    return w.assign(w.sub(gradient.mul(eta)), 'train');
  })()`;

  test.each([
    ['uses-autodiff', 'tf.gradients(loss, [w])[0]', hand],
    ['avoids-autodiff', hand, 'tf.gradients(loss, [w])[0]'],
    ['analytic-gradient', hand, 'tf.gradients(loss, [w])[0]'],
    ['analytic-gradient', hand, `${hand}.mul(2)`],
    ['analytic-gradient', hand, `tf.sign(${hand})`],
  ])('%s accepts the one and refuses the other', (check, accepted, refused) => {
    const passes = (gradient: string) =>
      only('logistic', { check }, { train: own(gradient), steps: 2 }).status;
    expect([passes(accepted), passes(refused)]).toEqual(['passed', 'failed']);
  });

  test('autodiff below another name is found', () => {
    const train = own("tf.gradients(loss, [w], { name: 'mine' })[0]");
    expect(only('logistic', { check: 'avoids-autodiff' }, { train, steps: 2 }).status).toBe('failed');
  });

  test('a scope that is called gradients is no autodiff', () => {
    const train = own(`tf.nameScope('gradients', () => ${hand})`);
    expect(only('logistic', { check: 'avoids-autodiff' }, { train, steps: 2 }).status).toBe('passed');
  });

  test('speed is told only where there is a clock, and never counts', () => {
    const { figure } = only('logistic', { check: 'analytic-gradient' }, { train: own(hand), steps: 2 });
    expect(figure).toMatch(/from autodiff of your loss/);
    expect(figure).not.toMatch(/ms/);
  });

  test('a gradient that is right but for a number is told so', () => {
    const { diagnoses } = grade(
      'logistic',
      { check: 'analytic-gradient' },
      { train: own(`${hand}.mul(30)`), steps: 2 },
    );
    expect(diagnoses).toContainEqual(
      expect.objectContaining({ name: 'gradient-factor', evidence: expect.stringMatching(/30 times/) }),
    );
  });
});
