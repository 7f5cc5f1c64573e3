import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { requires } from '../requires.ts';

/** Undefined where Chromium is missing. */
export const program = requires('chromium');

export async function launch(): Promise<Browser> {
  const switches =
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  return chromium.launch({ executablePath: program!, args: switches.split(' ') });
}

export interface Screen {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

/** Each width in light and in dark. */
export function screensOf(...widths: readonly number[]): Screen[] {
  return (['light', 'dark'] as const).flatMap((colorScheme) => widths.map((width) => ({ width, colorScheme })));
}

/**
 * What would keep somebody from reading the page that is open, on each of these screens: what axe finds, and a page
 * that is wider than its screen. One page goes through all of them: opening another takes longer than looking at it.
 */
export async function obstacles(page: Page, screens: readonly Screen[], rules: axe.RuleObject = {}): Promise<string[]> {
  const found: string[] = [];
  const options: axe.RunOptions = { rules, resultTypes: ['violations'], selectors: false };
  await page.evaluate(axe.source);
  for (const { width, colorScheme } of screens) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const needed = await page.evaluate('document.documentElement.scrollWidth');
    if (needed !== width) found.push(`${width} ${colorScheme}: ${needed} pixels wide`);
    const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as axe.AxeResults;
    found.push(...violations.map(({ id, nodes }) => `${width} ${colorScheme} ${id}: ${nodes[0]?.html}`));
  }
  return found;
}
