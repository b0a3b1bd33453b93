// The frame of every page.
import type { Viewer } from '@residual/store';
import { assetUrl } from '../assets.ts';
import { html, renderDocument, type Html } from './html.ts';

export interface Page {
  readonly title: string;
  readonly viewer: Viewer | null;
  readonly body: Html;
  /** Leads from the outside in; the page itself is not in it. */
  readonly crumbs?: readonly { readonly href: string; readonly text: string }[];
  /** Where the page hears that it has changed; it then fetches itself again (static/live.js). */
  readonly liveUrl?: string;
  /** Something on the page is being graded: it looks again by itself now and then, whatever it hears. */
  readonly unfinished?: boolean;
  readonly wide?: boolean;
}

export function renderPage(page: Page): string {
  return renderDocument(html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${page.title} · Residual</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" type="image/svg+xml" href=${assetUrl('icon.svg')} />
        <link rel="stylesheet" href=${assetUrl('residual.css')} />
        <script type="module" src=${assetUrl('live.js')}></script>
        <script type="module" src=${assetUrl('page.js')}></script>
        ${page.unfinished && html`<noscript><meta http-equiv="refresh" content="3" /></noscript>`}
      </head>
      <body data-live-url=${page.liveUrl}>
        <a class="skip" href="#content">Skip to the content</a>
        ${siteHeader(page)}
        <main
          id="content"
          class=${page.wide ? 'wide' : undefined}
          data-unfinished=${page.unfinished ? '' : undefined}
        >
          ${page.body}
        </main>
      </body>
    </html>
  `);
}

const siteHeader = ({ viewer, crumbs = [] }: Page): Html => html`
  <header class="site">
    <a class="brand" href="/">${logo}<span>Residual</span></a>
    ${
      crumbs.length > 0 &&
      html`<nav aria-label="Breadcrumb">
        <ol>
          ${crumbs.map((crumb) => html`<li><a href=${crumb.href}>${crumb.text}</a></li>`)}
        </ol>
      </nav>`
    }
    ${
      viewer &&
      html`<form class="account" method="post" action="/logout">
        <span title=${viewer.email}>${viewer.name}</span>
        <button class="quiet" type="submit">Log out</button>
      </form>`
    }
  </header>
`;

/** A fitted line and what it leaves over. */
const logo = html`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
  <path class="residuals" d="M6 16.6V12M11 12.9V17M16 9.1V4.5M20 6v3.2" />
  <path class="fit" d="M2.5 19.4L21.5 4.8" />
  <g class="points">
    <circle cx="6" cy="12" r="1.7" />
    <circle cx="11" cy="17" r="1.7" />
    <circle cx="16" cy="4.5" r="1.7" />
    <circle cx="20" cy="9.2" r="1.7" />
  </g>
</svg>`;
