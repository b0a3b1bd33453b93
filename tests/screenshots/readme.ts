// The three pictures in README: parts of pages, as WebP.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageToShow } from '../support/pages.ts';
import type { Visits } from '../support/visits.ts';

interface Picture {
  readonly file: string;
  readonly page: string;
  /** What the picture begins with; the top of the page if absent. */
  readonly from?: string;
  /** Of a page as wide as 1,280. */
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

const COLUMN = { left: 160, width: 960 } as const;

const PICTURES: readonly Picture[] = [
  { file: 'overview.webp', page: 'staff-overview', left: 0, width: 1280, height: 1000 },
  {
    file: 'diagnosis.webp',
    page: 'staff-submission-diverged',
    from: '#task-gradient-descent',
    ...COLUMN,
    height: 1040,
  },
  { file: 'curve-and-graph.webp', page: 'submission-correct', from: 'figure.curve', ...COLUMN, height: 1230 },
];

export async function takeReadmePictures(
  visits: Visits,
  pages: readonly PageToShow[],
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { file, page: name, from, left, width, height } of PICTURES) {
    const { who, path } = pages.find((each) => each.name === name)!;
    const page = await visits.go(who, path);
    const box = from ? await page.locator(from).last().boundingBox() : null;
    await page.evaluate(() => document.querySelectorAll('img').forEach((image) => (image.loading = 'eager')));
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.waitForTimeout(500);
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: 80,
      captureBeyondViewport: true,
      clip: { x: left, y: Math.max(0, (box?.y ?? 0) - 40), width, height, scale: 1 },
    });
    await writeFile(join(folder, file), Buffer.from(data, 'base64'));
  }
}
