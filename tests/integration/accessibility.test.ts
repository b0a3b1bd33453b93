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

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

inBrowser(
  'axe finds nothing on any page, in light or dark, and none is wider than a phone',
  async () => {
    const problems: Record<string, string[]> = {};
    const visits = new Visits(browser!, { url: site.url, emails: emailsOf(course) }, { viewport: DESK });
    for (const { name, who, path } of pages) {
      const page = await visits.go(who, path);
      const found = await violations(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const faint = await violations(page, ['color-contrast']);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(PHONE);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      await page.setViewportSize(DESK);
      const all = [
        ...found,
        ...faint.map((each) => `in dark ${each}`),
        ...(width > PHONE.width ? [`${width} wide`] : []),
      ];
      if (all.length > 0) problems[name] = all;
    }
    expect(problems).toEqual({});
  },
  180_000,
);

inBrowser(
  'axe finds nothing in what is folded on the page of a submission',
  async () => {
    const visits = new Visits(browser!, { url: site.url, emails: emailsOf(course) }, { viewport: DESK });
    const page = await visits.go('instructor', `/submissions/${course.submissions.kurtDiverged}`);
    await page.evaluate(() => document.querySelectorAll('details').forEach((each) => (each.open = true)));
    expect(await violations(page)).toEqual([]);
  },
  60_000,
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
