import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { contentsOf, folderOf } from '../folder.ts';

const note = '## Notes\n\nA word.[^1] See [the notes](#notes) and [the kale](kale.md#notes).\n\n[^1]: The note.\n';
const article = (title: string) => `---\ntitle: ${title}\ndate: 2026-11-01\n---\n\n${note}`;
const issue = '---\nsubject: All\ndate: 2026-11-02\nlayout: full\narticles: [frost, kale]\n---\n\n## Notes\n\nBoth.\n';

let made: Promise<Readonly<Record<string, string>>> | undefined;

/** A file of the publication, which is built once for all tests. */
async function read(path: string): Promise<string> {
  made ??= build({
    'articles/frost.md': article('Frost'),
    'articles/kale.md': article('Kale'),
    'issues/all.md': issue,
  });
  return Buffer.from((await made)[path]!, 'latin1').toString();
}

async function build(files: Readonly<Record<string, string>>) {
  const cwd = await folderOf({ 'tidings.yaml': 'title: T\nurl: https://example.org\n', ...files });
  const config = await loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date('2026-11-23T00:00:00Z') });
  await buildPublication(config);
  return contentsOf(config.output);
}

function anchors(html: string) {
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
  const links = [...html.matchAll(/href="([^"]*#[^"]*)"/g)].map(([, href]) => href!);
  return { ids, links };
}

describe.each(['articles/frost/index.html', 'issues/frost/index.html'])('the page %s of an article', (path) => {
  test('has the ids of its headings and notes as they are, so that links from outside go on leading there', async () => {
    const { ids, links } = anchors(await read(path));
    expect(ids).toEqual(expect.arrayContaining(['notes', 'fn1', 'fnref1']));
    expect(links).toEqual(expect.arrayContaining(['#notes', '#fn1', '#fnref1', '../../articles/kale/#notes']));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the entries of a feed', () => {
  test('share no id, and each link leads to its own entry or to the page of another article', async () => {
    const { items } = JSON.parse(await read('feed.json')) as { items: { url: string; content_html: string }[] };
    const all = items.map(({ content_html }) => anchors(content_html));
    const ids = all.flatMap((one) => one.ids);
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
    const [, frost] = items[0]!.url.includes('frost') ? [all[1], all[0]] : [all[0], all[1]];
    expect(frost!.ids).toEqual(['frost_notes', 'fnref1_frost', 'fn1_frost']);
    expect(frost!.links).toEqual([
      'https://example.org/articles/frost/#fn1_frost',
      'https://example.org/articles/frost/#frost_notes',
      'https://example.org/articles/kale/#notes',
      'https://example.org/articles/frost/#fnref1_frost',
    ]);
  });

  test('have notes that begin with fn in all three formats, by which readers show them in a window', async () => {
    for (const path of ['atom.xml', 'rss.xml', 'feed.json']) {
      const text = (await read(path)).replaceAll('\\"', '"');
      expect(text).toContain('<li id="fn1_frost">');
      expect(text).toMatch(/<sup><a [^>]*href="https:\/\/example.org\/articles\/frost\/#fn1_frost"/);
    }
  });
});

test.each([
  'issues/all/index.html',
  'issues/feed.json',
])('%s, which shows several articles, has each id once', async (path) => {
  const { ids, links } = anchors((await read(path)).replaceAll('\\"', '"'));
  expect(ids).toEqual(expect.arrayContaining(['all_notes', 'frost_notes', 'kale_notes', 'fn1_frost', 'fn1_kale']));
  expect(new Set(ids).size).toBe(ids.length);
  const inside = links.filter((href) => /^#|\/issues\/all\/#/.test(href)).map((href) => href.replace(/^.*#/, ''));
  expect(inside).toEqual(expect.arrayContaining(['fn1_frost', 'frost_notes', 'fnref1_kale']));
  for (const id of inside.filter((one) => one !== '_content')) expect([...ids, 'frost', 'kale']).toContain(id);
});

test('a letter leads to the headings of the pages and to notes of its own, and its text numbers the notes of each article', async () => {
  const html = await read('issues/all/email.html');
  expect(html).toContain('href="#a1-fn1"');
  expect(html).toContain('<li id="a1-fn1">');
  expect(html).toContain('href="#a2-fnref1"');
  expect(html).toContain('href="https://example.org/articles/kale/#notes"');
  const text = await read('issues/frost/email.txt');
  expect(text).toContain('[^1]');
  expect(text).toContain('https://example.org/articles/kale/#notes');
});

test("in a letter's text, a link to the note of another article is no mark of an own one", async () => {
  const files = await build({
    'articles/a.md': '---\ntitle: A\ndate: 2026-11-01\n---\n\nOwn.[^1] See [that note](b.md#fn1).\n\n[^1]: Mine.\n',
    'articles/b.md': '---\ntitle: B\ndate: 2026-11-01\n---\n\nOwn.[^1]\n\n[^1]: Theirs.\n',
  });
  const text = files['issues/a/email.txt'];
  expect(text).toContain('Own.[^1] See that note [1].');
  expect(text).toContain('https://example.org/articles/b/#fn1');
});
