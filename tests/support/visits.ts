// People in a real browser: one page each, logged in the first time they look at something.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { PASSWORD } from './course-in-progress.ts';
import type { Who } from './pages.ts';

export class Visits {
  readonly #browser: Browser;
  readonly #site: string;
  readonly #emails: Readonly<Record<Exclude<Who, 'nobody'>, string>>;
  readonly #options: BrowserContextOptions;
  readonly #pages = new Map<Who, Page>();

  constructor(
    browser: Browser,
    site: { readonly url: string; readonly emails: Readonly<Record<Exclude<Who, 'nobody'>, string>> },
    options: BrowserContextOptions = {},
  ) {
    this.#browser = browser;
    this.#site = site.url;
    this.#emails = site.emails;
    this.#options = options;
  }

  async go(who: Who, path: string): Promise<Page> {
    const page = this.#pages.get(who) ?? (await this.#open(who));
    await page.goto(new URL(path, this.#site).href);
    return page;
  }

  async #open(who: Who): Promise<Page> {
    const context = await this.#browser.newContext(this.#options);
    const page = await context.newPage();
    this.#pages.set(who, page);
    if (who === 'nobody') return page;
    await page.goto(new URL('/login', this.#site).href);
    await page.locator('#email').fill(this.#emails[who]);
    await page.locator('#password').fill(PASSWORD);
    await page.locator('main button[type=submit]').click();
    await page.waitForURL((address) => address.pathname !== '/login');
    return page;
  }
}
