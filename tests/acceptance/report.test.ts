import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf } from '../../src/report/page.ts';
import { reportOf } from '../../src/report/report.ts';
import { cases, noon, streamOf } from '../report/sendings.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';

const timezone = 'Europe/Vienna';
const style = readFileSync(new URL('../../templates/report/style.css', import.meta.url), 'utf8');

async function pageFor(name: string, names: boolean): Promise<string> {
  const { sending, deliveries, returned } = cases[name]!();
  const report = await reportOf(sending, streamOf(deliveries), {
    ...{ made: new Date(noon), timezone, names },
    ...(returned && { returned }),
  });
  return pageOf(report, { title: 'Slack Water', timezone, style });
}

describe.skipIf(!program)('a report in a browser', () => {
  let browser: Browser;
  let page: Page;
  let asked: string[] = [];

  beforeAll(async () => {
    browser = await launch();
    page = await browser.newPage({ bypassCSP: true });
    page.on('request', (request) => asked.push(request.url()));
  });

  afterAll(() => browser?.close());

  test.each(
    Object.keys(cases),
  )('of "%s" fits every screen in light and dark mode, asks nobody for anything, and everybody can read it', async (name) => {
    asked = [];
    await page.setContent(await pageFor(name, name.includes('pause')));
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    expect(await obstacles(page, screensOf(320, 900))).toEqual([]);
    expect(asked).toEqual([]);
  });
});
