import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf } from '../../src/report/page.ts';
import { reportOf } from '../../src/report/report.ts';
import { cases, noon, streamOf } from '../report/sendings.ts';
import { requires } from '../requires.ts';

const program = requires('chromium');
const timezone = 'Europe/Vienna';
const style = readFileSync(new URL('../../templates/report/style.css', import.meta.url), 'utf8');

async function pageFor(name: string, names: boolean): Promise<string> {
  const { sending, deliveries } = cases[name]!();
  const report = await reportOf(sending, streamOf(deliveries), { made: new Date(noon), timezone, names });
  return pageOf(report, { title: 'Slack Water', timezone, style });
}

describe.skipIf(!program)('a report in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    const args = '--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update';
    browser = await chromium.launch({ executablePath: program!, args: args.split(' ') });
  });

  afterAll(() => browser?.close());

  const looks = Object.keys(cases).flatMap((name) =>
    (['light', 'dark'] as const).map((scheme) => [name, scheme] as const),
  );

  test.each(looks)('of "%s" fits every screen in %s mode, and everybody can read it', async (name, colorScheme) => {
    const page = await browser.newPage({ colorScheme, bypassCSP: true });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.setContent(await pageFor(name, name.includes('pause')));
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    await page.evaluate(axe.source);
    for (const width of [320, 900]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
      expect(violations.map(({ id, nodes }) => `${width} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    expect(asked).toEqual([]);
    await page.close();
  });
});
