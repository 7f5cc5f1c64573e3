import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { build } from '../../src/commands/build.ts';
import { checkPublication } from '../../src/commands/check.ts';
import { digest } from '../../src/commands/digest.ts';
import { fetchFeeds } from '../../src/commands/fetch.ts';
import { guarded, type Terminal } from '../../src/commands/terminal.ts';
import { loadConfig } from '../../src/config/config.ts';
import { recordSent } from '../../src/publish/lock/record-sent.ts';
import { prepare } from '../../src/publish/prepare.ts';
import type { AskOptions } from '../../src/system/ask-web.ts';
import { proved } from '../commands/schema.ts';
import { contentsOf, folderOf } from '../folder.ts';

/** A feed on this machine, whose document a test changes. */
class FeedServer {
  readonly asked: IncomingHttpHeaders[] = [];
  document = '';
  /** In place of the document. */
  answer: ((response: ServerResponse) => unknown) | undefined;
  readonly url: string;

  static async start(): Promise<FeedServer> {
    const server = createServer((request, response) => {
      feed.asked.push(request.headers);
      feed.respond(request.headers, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close().closeAllConnections());
    const feed = new FeedServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.xml`);
    return feed;
  }

  private constructor(url: string) {
    this.url = url;
  }

  private respond(headers: IncomingHttpHeaders, response: ServerResponse): void {
    const etag = `"${Buffer.from(this.document).toString('base64').slice(-40)}-${this.document.length}"`;
    if (this.answer) this.answer(response);
    else if (headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(this.document);
  }
}

const item = (name: string, date: string, more = '') =>
  `<item><title>${name}</title><link>https://garden.example.org/${name.toLowerCase()}</link><guid isPermaLink="false">urn:${name.toLowerCase()}</guid>
   <pubDate>${new Date(date).toUTCString()}</pubDate><description>In short: ${name}.</description>${more}</item>`;
const rss = (...items: readonly string[]) =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Garden</title><link>https://garden.example.org/</link>${items.join('')}</channel></rss>`;

const old = item('Autumn', '2026-10-01T09:00:00Z');
const news = item(
  'Frost',
  '2026-11-23T09:00:00Z',
  '<content:encoded>&lt;p&gt;The whole text.&lt;/p&gt;</content:encoded>',
);

/** A publication at a terminal. */
class Desk {
  readonly folder: string;
  now = '2026-11-23T10:00:00Z';
  answers: string[] = [];
  value: unknown;

  static async with(sources: string, files: Readonly<Record<string, string>> = {}): Promise<Desk> {
    const settings = `title: My Letter\nurl: https://letter.example.org\n${sources}\n`;
    return new Desk(await folderOf({ 'tidings.yaml': settings, ...files }));
  }

  constructor(folder: string) {
    this.folder = folder;
  }

  fetch(flags: { accept?: string[] } = {}, ask: AskOptions = { isAllowed: () => true }) {
    return this.run((terminal) => fetchFeeds(terminal, '.', flags, ask));
  }

  digest(since = 'last') {
    return this.run((terminal) => digest(terminal, '.', { since }));
  }

  build(flags = {}) {
    return this.run((terminal) => build(terminal, '.', flags));
  }

  check() {
    return this.run((terminal) => checkPublication(terminal, '.', {}));
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  /** The plain text of the letter of the one digest. */
  async letter(): Promise<string> {
    const [file] = await readdir(join(this.folder, 'issues'));
    return this.read(`output/issues/${file!.replace('.md', '')}/email.txt`);
  }

  private async run(command: (terminal: Terminal) => Promise<number>) {
    const said = { out: '', problems: [] as string[] };
    const terminal: Terminal = {
      json: false,
      context: { cwd: this.folder, environment: {}, clock: () => new Date(this.now) },
      signal: new AbortController().signal,
      hurry: new AbortController().signal,
      result: proved((text, value) => {
        said.out += text;
        this.value = value;
      }),
      stream: async () => {},
      ask: async () => this.answers.shift(),
      note: () => {},
      warn: (problems) => void said.problems.push(...problems.map(({ message }) => message)),
      refuse: (problems) => void said.problems.push(...problems.map(({ message }) => message)),
    };
    const code = await guarded(terminal, false, () => command(terminal));
    return { code, ...said };
  }
}

/** A source that was looked at once, when it had one old entry. */
async function begun(settings = 'name: Garden News') {
  const server = await FeedServer.start();
  server.document = rss(old);
  const desk = await Desk.with(`sources:\n  - url: ${server.url}\n    ${settings}`);
  expect(await desk.fetch()).toMatchObject({ code: 0, problems: [] });
  return { server, desk };
}

describe("somebody else's feed", () => {
  test('comes to a letter as title, summary and link under its name, once an entry has settled', async () => {
    const { server, desk } = await begun();
    expect(await desk.digest()).toMatchObject({ code: 0, out: '' });
    server.document = rss(news, old);
    expect((await desk.fetch()).out).toContain('Garden News: 1 entry until they have settled');
    expect(await desk.digest()).toMatchObject({ code: 0, out: '' });
    desk.now = '2026-11-23T10:30:00Z';
    expect((await desk.fetch()).out).toContain('Garden News: 1 entry for the next digest');
    expect(server.asked.at(-1)).toHaveProperty('if-none-match');
    expect(await desk.digest()).toMatchObject({ code: 0, out: 'issues/2026-11-23-digest.md\n', problems: [] });
    const letter = await desk.letter();
    expect(letter).toContain('Frost');
    expect(letter).toContain('In short: Frost.');
    expect(letter).toContain('https://garden.example.org/frost');
    expect(letter).toContain('By Garden News');
    expect(letter).not.toContain('The whole text');
    expect(letter).not.toContain('Autumn');
    // The next one carries nothing twice.
    expect(await desk.digest()).toMatchObject({ code: 0, out: '' });
  });

  test('has neither pages nor a place in feeds here, and its letter leads to the original', async () => {
    const { server, desk } = await begun('settle: 0m');
    server.document = rss(news, old);
    await desk.fetch();
    await desk.digest();
    const output = await contentsOf(join(desk.folder, 'output'));
    expect(Object.keys(output).filter((path) => /^(articles|tags|authors)\//.test(path))).toEqual([]);
    for (const feed of ['atom.xml', 'rss.xml', 'feed.json', 'sitemap.xml'])
      expect(output[feed]).not.toContain('garden.example');
    const page = output['issues/2026-11-23-digest/index.html']!;
    expect(page.match(/href="https:\/\/garden\.example\.org\/frost"/g)).toHaveLength(2);
    expect(page).not.toContain('articles/');
  });

  test('may be named in an issue by hand, also what is no news, and never whole', async () => {
    const { desk } = await begun();
    expect(await desk.digest('2026-09-01')).toMatchObject({ code: 0, out: '' });
    await mkdir(join(desk.folder, 'issues'));
    await writeFile(
      join(desk.folder, 'issues/mine.md'),
      '---\nlayout: full\narticles: [{slug: autumn, id: urn:autumn}]\n---\n\n# Mine\n',
    );
    expect(await desk.build()).toMatchObject({ code: 0, problems: [] });
    expect(await desk.letter()).toContain('Continue reading: https://garden.example.org/autumn');
  });

  test('loses what it takes back from letters that are not sent, and the build goes on', async () => {
    const { server, desk } = await begun('settle: 0m');
    server.document = rss(item('Ice', '2026-11-23T09:30:00Z'), news, old);
    await desk.fetch();
    await desk.digest();
    server.document = rss(item('Ice', '2026-11-23T09:30:00Z'), old);
    expect((await desk.fetch()).out).toContain('1 entry withdrawn');
    const { code, problems } = await desk.build();
    expect(code).toBe(0);
    expect(problems).toEqual([expect.stringMatching(/frost-\w+ was removed, and the issue goes without it$/)]);
    expect(await desk.letter()).not.toContain('Frost');
  });

  test('of which all ids change at once asks first, and then makes nothing new', async () => {
    const names = ['Snow', 'Rain', 'Wind'];
    const document = (prefix: string) =>
      rss(...names.map((name) => item(name, '2026-11-01T09:00:00Z').replace('urn:', `urn:${prefix}`)));
    const { server, desk } = await begun('settle: 0m');
    server.document = document('');
    await desk.fetch({ accept: [server.url] });
    await desk.digest();
    server.document = document('moved-');
    const refused = await desk.fetch();
    expect(refused.code).toBe(1);
    expect(refused.problems).toEqual([
      'The Garden: 3 of 3 entries have new ids at once, though their titles or links are known; nothing of it was taken over',
    ]);
    const before = await contentsOf(join(desk.folder, 'sources'));
    desk.answers = ['no'];
    expect((await desk.fetch()).code).toBe(1);
    expect(await contentsOf(join(desk.folder, 'sources'))).toEqual(before);
    desk.answers = ['The Garden'];
    expect(await desk.fetch()).toMatchObject({ code: 0, problems: [] });
    expect(await desk.digest()).toMatchObject({ code: 0, out: '' });
    expect(await desk.fetch()).toMatchObject({ code: 0, problems: [] });
  });

  test('is accepted by the names that it has; another one is refused with these, and nothing is asked', async () => {
    const { server, desk } = await begun();
    const asked = server.asked.length;
    expect(await desk.fetch({ accept: ['Foo', 'Garden News'] })).toMatchObject({
      code: 2,
      out: '',
      problems: ['no source is called "Foo"'],
    });
    expect(server.asked).toHaveLength(asked);
    expect(await desk.fetch({ accept: ['Garden News', server.url] })).toMatchObject({ code: 0, problems: [] });
  });

  test('is not asked before its server wishes, and goes on afterwards', async () => {
    const { server, desk } = await begun('settle: 0m');
    server.answer = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    expect(await desk.fetch()).toMatchObject({
      code: 0,
      problems: [`${server.url}: the server answers 429 Too Many Requests`],
    });
    server.answer = undefined;
    server.document = rss(news, old);
    desk.now = '2026-11-23T10:59:00Z';
    const asked = server.asked.length;
    expect(await desk.fetch()).toMatchObject({
      code: 0,
      problems: [`${server.url}: the server asked to be left alone for a while`],
    });
    expect(server.asked).toHaveLength(asked);
    desk.now = '2026-11-23T11:00:01Z';
    expect((await desk.fetch()).out).toContain('1 entry for the next digest');
  });

  test('that has moved for good is read, and its new address told', async () => {
    const { server, desk } = await begun('settle: 0m');
    const other = await FeedServer.start();
    other.document = rss(news, old);
    server.answer = (response) => response.writeHead(301, { location: other.url }).end();
    const { code, out, problems } = await desk.fetch();
    expect({ code, problems }).toEqual({ code: 0, problems: [`${server.url} has moved to ${other.url}`] });
    expect(out).toContain('1 entry for the next digest');
  });

  test('that leads into this machine is not read, by a redirect nor by a name that changes its address', async () => {
    const server = await FeedServer.start();
    server.document = rss(news);
    const { port } = new URL(server.url);
    const desk = await Desk.with(`sources:\n  - http://rebinding.example:${port}/feed.xml`);
    const rebound = await desk.fetch({}, { resolve: async () => ['127.0.0.1'] });
    expect(rebound).toMatchObject({
      code: 1,
      problems: [expect.stringContaining('rebinding.example is not on the public internet')],
    });
    const inner = await FeedServer.start();
    server.answer = (response) => response.writeHead(302, { location: inner.url }).end();
    const redirected = await desk.fetch(
      {},
      { resolve: async () => ['127.0.0.1'], isAllowed: () => server.asked.length === 0 },
    );
    expect(redirected).toMatchObject({
      code: 1,
      problems: [expect.stringContaining('127.0.0.1 is not on the public internet')],
    });
    expect(inner.asked).toEqual([]);
  });

  test('that fails keeps its copy, and the others go on', async () => {
    const [one, two] = [await FeedServer.start(), await FeedServer.start()];
    one.answer = (response) => response.writeHead(500).end();
    two.document = rss(old);
    const desk = await Desk.with(`sources:\n  - ${one.url}\n  - {url: ${two.url}, name: Two}`);
    const first = await desk.fetch();
    expect(first.code).toBe(1);
    expect(first.out).toContain('Two: 1 entry at the first look');
    one.answer = undefined;
    one.document = rss(old);
    expect((await desk.fetch()).code).toBe(0);
    one.answer = (response) => response.end('<html><body>Down for repairs</body></html>');
    expect(await desk.fetch()).toMatchObject({
      code: 0,
      problems: [expect.stringContaining('it is a web page, and no feed')],
    });
    expect((await desk.build()).code).toBe(0);
  });

  test('is asked for all of it once its validators are eight days old, or its copy is another', async () => {
    const { server, desk } = await begun();
    await desk.fetch();
    expect(server.asked.at(-1)).toHaveProperty('if-none-match');
    desk.now = '2026-12-01T10:00:00Z';
    await desk.fetch();
    expect(server.asked.at(-1)).not.toHaveProperty('if-none-match');
    await rm(join(desk.folder, 'sources'), { recursive: true });
    await desk.fetch();
    expect(server.asked.at(-1)).not.toHaveProperty('if-none-match');
  });
});

describe("one's own feed", () => {
  const whole = (body: string) => `<content:encoded>${body.replaceAll('<', '&lt;')}</content:encoded>`;

  test('gives articles with their old ids and addresses, cleaned, and with the pictures where they are', async () => {
    const server = await FeedServer.start();
    const plain = item('Numbered', '2026-10-02T09:00:00Z', whole('<p>Second.</p>')).replace('urn:numbered', '17');
    server.document = rss(
      item(
        'Autumn',
        '2026-10-01T09:00:00Z',
        whole('<p onclick="x()">*Not* bold.<script>alert(1)</script><img src="/a.jpg" alt="A leaf"></p>'),
      ),
      plain,
    );
    const desk = await Desk.with(`articles: ${server.url}`);
    expect(await desk.fetch()).toMatchObject({ code: 0, problems: [] });
    expect((await desk.build()).code).toBe(0);
    const json = JSON.parse(await desk.read('output/feed.json'));
    expect(json.items.map(({ id, url }: { id: string; url: string }) => [id, url])).toEqual([
      ['17', 'https://garden.example.org/numbered'],
      ['urn:autumn', 'https://garden.example.org/autumn'],
    ]);
    expect(json.items[1].content_html).toContain('*Not* bold.');
    expect(json.items[1].content_html).toContain('src="https://garden.example.org/a.jpg"');
    expect(json.items[1].content_html).not.toMatch(/script|onclick/);
    expect(await desk.read('output/rss.xml')).toContain('<guid isPermaLink="false">17</guid>');
    expect(await desk.read('output/issues/autumn/email.txt')).toContain('*Not* bold.');
    expect(await readdir(join(desk.folder, 'output/articles'))).toEqual(['autumn', 'numbered']);
    // None of it is news.
    expect(await desk.digest()).toMatchObject({ code: 0, out: '' });
  });

  test('of summaries gives letters of summaries that lead on', async () => {
    const server = await FeedServer.start();
    server.document = rss(old);
    const desk = await Desk.with(`sources: [{url: ${server.url}, own: true, settle: 0m}]`);
    await desk.fetch();
    server.document = rss(item('Frost', '2026-11-23T09:00:00Z').replace('Frost.', 'it freezes …'), old);
    await desk.fetch();
    expect(await desk.digest()).toMatchObject({ code: 0, out: 'issues/2026-11-23-digest.md\n' });
    const letter = await desk.letter();
    expect(letter).toContain('In short: it freezes …');
    expect(letter).toContain('https://garden.example.org/frost');
  });

  test('gives an article once it has settled, keeps it in the lock, and announces that it was taken back', async () => {
    const { server, desk } = await begun('own: true');
    await desk.build();
    server.document = rss(item('Ice', '2026-11-23T09:30:00Z'), news, old);
    await desk.fetch();
    await desk.build();
    expect(await desk.read('output/rss.xml')).not.toContain('Frost');
    desk.now = '2026-11-23T10:30:00Z';
    await desk.fetch();
    await desk.build();
    expect(await desk.read('output/rss.xml')).toContain('Frost');
    expect(await desk.read('tidings.lock')).toContain('"id":"urn:frost"');
    desk.now = '2026-12-02T10:30:00Z';
    server.document = rss(item('Ice', '2026-11-23T09:30:00Z'), old);
    await desk.fetch();
    await desk.build();
    expect(await desk.read('output/rss.xml')).not.toContain('Frost');
    expect(await desk.read('output/atom.xml')).toContain('deleted-entry ref="urn:frost"');
  });

  test('is read with all its older pages at the first look, as far as it leads to them', async () => {
    const [server, older] = [await FeedServer.start(), await FeedServer.start()];
    const leading = (next: string) => rss(`<atom:link rel="next" href="${next}"/>`, old);
    server.document = leading(older.url);
    // A page that leads back to itself ends the way.
    older.document = rss(`<atom:link rel="next" href="${older.url}"/>`, item('Summer', '2026-07-01T09:00:00Z'));
    const desk = await Desk.with(`articles: ${server.url}`);
    expect((await desk.fetch()).out).toContain('2 entries at the first look');
    expect(older.asked).toHaveLength(1);
    await desk.fetch();
    expect(older.asked).toHaveLength(1);
  });

  test('makes feeds and letters where the site is made by another program', async () => {
    const server = await FeedServer.start();
    server.document = rss(old);
    const desk = await Desk.with(`articles: ${server.url}\nsite: false`);
    await desk.fetch();
    expect((await desk.build()).code).toBe(0);
    const output = Object.keys(await contentsOf(join(desk.folder, 'output')));
    expect(output).toContain('rss.xml');
    expect(output).toContain('issues/autumn/email.html');
    expect(output.filter((path) => /^articles\//.test(path))).toEqual([]);
  });

  test('stands next to articles that are files', async () => {
    const server = await FeedServer.start();
    server.document = rss(old);
    const file = { 'articles/mine.md': '---\ndate: 2026-11-01\n---\n# Mine\n\nText.\n' };
    const desk = await Desk.with(`sources: [{url: ${server.url}, own: true}]`, file);
    await desk.fetch();
    expect((await desk.build()).code).toBe(0);
    expect(await readdir(join(desk.folder, 'output/articles'))).toEqual(['autumn', 'mine']);
  });
});

describe('build --fetch', () => {
  const fetchAndBuild = (desk: Desk) => desk.build({ fetch: true });

  test('builds with the copy where a feed cannot be read, and says so', async () => {
    const { server, desk } = await begun();
    const { code, problems } = await fetchAndBuild(desk);
    expect({ code, problems }).toEqual({
      code: 0,
      problems: [`${server.url}: 127.0.0.1 is not on the public internet`],
    });
    expect(await readdir(desk.folder)).toContain('output');
  });

  test('stops where there is no copy', async () => {
    const server = await FeedServer.start();
    const desk = await Desk.with(`articles: ${server.url}`);
    expect(await fetchAndBuild(desk)).toMatchObject({
      code: 2,
      problems: [`${server.url}: 127.0.0.1 is not on the public internet`],
    });
  });

  test('tells of each source that has no copy once', async () => {
    const urls = ['http://127.0.0.1/a.xml', 'http://127.0.0.1/b.xml'];
    const desk = await Desk.with(`sources: [${urls.join(', ')}]`);
    expect(await fetchAndBuild(desk)).toMatchObject({
      code: 2,
      problems: urls.map((url) => `${url}: 127.0.0.1 is not on the public internet`),
    });
  });
});

test('what an issue carried that was sent is carried by no other, and leaves it in silence when it is taken back', async () => {
  const { server, desk } = await begun('settle: 0m');
  server.document = rss(item('Ice', '2026-11-23T09:30:00Z'), news, old);
  await desk.fetch();
  await desk.digest();
  const config = await loadConfig('.', {}, { cwd: desk.folder, environment: {}, clock: () => new Date(desk.now) });
  const { publication } = await prepare(config);
  const [issue] = publication.issues!;
  await recordSent(config, { [issue!.id]: issue!.items.map(({ article }) => article.id) });
  expect(await desk.read('tidings.lock')).toContain('"articles":["urn:ice","urn:frost"]');
  await rm(join(desk.folder, 'issues'), { recursive: true });
  expect(await desk.digest()).toMatchObject({ code: 0, out: '' });
});

test('a check finds nothing amiss in a publication whose articles all come from a feed', async () => {
  const server = await FeedServer.start();
  server.document = rss(old);
  const desk = await Desk.with(`articles: ${server.url}`);
  await desk.fetch();
  expect(await desk.check()).toMatchObject({ code: 0, problems: [] });
});

test('a fresh clone builds the same bytes without asking the web', async () => {
  const { server, desk } = await begun('settle: 0m\n    tags: [garden]');
  server.document = rss(news, old);
  await desk.fetch();
  await desk.digest();
  await desk.build();
  const clone = await folderOf();
  for (const part of ['tidings.yaml', 'tidings.lock', 'sources', 'issues'])
    await cp(join(desk.folder, part), join(clone, part), { recursive: true });
  const asked = server.asked.length;
  expect((await new Desk(clone).build()).code).toBe(0);
  expect(server.asked).toHaveLength(asked);
  expect(await contentsOf(join(clone, 'output'))).toEqual(await contentsOf(join(desk.folder, 'output')));
  expect(await contentsOf(join(clone, 'sources'))).toEqual(await contentsOf(join(desk.folder, 'sources')));
});

test('a source that was never fetched stops a build, which names the command', async () => {
  const desk = await Desk.with('articles: https://garden.example.org/feed.xml');
  expect(await desk.build()).toMatchObject({
    code: 2,
    problems: ['https://garden.example.org/feed.xml was never fetched'],
  });
  expect(await readdir(desk.folder)).not.toContain('output');
});

test('a damaged copy stops a build at its line', async () => {
  const { desk } = await begun();
  const folder = join(desk.folder, 'sources');
  const [name] = await readdir(folder);
  const clone = new Desk(
    await folderOf({ 'tidings.yaml': await desk.read('tidings.yaml'), [`sources/${name}`]: 'tidings-source 1\nx\n' }),
  );
  expect(await clone.build()).toMatchObject({ code: 1, problems: ['this line is damaged'] });
});

test('the order of two fetches makes no difference to what git compares', async () => {
  const { server, desk } = await begun();
  const once = await contentsOf(join(desk.folder, 'sources'));
  server.answer = (response) => response.end(server.document);
  desk.now = '2026-11-25T10:00:00Z';
  await desk.fetch();
  expect(await contentsOf(join(desk.folder, 'sources'))).toEqual(once);
});
