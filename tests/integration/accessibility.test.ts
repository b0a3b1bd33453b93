// Every page by axe-core, in light and dark, and a student's way through theirs by keyboard alone.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { browserIsPresent, launchBrowser } from '../e2e/browser.ts';
import { makeCourseInProgress, PASSWORD, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { emailsOf, pagesToShow, type PageToShow } from '../support/pages.ts';
import { Visits } from '../support/visits.ts';
import { startWebsite, type Website } from '../support/website.ts';

const inBrowser = browserIsPresent ? test : test.skip;

let course: CourseInProgress;
let pages: PageToShow[];
let site: Website;
let browser: Browser | undefined;
// Before useDatabase: jest ends things in the order in which they are written here.
afterAll(async () => {
  await browser?.close();
  await site.close();
});
const database = useDatabase();

beforeAll(async () => {
  course = await makeCourseInProgress(database.store);
  const ada = await database.store.db.enrollment.findFirstOrThrow({ where: { user: { email: course.ada } } });
  pages = pagesToShow(course, ada.id);
  site = await startWebsite(database.store, database.url);
  if (browserIsPresent) browser = await launchBrowser();
}, 120_000);

/** What axe finds by the rules of WCAG 2.2 AA; only the named rules if any are. */
async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const runOnly = rules
    ? { type: 'rule' as const, values: [...rules] }
    : {
        type: 'tag' as const,
        values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      };
  const { violations: found } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(options),
    { runOnly, resultTypes: ['violations' as const] },
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

const visitsIn = (colorScheme: 'light' | 'dark'): Visits =>
  new Visits(
    browser!,
    { url: site.url, emails: emailsOf(course) },
    { colorScheme, viewport: { width: 1280, height: 900 } },
  );

inBrowser(
  'axe finds nothing on any page in light, nor colours too faint in dark',
  async () => {
    const problems: Record<string, string[]> = {};
    const [light, dark] = [visitsIn('light'), visitsIn('dark')];
    for (const { name, who, path } of pages) {
      const page = await light.go(who, path);
      // What is folded is looked at, too.
      await page.evaluate(() => document.querySelectorAll('details').forEach((each) => (each.open = true)));
      const found = await violations(page);
      const faint = await violations(await dark.go(who, path), ['color-contrast']);
      if (found.length + faint.length > 0)
        problems[name] = [...found, ...faint.map((each) => `dark ${each}`)];
    }
    expect(problems).toEqual({});
  },
  180_000,
);

inBrowser(
  'no page is wider than a phone, and each says its language and title',
  async () => {
    const phone = new Visits(
      browser!,
      { url: site.url, emails: emailsOf(course) },
      { viewport: { width: 390, height: 844 }, locale: 'de-DE' },
    );
    const problems: string[] = [];
    for (const { name, who, path } of pages) {
      const page = await phone.go(who, path);
      const [width, language] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.lang,
      ]);
      if (width !== 390) problems.push(`${name}: ${width} wide`);
      if (language !== 'de') problems.push(`${name}: in ${language}`);
    }
    expect(problems).toEqual([]);
  },
  120_000,
);

inBrowser(
  'a student logs in, finds their mistake and logs out by keyboard alone',
  async () => {
    const context = await browser!.newContext();
    const page = await context.newPage();
    await page.goto(new URL('/login', site.url).href);
    await page.keyboard.type(course.emmy);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/courses\//);

    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Latest submission');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/submissions\//);
    await tabTo(page, 'Program gradient-descent.ts');
    await page.keyboard.press('Enter');
    expect(await page.locator('details.program[open]').count()).toBe(1);
    await tabTo(page, 'Log out');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/login/);
    await context.close();
  },
  60_000,
);

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement?.textContent ?? '').replaceAll(/\s+/g, ' ').trim());

/** Presses Tab until something with that text has the focus, which can be seen. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) !== text) continue;
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    expect(outline).not.toBe('none');
    return;
  }
  throw new Error(`the key Tab does not lead to "${text}"`);
}
