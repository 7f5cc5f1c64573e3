import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { launch, program } from './browser.ts';
import { type Opened, openPage, openStudio, repainted } from './studio.ts';

const article = (title: string, day: string) => `---\ntitle: ${title}\ndate: ${day}\n---\n\nThe text of ${title}.\n`;

const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter:\n  from: The Letter <letter@example.org>\n',
  'articles/one.md': article('One', '2026-11-01'),
  'articles/two.md': article('Two', '2026-11-02'),
  'issues/week.md': '---\nsubject: Week\narticles: [one]\n---\n\nHello.\n',
};

/** Where the focus is: which element, whether it is in sight, and whether one sees that it has the focus. */
interface Stop {
  readonly element: string;
  readonly isInSight: boolean;
  readonly isMarked: boolean;
}

/** What a keyboard reaches by Tab alone, until it is back where it began. */
async function stopsOf(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let count = 0; count < 250; count += 1) {
    await page.keyboard.press('Tab');
    const stop = (await page.evaluate(`(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const frame = element.tagName === 'IFRAME';
      window.stops ??= new Map();
      const isKnown = window.stops.has(element) && !frame;
      window.stops.set(element, true);
      if (isKnown) return undefined;
      const marked = element.matches('input[type="radio"], input[type="checkbox"]') ? [element, element.nextElementSibling, element.closest('label'), element.parentElement] : [element];
      const { top, bottom } = element.getBoundingClientRect();
      return {
        element: element.tagName + ' ' + (element.id || element.className || element.textContent.trim().slice(0, 20)),
        isInSight: bottom > 0 && top < innerHeight,
        isMarked: frame || marked.some((one) => one && (getComputedStyle(one).outlineStyle !== 'none' || one.matches(':has(:focus-visible)') && getComputedStyle(one).boxShadow !== 'none')),
      };
    })()`)) as Stop | undefined;
    if (!stop) return stops;
    stops.push(stop);
  }
  throw new Error(`the keyboard does not come to an end: ${JSON.stringify(stops.slice(-4))}`);
}

describe.skipIf(!program)('the studio by the keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  const begin = async (): Promise<Opened> => openStudio(await folderOf(files));

  test.each([
    ['', 10],
    ['letters/week', 24],
    ['letters/week/source', 15],
    ['pages/one', 15],
    ['feeds/one', 14],
    ['feeds?view=compare', 8],
    ['checks/week', 14],
    ['send/week', 16],
    ['issues/week/curate', 22],
    ['articles/one/publish', 15],
    ['new', 12],
    ['look', 40],
  ])('%s: Tab reaches everything in sight and marked, and ends', async (path, least) => {
    const studio = await begin();
    const page = await openPage(browser, studio.at(path));
    await page.waitForLoadState('load');
    const stops = await stopsOf(page);
    expect(stops.filter(({ isInSight, isMarked }) => !isInSight || !isMarked)).toEqual([]);
    expect(stops[0]?.element).toContain('skip');
    expect(stops.length).toBeGreaterThanOrEqual(least);
  });

  test('what somebody has opened stays open when the page is painted anew', async () => {
    const folder = await folderOf({ ...files, 'articles/broken.md': '---\ntitle: [\n---\n' });
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at('letters/one'));
    const line = page.locator('#fault-elsewhere summary');
    await line.focus();
    await page.keyboard.press('Enter');
    await page.getByText('title: [').waitFor();
    await repainted(page, () => writeFile(join(folder, 'articles/two.md'), article('Two, again', '2026-11-02')));
    expect(await page.getByText('title: [').isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
  });
});
