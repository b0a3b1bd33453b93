import { describe, expect, test } from '@jest/globals';
import { renderToString } from 'preact-render-to-string';
import { html } from '../design/html.ts';
import { describeCurve, seriesOf } from './curve-series.ts';
import { lossCurve, thin } from './loss-curve.ts';

const draw = (curve: Parameters<typeof lossCurve>[0]): string =>
  renderToString(html`<div>${lossCurve(curve, 'c')}</div>`);

describe('the loss curve', () => {
  test('draws finite losses, and marks where they stop being finite', () => {
    const curve = { steps: [0, 1, 2, 3], training: [1, 100, null, null], validation: [1, 90, null, null] };
    const drawing = draw(curve);
    expect(drawing).toContain('not a finite number');
    expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
    expect(describeCurve(seriesOf(curve))).toBe(
      'The training loss rises from 1 to 100 after 1 run of train. From run 2 on it is not a finite number.',
    );
  });

  test('draws the first run at the left edge and the last at the right edge of the axes', () => {
    const drawing = draw({ steps: [0, 50, 100], training: [1, 0.5, 0.2], validation: [1, 0.6, 0.4] });
    // Axes of the wide frame run from 60 to 712; 1 and 0 are the ends of the vertical axis, 30 and 296.
    expect(drawing).toContain('<path class="line training" d="M60 30L386 163L712 242.8"');
  });

  test('says of a loss that never moves where it stays', () => {
    const curve = { steps: [0, 1000], training: [1, 1], validation: [1, 1] };
    expect(describeCurve(seriesOf(curve))).toBe(
      'The training loss stays at 1 after 1,000 runs of train. Validation ends at 1.',
    );
  });

  test('says so when no loss is a number, or nothing was run', () => {
    expect(draw({ steps: [0], training: [null], validation: [null] })).toContain('No run of train left');
    expect(draw({ steps: [], training: [], validation: [] })).toContain('No run of train left');
  });

  test('shows a single run as dots on one axis', () => {
    const drawing = draw({ steps: [1], training: [1e-20], validation: [53.6] });
    expect(drawing).toContain('training 1·10⁻²⁰');
    expect(drawing).toContain('validation 53.6');
    expect(drawing).not.toContain('class="line');
  });

  test('copes with losses of zero and below', () => {
    expect(draw({ steps: [0, 1], training: [0, 0], validation: [-5, 1000] })).not.toMatch(/NaN|Infinity/);
  });

  test('keeps the spikes of a long curve', () => {
    const points = Array.from({ length: 1000 }, (_, step) => ({
      step,
      loss: step === 617 ? 99 : 1 / (step + 1),
    }));
    const kept = thin(points, 100);
    expect(kept.length).toBeLessThanOrEqual(101);
    expect(kept).toContainEqual({ step: 617, loss: 99 });
    expect(kept[kept.length - 1].step).toBe(999);
    expect(kept.map(({ step }) => step)).toEqual(kept.map(({ step }) => step).toSorted((a, b) => a - b));
  });
});
