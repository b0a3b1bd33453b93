// npm run screenshots -- [--out build/screenshots] [--only NAME]… [--variants light]… [--readme docs/images]
// Every page of a course in the middle of the term: light, dark, as wide as a phone, in German.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations, openStore, startEmbeddedPostgres } from '@residual/store';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { browserIsPresent, launchBrowser } from '../e2e/browser.ts';
import { makeCourseInProgress } from '../support/course-in-progress.ts';
import { emailsOf, pagesToShow } from '../support/pages.ts';
import { Visits } from '../support/visits.ts';
import { startWebsite } from '../support/website.ts';
import { takeReadmePictures } from './readme.ts';

const VARIANTS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: { width: 1280, height: 900 } },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
  german: { viewport: { width: 1280, height: 900 }, locale: 'de-DE' },
};

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'build/screenshots' },
    /** Writes only the pictures of README, there. */
    readme: { type: 'string' },
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
  const ada = await store.db.enrollment.findFirstOrThrow({ where: { user: { email: course.ada } } });
  const pages = pagesToShow(course, ada.id).filter(
    ({ name }) => !options.only || options.only.includes(name),
  );
  const people = { url: site.url, emails: emailsOf(course) };
  if (options.readme)
    await takeReadmePictures(new Visits(browser, people, VARIANTS.light), pages, options.readme);
  for (const variant of options.readme ? [] : options.variants) {
    const visits = new Visits(browser, people, VARIANTS[variant]);
    await mkdir(join(options.out, variant), { recursive: true });
    for (const { name, who, path } of pages) {
      const visit = await visits.go(who, path);
      await loadImages(visit);
      await visit.screenshot({ path: join(options.out, variant, `${name}.png`), fullPage: true });
    }
  }
  console.log(options.readme ?? `${options.out}: ${pages.length} pages, each ${options.variants.join(', ')}`);
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
