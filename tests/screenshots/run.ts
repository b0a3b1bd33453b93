// npm run screenshots -- [--out build/screenshots] [--only NAME …] [--variants light …]
// Every page of a course in the middle of the term: light, dark, as wide as a phone, in German.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations, openStore, startEmbeddedPostgres } from '@residual/store';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { browserIsPresent, launchBrowser } from '../e2e/browser.ts';
import { makeCourseInProgress, PASSWORD } from '../support/course-in-progress.ts';
import { startWebsite } from '../support/website.ts';
import { pagesToShow, type Who } from './pages.ts';

const VARIANTS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: { width: 1280, height: 900 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  german: { viewport: { width: 1280, height: 900 }, locale: 'de-DE' },
};

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'build/screenshots' },
    only: { type: 'string', multiple: true },
    variants: { type: 'string', multiple: true, default: Object.keys(VARIANTS) },
  },
});
if (!browserIsPresent) {
  console.error('There is no Chromium on this machine: install the package `chromium`.');
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), 'residual-screenshots-'));
const postgres = await startEmbeddedPostgres({ folder });
const url = postgres.url('postgres');
await applyMigrations(url);
const store = openStore(url);
const course = await makeCourseInProgress(store);
const site = await startWebsite(store, url);
const browser = await launchBrowser();
try {
  const pages = pagesToShow(course).filter(({ name }) => !options.only || options.only.includes(name));
  for (const variant of options.variants) {
    const visits = await openVisits(browser, variant);
    await mkdir(join(options.out, variant), { recursive: true });
    for (const { name, who, path } of pages) {
      const visit = await visits(who);
      await visit.goto(new URL(path, site.url).href);
      await loadImages(visit);
      await visit.screenshot({ path: join(options.out, variant, `${name}.png`), fullPage: true });
    }
  }
  console.log(`${options.out}: ${pages.length} pages, each ${options.variants.join(', ')}`);
} finally {
  await browser.close();
  await site.close();
  await store.close();
  await postgres.stop();
  await rm(folder, { recursive: true });
}

/** Those below the fold, too. */
async function loadImages(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const images = [...document.querySelectorAll('img')];
    for (const image of images) image.loading = 'eager';
    await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
  });
  await page.waitForTimeout(100);
}

/** @returns a page of somebody who has logged in, one for each */
async function openVisits(from: Browser, variant: string): Promise<(who: Who) => Promise<Page>> {
  const known = new Map<Who, Page>();
  const emails: Readonly<Record<Who, string | null>> = {
    nobody: null,
    instructor: course.instructor,
    ada: course.ada,
    emmy: course.emmy,
    carl: 'gauss@example.edu',
  };
  return async (who) => {
    const found = known.get(who);
    if (found) return found;
    const context = await from.newContext(VARIANTS[variant]);
    const page = await context.newPage();
    const email = emails[who];
    if (email !== null) {
      await page.goto(new URL('/login', site.url).href);
      await page.locator('#email').fill(email);
      await page.locator('#password').fill(PASSWORD);
      await page.locator('main button[type=submit]').click();
      await page.waitForURL((address) => address.pathname !== '/login');
    }
    known.set(who, page);
    return page;
  };
}
