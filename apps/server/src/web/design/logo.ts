import { html } from './html.ts';

/** A fitted line and what it leaves over. */
export const logo = html`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
  <path class="residuals" d="M6 16.6V12M11 12.9V17M16 9.1V4.5M20 6v3.2" />
  <path class="fit" d="M2.5 19.4L21.5 4.8" />
  <g class="points">
    <circle cx="6" cy="12" r="1.7" />
    <circle cx="11" cy="17" r="1.7" />
    <circle cx="16" cy="4.5" r="1.7" />
    <circle cx="20" cy="9.2" r="1.7" />
  </g>
</svg>`;
