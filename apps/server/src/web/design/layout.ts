// The frame of every page.
import type { Viewer } from '@residual/store';
import { assetUrl } from '../assets.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../language/language.ts';
import { html, renderDocument, type Html } from './html.ts';
import { logo } from './logo.ts';
import { words } from './words.ts';

export interface Page {
  readonly title: string;
  readonly viewer: Viewer | null;
  readonly body: Html;
  readonly language?: Language;
  /** Leads from the outside in; the page itself is not in it. */
  readonly crumbs?: readonly { readonly href: string; readonly text: string }[];
  /** The pages beside this one, from `staffTabs` or `studentTabs`. */
  readonly tabs?: readonly Tab[];
  /** Where the page hears that it has changed; it then fetches itself again (browser/parts/live.ts). */
  readonly liveUrl?: string;
  /** Something on the page is being graded: it looks again by itself now and then, whatever it hears. */
  readonly unfinished?: boolean;
  readonly wide?: boolean;
  /** Of static/, beside those of every page. */
  readonly stylesheets?: readonly string[];
  readonly scripts?: readonly string[];
}

export interface Tab {
  readonly href: string;
  readonly text: string;
  readonly isCurrent: boolean;
}

const STYLESHEETS = ['residual.css'];
const SCRIPTS = ['residual.js'];

export function renderPage(page: Page): string {
  const { language = 'en' } = page;
  return renderDocument(html`
    <html lang=${language}>
      <head>
        <meta charset="utf-8" />
        <title>${page.title} · Residual</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" type="image/svg+xml" href=${assetUrl('icon.svg')} />
        ${[...STYLESHEETS, ...(page.stylesheets ?? [])].map(
          (file) => html`<link rel="stylesheet" href=${assetUrl(file)} />`,
        )}
        ${[...SCRIPTS, ...(page.scripts ?? [])].map(
          (file) => html`<script type="module" src=${assetUrl(file)}></script>`,
        )}
        ${page.unfinished && html`<noscript><meta http-equiv="refresh" content="3" /></noscript>`}
      </head>
      <body data-live-url=${page.liveUrl} data-words=${JSON.stringify(words[language].scripts)}>
        <a class="skip" href="#content">${words[language].skip}</a>
        ${siteHeader(page, language)}
        <main
          id="content"
          class=${page.wide ? 'wide' : undefined}
          data-unfinished=${page.unfinished ? '' : undefined}
        >
          ${page.body}
        </main>
        ${footer(language)}
      </body>
    </html>
  `);
}

function siteHeader({ viewer, crumbs = [], tabs = [] }: Page, language: Language): Html {
  const say = words[language];
  return html`
    <header class="site">
      <div class="site-line">
        <a class="brand" href="/">${logo}<span>Residual</span></a>
        ${
          crumbs.length > 0 &&
          html`<nav class="crumbs" aria-label=${say.breadcrumb}>
            <ol>
              ${crumbs.map((crumb) => html`<li><a href=${crumb.href}>${crumb.text}</a></li>`)}
            </ol>
          </nav>`
        }
        ${
          viewer &&
          html`<form class="account" method="post" action="/logout">
            <a href="/account" title=${viewer.email}
              ><span class="visually-hidden">${say.account}: </span>${viewer.name}</a
            >
            <button class="quiet" type="submit">${say.logOut}</button>
          </form>`
        }
      </div>
      ${
        tabs.length > 0 &&
        html`<nav class="tabs" aria-label=${say.pagesOf}>
          <ul>
            ${tabs.map(
              ({ href, text, isCurrent }) =>
                html`<li><a href=${href} aria-current=${isCurrent ? 'page' : undefined}>${text}</a></li>`,
            )}
          </ul>
        </nav>`
      }
    </header>
  `;
}

const footer = (language: Language): Html =>
  html`<footer class="site-foot">
    <form method="post" action="/language" aria-label=${words[language].language}>
      ${LANGUAGES.map((each) =>
        each === language
          ? html`<span aria-current="true">${LANGUAGE_NAMES[each]}</span>`
          : html`<button class="link" name="language" value=${each} lang=${each}>
              ${LANGUAGE_NAMES[each]}
            </button>`,
      )}
    </form>
  </footer>`;
