// The product in one line: a loss on its way down, over the reference's.
import { html } from '../design/html.ts';

const STEPS = 60;

/** e^(−x/τ) from the left edge to the right, as a path. */
function falling({ tau, from, to }: { tau: number; from: number; to: number }): string {
  const points = Array.from({ length: STEPS + 1 }, (_, step) => {
    const x = step / STEPS;
    const y = to + (from - to) * Math.exp(-x / tau);
    return `${Math.round(360 * x)} ${Math.round(10 * y) / 10}`;
  });
  return `M${points.join('L')}`;
}

export const signature = html`<svg class="signature" viewBox="0 0 360 92" aria-hidden="true">
  <path class="line reference" d=${falling({ tau: 0.1, from: 6, to: 78 })} />
  <path class="line validation" d=${falling({ tau: 0.16, from: 8, to: 58 })} />
  <path class="line training" d=${falling({ tau: 0.19, from: 6, to: 79 })} />
</svg>`;
