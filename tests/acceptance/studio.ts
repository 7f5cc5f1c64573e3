import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { beginStudio, type Running } from '../../src/studio/begin.ts';

export interface Opened extends Running {
  /** The address of a view, such as `at('letters/frost')`. */
  at(path: string): string;
}

/** The studio of a folder on a port of its own, with its watcher, until the test ends. */
export async function openStudio(
  folder: string,
  options: {
    readonly editor?: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly port?: number;
    readonly patience?: number;
  } = {},
): Promise<Opened> {
  const ending = new AbortController();
  const { editor, environment = {}, port = 0, patience } = options;
  const context = { cwd: folder, environment, clock: () => new Date('2026-11-30T00:00:00Z') };
  const running = await beginStudio({ path: '.', flags: {}, context, port, editor, patience, signal: ending.signal });
  onTestFinished(async () => {
    ending.abort();
    await running.watching.catch(() => undefined);
    await running.stop();
  });
  return { ...running, at: (path) => running.address + path };
}

/** A page whose errors and refusals by the policy fail the test. */
export async function openPage(
  browser: Browser,
  address: string,
  screen: {
    readonly width?: number;
    readonly colorScheme?: 'light' | 'dark';
    readonly javaScriptEnabled?: boolean;
  } = {},
): Promise<Page> {
  const { width = 1280, colorScheme = 'light', javaScriptEnabled = true } = screen;
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon|Failed to load resource/.test(message.text()))
      faults.push(message.text());
  });
  onTestFinished(async () => {
    await page.close();
    if (faults.length > 0) throw new Error(`The page says: ${faults.join('\n')}`);
  });
  await page.goto(address);
  return page;
}

/** Waits until the page shows the revision that a change made, after `work` made the change. */
export async function repainted(page: Page, work: () => Promise<void>): Promise<void> {
  await page.evaluate(
    'void (window.repainted = new Promise((done) => addEventListener("studio:repainted", done, { once: true, capture: true })))',
  );
  await work();
  await page.evaluate('window.repainted.then(() => undefined)');
}
