// Two people in a real browser, over everything that `npm start` runs: a student's evening, and an instructor's Monday
// after it. Nothing is reloaded by hand where a page says that it is live.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { browserIsPresent, launchBrowser } from './browser.ts';
import { WorkingTree } from './student.ts';
import { ROOT, startSystem, type System } from './system.ts';

const inBrowser = browserIsPresent ? test : test.skip;
const LINEAR = join(ROOT, 'assignments/linear-regression');

describe('in a browser', () => {
  let system: System;
  let folder: string;
  let browser: Browser;
  const problems: string[] = [];

  beforeAll(async () => {
    if (!browserIsPresent) return;
    folder = await mkdtemp(join(tmpdir(), 'residual-walks-'));
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  }, 120_000);
  afterAll(async () => {
    if (!browserIsPresent) return;
    await browser.close();
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  async function logIn(account: { email: string; password: string }): Promise<Page> {
    const context = await browser.newContext({ acceptDownloads: true });
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(system.demo.url);
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(/\/courses\//);
    return page;
  }

  inBrowser(
    'a student pushes three times, understands two mistakes, and passes',
    async () => {
      const [ada] = system.demo.students;
      const page = await logIn(ada);
      const card = page.locator('#assignment-linear-regression');
      await card.getByText('Nothing handed in yet').waitFor();

      // The address on the page, with the token that is made there.
      await page.getByRole('link', { name: 'Access' }).click();
      await page.getByRole('button', { name: 'Make a new token' }).click();
      const address = await page.locator('pre.command', { hasText: 'git clone' }).innerText();
      const cloneUrl = /git clone (\S+)/.exec(address)![1];
      const tree = await WorkingTree.clone(cloneUrl, join(folder, 'ada'));
      await page.getByRole('link', { name: 'Assignments' }).click();

      const push = async (closedForm: string, message: string): Promise<void> => {
        await tree.lay(
          join(LINEAR, 'submissions/closed-form', closedForm),
          'linear-regression/closed-form.ts',
        );
        await tree.lay(join(LINEAR, 'solution/gradient-descent.ts'), 'linear-regression/gradient-descent.ts');
        await tree.commit(message);
        expect((await tree.push()).exitCode).toBe(0);
      };

      await push('syntax-error_compile-error.ts', 'a first try');
      await card.getByText('compile error').waitFor();
      await card.getByRole('link', { name: 'Latest submission' }).click();
      await page.locator('.error .source .fault').first().waitFor();
      await page.getByRole('link', { name: 'Assignments' }).click();

      await push('sum-instead-of-mean_wrong.ts', 'it compiles');
      await card.getByText('wrong', { exact: true }).waitFor();
      await card.getByRole('link', { name: 'Latest submission' }).click();
      await page.locator('.diagnosis h3').first().waitFor();
      await page.getByText('Changes since the submission of').first().waitFor();
      await page.locator('.graph img').first().waitFor();
      await page.getByRole('link', { name: 'Assignments' }).click();
      await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));

      await push('solution_correct.ts', 'the mean');
      await card.getByText('20 of 20 points').waitFor();
      expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
      expect(await card.locator('.badge.verdict-correct').count()).toBe(2);

      await page.getByRole('link', { name: 'Your data' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download as JSON' }).click();
      const data = JSON.parse(await readFile(await (await download).path(), 'utf8'));
      expect(data.submissions).toHaveLength(3);
      expect(problems).toEqual([]);
    },
    180_000,
  );

  inBrowser(
    'an instructor adds a student, sets a deadline, extends it for one, regrades, exports, and finds it in the log',
    async () => {
      const page = await logIn(system.demo.instructor);
      const tab = (name: string) =>
        page.getByRole('navigation', { name: 'Pages of the course' }).getByRole('link', { name });

      await tab('Roster').click();
      await page.getByLabel('List', { exact: true }).fill('name,email\nMary Somerville,mary@example.org\n');
      await page.getByRole('button', { name: 'Look at it first' }).click();
      await page.getByRole('button', { name: /^Add 1/ }).click();
      await page.getByText('shown only now').first().waitFor();

      await tab('Assignments').click();
      await page.getByRole('link', { name: 'Linear regression' }).first().click();
      const settings = page.locator('form.settings');
      await settings.getByLabel(/^Deadline/).fill('2026-01-31T23:59');
      await settings.getByLabel('Reason').fill('as announced');
      await page.getByRole('button', { name: 'Show what changes' }).click();
      await page.getByRole('button', { name: 'Save the settings' }).click();
      await page.getByText('The settings are saved').waitFor();

      await tab('Gradebook').click();
      const row = page.getByRole('row', { name: /Ada Lovelace/ });
      await row.getByText('late').first().waitFor();
      await row.getByRole('link', { name: 'Ada Lovelace' }).click();
      await page.goto(`${page.url().split('?')[0]}?assignment=linear-regression`);
      const form = (name: string) =>
        page.locator('form', { has: page.getByRole('button', { name, exact: true }) });
      await form('Grant the extension')
        .getByLabel(/^Until/)
        .fill('2030-01-31T23:59');
      await form('Grant the extension').getByLabel('Reason').fill('ill for a week');
      await form('Grant the extension').getByRole('button').click();
      await page.getByText('ill for a week').first().waitFor();

      await form('Grade again').getByLabel('Reason').fill('the checks were mended');
      await form('Grade again').getByRole('button').click();
      await page.waitForURL(/\/regrades\//);
      const publish = page.getByRole('button', { name: 'Publish' });
      // The page looks by itself how far it is.
      await publish.waitFor();
      await publish.click();
      await page.getByText('Published: the new results count now.').waitFor();

      await tab('Export').click();
      await page.locator('input[name=format][value=csv]').check();
      await page.getByRole('button', { name: 'Preview' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download', exact: true }).click();
      expect(await readFile(await (await download).path(), 'utf8')).toMatch(/ada@[^]*\b20\b/);
      await tab('Audit').click();
      for (const what of ['ill for a week', 'the checks were mended'])
        await page.getByText(what).first().waitFor();
      expect(problems).toEqual([]);
    },
    180_000,
  );
});
