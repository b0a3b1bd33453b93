// How many students have how many of the points: a bar for each tenth, the last one for all points.
import { html, type Html } from '../design/html.ts';
import type { Language } from '../language/language.ts';
import { words } from './words.ts';

const WIDTH = 12;
const GAP = 2;
const HEIGHT = 34;

/** @param scores students in each bin, the last one those with all points */
export function scoreHistogram(scores: readonly number[], language: Language): Html {
  const most = Math.max(1, ...scores);
  const width = scores.length * (WIDTH + GAP) - GAP;
  const text = scores
    .map((students, bin) => (students === 0 ? null : words[language].bin(bin, students)))
    .filter((part) => part !== null)
    .join('; ');
  return html`<svg
    class="histogram"
    viewBox="0 0 ${width} ${HEIGHT + 3}"
    role="img"
    aria-label=${text || '–'}
  >
    ${scores.map((students, bin) => {
      const height = students === 0 ? 0 : Math.max(2, (HEIGHT * students) / most);
      return html`<g>
        <title>${words[language].bin(bin, students)}</title>
        <rect class="room" x=${bin * (WIDTH + GAP)} y="0" width=${WIDTH} height=${HEIGHT} />
        <rect
          class=${bin === scores.length - 1 ? 'all' : 'some'}
          x=${bin * (WIDTH + GAP)}
          y=${(HEIGHT - height).toFixed(1)}
          width=${WIDTH}
          height=${height.toFixed(1)}
        />
      </g>`;
    })}
    <path class="base" d="M0 ${HEIGHT + 1}H${width}" />
  </svg>`;
}
