import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';
import { openPage, openStudio, repainted } from './studio.ts';

const issue = `---
# The week of the frost
subject: "Frost"   # short
articles: # in the order of the letter
  # The longest first.
  - slug: one # from Sunday
    layout: full
  - two
---

Hello {{ name | default: "you" }},

{% if tag == 'members' %}
Members meet on Friday.
{% endif %}
`;

const articleOf = (title: string, day: string) => `---\ntitle: ${title}\ndate: ${day}\n---\n\nThe text of ${title}.\n`;

const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org\nnewsletter:\n  from: The Letter <letter@example.org>\n',
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
  'articles/three.md': articleOf('Three', '2026-11-03'),
  'articles/four.md': articleOf('Four', '2026-11-04'),
  'articles/moss.md': '---\ntitle: Moss\ndraft: true\n---\n\nMoss.\n',
  'issues/week.md': issue,
  'issues/older.md': '---\nsubject: Older\narticles: [four]\n---\n',
  'issues/newest.md': '---\nsubject: Newest\nlatest: 2 # the newest\n---\n\nHello.\n',
};

describe.skipIf(!program)('an issue is put together in the studio', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function open(path = 'issues/week/curate') {
    const folder = await folderOf(files);
    const studio = await openStudio(folder);
    const page = await openPage(browser, studio.at(path));
    const read = (file = 'issues/week.md') => readFile(join(folder, file), 'utf8');
    const write = (text: string, file = 'issues/week.md') => writeFile(join(folder, file), text);
    return { folder, studio, page, read, write };
  }

  /** A page on which an answer of the server may be a refusal. */
  async function openRefused(address: string): Promise<Page> {
    const page = await browser.newPage();
    onTestFinished(async () => page.close());
    await page.goto(address);
    return page;
  }

  const chosen = (page: Page) => page.locator('#chosen .title').allTextContents();
  const isSaved = (page: Page) => page.getByText('Saved', { exact: true }).waitFor();
  const handle = (page: Page, list: string, title: string) => page.locator(`${list} li[data-title="${title}"] .grip`);

  test('by keyboard, and the file changes by that alone', async () => {
    const { page, read } = await open();
    expect(await chosen(page)).toEqual(['One', 'Two']);
    await page.getByRole('button', { name: 'Add Three' }).press('Enter');
    expect(await page.locator('#curate-live').textContent()).toBe('“Three” was added as number 3');
    // The focus goes to the next one that can be added, and what was added is no choice any more.
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Add Four');
    expect(await page.getByRole('button', { name: 'Add Three' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Move Three up' }).press('Enter');
    expect(await page.locator('#curate-live').textContent()).toBe('“Three” is number 2 of 3 now');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Move Three up');
    await page.keyboard.press('Alt+ArrowUp');
    expect(await chosen(page)).toEqual(['Three', 'One', 'Two']);
    // "Up" does nothing any more there, so the focus goes to "down".
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Move Three down');
    await page.getByRole('button', { name: 'Take Two out' }).press('Enter');
    await page.getByLabel('Layout of Three').selectOption('headline');
    await page.getByLabel('Preheader').fill('Cold');
    await page.keyboard.press('Control+s');
    await isSaved(page);
    expect(await read()).toBe(
      issue
        .replace('# short\n', '# short\npreheader: Cold\n')
        .replace('  # The longest first.\n', '  # The longest first.\n  - slug: three\n    layout: headline\n')
        .replace('  - two\n', ''),
    );
  });

  test('by dragging, and the file changes by that alone', async () => {
    const { page, read } = await open();
    const drag = async (from: ReturnType<typeof handle>, to: ReturnType<typeof handle>, down: number) => {
      const [start, end] = [(await from.boundingBox())!, (await to.boundingBox())!];
      await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
      await page.mouse.down();
      await page.mouse.move(start.x - 4, start.y - 4);
      await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2 + down, { steps: 5 });
      await page.mouse.up();
    };
    await drag(handle(page, '#chosen', 'Two'), handle(page, '#chosen', 'One'), -20);
    expect(await chosen(page)).toEqual(['Two', 'One']);
    await drag(handle(page, '#choices', 'Three'), handle(page, '#chosen', 'One'), -20);
    expect(await chosen(page)).toEqual(['Two', 'Three', 'One']);
    await page.getByRole('button', { name: 'Save' }).click();
    await isSaved(page);
    expect(await read()).toBe(
      issue.replace(
        '  # The longest first.\n  - slug: one # from Sunday\n    layout: full\n  - two\n',
        '  # The longest first.\n  - two\n  - three\n  - slug: one # from Sunday\n    layout: full\n',
      ),
    );
  });

  test('a row that is dragged by large steps to the upper edge of the first becomes the first', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Add Three' }).click();
    const start = (await handle(page, '#chosen', 'Three').boundingBox())!;
    const first = (await page.locator('#chosen > li').first().boundingBox())!;
    const second = (await page.locator('#chosen > li').nth(1).boundingBox())!;
    await page.mouse.move(start.x + 5, start.y + 5);
    await page.mouse.down();
    await page.mouse.move(start.x + 5, second.y + 4);
    await page.mouse.move(start.x + 5, first.y + 4);
    await page.mouse.up();
    expect(await chosen(page)).toEqual(['Three', 'One', 'Two']);
  });

  test('an article that is dragged back to those to choose from is taken out', async () => {
    const { page, read } = await open();
    const start = (await handle(page, '#chosen', 'Two').boundingBox())!;
    const goal = (await page.locator('#choices').boundingBox())!;
    const drag = async (end: () => Promise<void>) => {
      await page.mouse.move(start.x + 5, start.y + 5);
      await page.mouse.down();
      await page.mouse.move(goal.x + 40, goal.y + 20, { steps: 5 });
      await page.locator('.curate-choices.takes').waitFor();
      await end();
      await page.mouse.up();
      expect(await page.locator('.curate-choices.takes').count()).toBe(0);
    };
    await drag(() => page.keyboard.press('Escape'));
    expect(await chosen(page)).toEqual(['One', 'Two']);
    await drag(async () => undefined);
    expect(await chosen(page)).toEqual(['One']);
    expect(await page.locator('#curate-live').textContent()).toBe('“Two” was taken out; 1 left');
    expect(await page.getByRole('button', { name: 'Add Two' }).isVisible()).toBe(true);
    await page.keyboard.press('Control+s');
    await isSaved(page);
    expect(await read()).toBe(issue.replace('  - two\n', ''));
  });

  test('Save is quiet while there is nothing to save, and after a save it says "Saved"', async () => {
    const { page } = await open();
    const button = page.getByRole('button', { name: 'Save' });
    const isQuiet = async () => [
      await button.getAttribute('aria-disabled'),
      ((await button.getAttribute('class')) ?? '').includes('main'),
    ];
    expect(await isQuiet()).toEqual(['true', false]);
    await button.click({ force: true });
    expect(await page.locator('#curate-status').textContent()).toBe('No changes');
    await page.getByLabel('Subject').fill('Ice');
    expect(await isQuiet()).toEqual(['false', true]);
    await repainted(page, () => button.click());
    expect(await isQuiet()).toEqual(['true', false]);
    expect(await page.locator('#curate-status').textContent()).toBe('Saved');
    await page.getByLabel('Subject').fill('Ice and snow');
    await page.getByLabel('Subject').fill('Ice');
    expect(await isQuiet()).toEqual(['true', false]);
  });

  test('a save of which no letter can be made is told as saved, with the fault and the new subject above', async () => {
    const { page, read } = await open();
    await page.getByLabel('Subject').fill('Half done');
    await page.getByLabel('Introduction').fill('Hello {{ nosuch }}');
    await repainted(page, () => page.keyboard.press('Control+s'));
    // The page may be painted anew before the answer to the save is here.
    await page.locator('#curate-status', { hasText: /^Saved, but the letter cannot be built: .*nosuch/ }).waitFor();
    expect(await read()).toContain('{{ nosuch }}');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Half done');
    expect(await page.locator('#fault').textContent()).toContain('issues/week.md');
    expect(await obstacles(page, screensOf(375, 1024))).toEqual([]);
    await page.getByLabel('Introduction').fill('Hello');
    await page.keyboard.press('Control+s');
    await isSaved(page);
    expect(await page.locator('#fault').count()).toBe(0);
  });

  test('a drag that is let go elsewhere, or ended with Escape, changes nothing', async () => {
    const { page } = await open();
    const start = (await handle(page, '#choices', 'Three').boundingBox())!;
    const over = (await handle(page, '#chosen', 'One').boundingBox())!;
    for (const end of ['away', 'Escape']) {
      await page.mouse.move(start.x + 5, start.y + 5);
      await page.mouse.down();
      await page.mouse.move(over.x + 5, over.y + 5, { steps: 5 });
      expect(await chosen(page)).toContain('Three');
      if (end === 'Escape') await page.keyboard.press('Escape');
      else await page.mouse.move(start.x + 5, start.y + 5, { steps: 5 });
      await page.mouse.up();
      expect(await chosen(page)).toEqual(['One', 'Two']);
    }
    expect(await page.locator('#curate-status').textContent()).toBe('No changes');
  });

  test('the letter shows what is not saved, and the file stays', async () => {
    const { page, read } = await open();
    const letter = page.frameLocator('#curate-preview iframe');
    await letter.getByText('The text of One').first().waitFor();
    await page.getByLabel('Introduction').fill('Only typed.');
    await letter.getByText('Only typed.').first().waitFor();
    await page.getByLabel('Subject').fill('A subject that is far too long for the list of a telephone');
    await page.getByText('A subject that is far too long for the…').first().waitFor({ state: 'attached' });
    expect(await read()).toBe(issue);
  });

  test('what is typed stays over a repaint, and is warned of before it is lost', async () => {
    const { page, write } = await open();
    await page.getByLabel('Subject').fill('Typed');
    await page.getByRole('button', { name: 'Add Three' }).click();
    await repainted(page, () => write(articleOf('Two, again', '2026-11-02'), 'articles/two.md'));
    expect(await page.getByLabel('Subject').inputValue()).toBe('Typed');
    expect(await chosen(page)).toEqual(['One', 'Two', 'Three']);
    const leaves = () => page.evaluate('dispatchEvent(new Event("beforeunload", { cancelable: true }))');
    expect(await leaves()).toBe(false);
    await page.getByRole('button', { name: 'Save' }).click();
    await isSaved(page);
    expect(await leaves()).toBe(true);
  });

  test('what somebody else writes is shown where nothing was typed', async () => {
    const { page, write } = await open();
    await repainted(page, () => write(issue.replace('"Frost"', '"Ice"').replace('  - two\n', '')));
    expect(await page.getByLabel('Subject').inputValue()).toBe('Ice');
    expect(await chosen(page)).toEqual(['One']);
    expect(await page.locator('#curate-status').textContent()).toBe('No changes');
  });

  test('a conflict with an edit on disk is shown, and never overwritten', async () => {
    const { studio, read, write } = await open();
    const page = await openRefused(studio.at('issues/week/curate'));
    await page.getByLabel('Subject').fill('Mine');
    const theirs = issue.replace('"Frost"', '"Theirs"').replace('# The week of the frost', '# Another comment');
    await repainted(page, () => write(theirs));
    expect(await page.locator('#curate-status').textContent()).toBe('Unsaved changes; the file has changed on disk');
    await page.getByRole('button', { name: 'Save' }).click();
    const panel = page.getByRole('region', { name: /Nothing was saved/ });
    expect(await panel.getByRole('row', { name: 'Subject' }).textContent()).toMatch(/Theirs\s*Mine/);
    expect(await page.evaluate('document.activeElement.id')).toBe('curate-conflict');
    expect(await read()).toBe(theirs);
    expect(await obstacles(page, screensOf(1024))).toEqual([]);
    await panel.getByRole('button', { name: /Keep what I changed/ }).click();
    expect(await read()).toBe(theirs);
    await page.getByRole('button', { name: 'Save' }).click();
    await isSaved(page);
    expect(await read()).toBe(theirs.replace('"Theirs"', '"Mine"'));
  });

  test('of a conflict, the fields that nobody changed here come from disk, and are shown before they are saved', async () => {
    const { studio, read, write } = await open();
    const page = await openRefused(studio.at('issues/week/curate'));
    await page.getByLabel('Subject').fill('Mine');
    const theirs = `${issue.replace('  - two\n', '  - four\n')}\nA paragraph of theirs.\n`;
    await repainted(page, () => write(theirs));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /Keep what I changed/ }).click();
    await expect.poll(() => chosen(page)).toEqual(['One', 'Four']);
    expect(await page.getByLabel('Introduction').inputValue()).toContain('A paragraph of theirs.');
    expect(await page.getByLabel('Subject').inputValue()).toBe('Mine');
    await page.getByRole('button', { name: 'Save' }).click();
    await isSaved(page);
    expect(await read()).toBe(theirs.replace('"Frost"', '"Mine"'));
  });

  test('what is typed stays while the file of the issue is gone, and can be saved when it is back', async () => {
    const { studio, folder, read, write } = await open();
    const page = await openRefused(studio.at('issues/week/curate'));
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    await page.getByLabel('Subject').fill('Mine');
    await repainted(page, () => rm(join(folder, 'issues/week.md')));
    expect(await page.locator('#curate-status').textContent()).toContain('cannot be read now, or is gone');
    await page.keyboard.press('Control+s');
    await page.getByText('is not there any more').first().waitFor();
    expect(await page.getByLabel('Subject').inputValue()).toBe('Mine');
    await repainted(page, () => write(issue));
    expect(await page.getByLabel('Subject').inputValue()).toBe('Mine');
    await page.keyboard.press('Control+s');
    await isSaved(page);
    expect(await read()).toBe(issue.replace('"Frost"', '"Mine"'));
    await repainted(page, () => rm(join(folder, 'issues/week.md')));
    await page.keyboard.press('Control+s');
    await repainted(page, () => write(issue));
    await page.getByLabel('Subject').fill('Mine again');
    await page.keyboard.press('Control+s');
    await isSaved(page);
    expect(await read()).toBe(issue.replace('"Frost"', '"Mine again"'));
    expect(faults).toEqual([]);
  });

  test('after a save the focus is where it was, and the page says that it is saved', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Add Three' }).press('Enter');
    await page.getByRole('button', { name: 'Move Three up' }).press('Enter');
    await repainted(page, () => page.keyboard.press('Control+s'));
    expect(await page.locator('#curate-status').textContent()).toBe('Saved');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Move Three up');
    await page.keyboard.press('Alt+ArrowUp');
    expect(await chosen(page)).toEqual(['Three', 'One', 'Two']);
  });

  test('the version on disk can be taken instead', async () => {
    const { studio, read, write } = await open();
    const page = await openRefused(studio.at('issues/week/curate'));
    await page.getByLabel('Subject').fill('Mine');
    const theirs = issue.replace('"Frost"', '"Theirs"');
    await write(theirs);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Take the version on disk' }).click();
    await page.locator('#curate-subject[value="Theirs"]').waitFor();
    expect(await page.getByLabel('Subject').inputValue()).toBe('Theirs');
    expect(await read()).toBe(theirs);
  });

  test('where everything is chosen, that is said in place of an empty list', async () => {
    const { page } = await open();
    await page.getByLabel('Search the articles').fill('three');
    await page.getByRole('button', { name: 'Add Four' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Add Three' }).click();
    await page.getByText('Every article found is in this issue already.').waitFor();
    await page.getByLabel('Search the articles').fill('');
    await page.getByRole('button', { name: 'Add Four' }).waitFor();
    expect(await page.getByText('in this issue already.').isVisible()).toBe(false);
  });

  test('an issue that a rule fills can name the same articles', async () => {
    const { page, read } = await open('issues/newest/curate');
    expect(await chosen(page)).toEqual(['Four', 'Three']);
    expect(await page.getByRole('button', { name: 'Take Four out' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Choose by hand' }).click();
    await page.getByRole('button', { name: 'Move Four down' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await isSaved(page);
    expect(await read('issues/newest.md')).toBe(
      '---\nsubject: Newest\narticles:\n  - three\n  - four\n---\n\nHello.\n',
    );
  });

  test('where the studio has ended, that is said and what was typed stays', async () => {
    const { studio } = await open();
    const page = await openRefused(studio.at('issues/week/curate'));
    await page.getByLabel('Subject').fill('Typed');
    await studio.stop();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The studio does not answer; it may have ended. Nothing is lost').waitFor();
    expect(await page.getByLabel('Subject').inputValue()).toBe('Typed');
  });

  test('a page of another origin cannot write', async () => {
    const { studio, read } = await open();
    const address = studio.at('issues/week/curate');
    const body = JSON.stringify({ hash: 'x', form: {} });
    const evil = `<!doctype html><form method="post" enctype="text/plain" action="${studio.at('new/article')}"><input name="title" value="Evil"></form>`;
    const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(evil)).listen(
      0,
      '127.0.0.1',
    );
    onTestFinished(() => void server.close());
    await new Promise((ready) => server.once('listening', ready));
    const page = await openRefused(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const outcome = await page.evaluate(
      `fetch(${JSON.stringify(address)}, { method: 'POST', body: ${JSON.stringify(body)} }).then(() => 'read', () => 'refused')`,
    );
    expect(outcome).toBe('refused');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url() === studio.at('new/article')),
      page.evaluate('document.forms[0].submit()'),
    ]);
    expect(answer.status()).toBe(403);
    expect(await read()).toBe(issue);
    await expect(read('articles/evil.md')).rejects.toThrow(/ENOENT/);
  });

  test('without script it says that it needs script', async () => {
    const { studio } = await open();
    const page = await openPage(browser, studio.at('issues/week/curate'), { javaScriptEnabled: false });
    expect(await page.locator('noscript').textContent()).toContain(
      'Curating needs script. The issue is the file issues/week.md',
    );
    expect(await page.locator('#curate').isVisible()).toBe(false);
  });

  test.each([
    'issues/week/curate',
    'issues/newest/curate',
    'new',
    'articles/moss/publish',
  ])('%s can be read by everybody, light and dark', async (path) => {
    const { page } = await open(path);
    expect(await obstacles(page, screensOf(375, 1024, 1440))).toEqual([]);
  });
});
