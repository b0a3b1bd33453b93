// A made-up set of grey images with two kinds of glyph on them, rings (+1) and crosses (−1), drawn over
// clutter. Only + − × ÷ and square roots are used, which IEEE 754 rounds exactly, and an integer generator:
// every machine makes the same bits.
//
// The constants are chosen so that linear models meet what they meet on real image data: smooth images leave
// hundreds of directions of tiny variance, so the closed form overfits grossly while gradient descent, which
// hardly moves along them, generalises. glyphs.test.ts pins those figures.
import { createRandom, type Random } from './random.ts';

export const SIDE = 24;
export const PIXELS = SIDE * SIDE;

export interface LabelledRows {
  /** rows × 576, row-major; grey levels k/256 with k in 0…255, which float32 holds exactly. */
  readonly inputs: Float64Array;
  /** rows × 1; +1 or −1. */
  readonly labels: Float64Array;
  readonly rows: number;
}

/** A spot or stroke fades with the squared distance over its squared width: 1 at its heart, 1/4 at its width. */
const fade = (distanceSquared: number, width: number): number => {
  const q = 1 + distanceSquared / (width * width);
  return 1 / (q * q);
};

/** Squared distance of (x, y) from the segment that runs from −(ux, uy)·length to +(ux, uy)·length. */
function fromSegment(x: number, y: number, ux: number, uy: number, length: number): number {
  const along = Math.max(-length, Math.min(length, x * ux + y * uy));
  const dx = x - along * ux;
  const dy = y - along * uy;
  return dx * dx + dy * dy;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly grey: number;
}

function drawImage(random: Random, label: number, pixels: Float64Array): void {
  const middle = (SIDE - 1) / 2;
  const x0 = middle + 1.1 * random.bell();
  const y0 = middle + 1.1 * random.bell();
  const size = random.between(5, 8.5);
  const stroke = random.between(1.2, 2.2);
  const contrast = random.between(-0.02, 0.38);
  const slant = random.between(-0.35, 0.35);
  const slantNorm = Math.sqrt(1 + slant * slant);
  const [ux, uy] = [(1 - slant) / (slantNorm * Math.SQRT2), (1 + slant) / (slantNorm * Math.SQRT2)];

  const ground = random.between(0.15, 0.55);
  const tiltX = 0.008 * random.bell();
  const tiltY = 0.008 * random.bell();
  const clutter: Spot[] = Array.from({ length: 10 }, () => ({
    x: random.between(-2, SIDE + 1),
    y: random.between(-2, SIDE + 1),
    width: random.between(0.8, 4),
    grey: 0.18 * random.bell(),
  }));
  const grain = random.uniform() < 0.03 ? 0.1 : 0.003;

  for (let i = 0; i < PIXELS; i += 1) {
    const column = i % SIDE;
    const row = (i - column) / SIDE;
    const x = column - x0;
    const y = row - y0;
    let grey = ground + tiltX * (column - middle) + tiltY * (row - middle);
    for (const spot of clutter) {
      const dx = column - spot.x;
      const dy = row - spot.y;
      grey += spot.grey * fade(dx * dx + dy * dy, spot.width);
    }
    if (label > 0) {
      const off = Math.sqrt(x * x + y * y) - size;
      grey += contrast * fade(off * off, stroke);
    } else {
      const nearest = Math.min(fromSegment(x, y, ux, uy, size), fromSegment(x, y, -uy, ux, size));
      grey += contrast * fade(nearest, stroke);
    }
    grey += grain * random.bell();
    pixels[i] = Math.max(0, Math.min(255, Math.floor(grey * 256))) / 256;
  }
}

/** Draws `rows` images; the same seed gives the same bits everywhere. */
export function drawGlyphs(seed: number, rows: number): LabelledRows {
  const random = createRandom(seed);
  const inputs = new Float64Array(rows * PIXELS);
  const labels = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const label = random.uniform() < 0.5 ? 1 : -1;
    labels[row] = label;
    drawImage(random, label, inputs.subarray(row * PIXELS, (row + 1) * PIXELS));
  }
  return { inputs, labels, rows };
}
