import { chmod, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { articleOf, Folder } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const issue = `---
# The week
subject: "Frost" # short
articles:
  - slug: one # from Sunday
    layout: full
  - two
---

Hello {{ name | default: "you" }}.
`;

const files = {
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
  'articles/three.md': articleOf('Three <b>', '2026-11-03'),
  'articles/four.md': articleOf('Four', '2026-11-04'),
  'articles/moss.md': articleOf('Moss', '2026-11-05', 'draft: true\n'),
  'articles/snow.md': articleOf('Snow', '2027-02-01'),
  'issues/week.md': issue,
  'issues/older.md': '---\nsubject: Older\narticles: [four]\n---\n',
};

const open = (more = {}, settings = '') => OpenedStudio.of({ ...files, ...more }, settings);

const decoded = (markup: string) =>
  markup.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');

const hashIn = (page: string) => /data-hash="([0-9a-f]+)"/.exec(page)![1]!;
const form = {
  subject: 'Frost',
  preheader: '',
  introduction: 'Hello {{ name | default: "you" }}.',
  day: '',
  time: '',
  layout: '',
  theme: '',
  draft: false,
  articles: [
    { slug: 'one', id: '', layout: 'full' },
    { slug: 'two', id: '', layout: '' },
  ],
};

const post = (studio: OpenedStudio, path: string, body: unknown) =>
  studio.ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });

async function save(studio: OpenedStudio, change: Partial<Record<keyof typeof form, unknown>>, hash?: string) {
  const seen = hash ?? hashIn(await studio.text('issues/week/curate'));
  return post(studio, 'issues/week/curate', { hash: seen, base: form, form: { ...form, ...change } });
}

const titles = (markup: string, list: string) =>
  [...markup.matchAll(new RegExp(`id="${list}-[^"]*" data-slug="([^"]+)"`, 'g'))].map(([, slug]) => slug);

describe('the view of an issue', () => {
  test('shows its articles in order, and those to choose from: new ones, held ones, those of other issues', async () => {
    const studio = await open();
    const page = await studio.text('issues/week/curate');
    expect(titles(page, 'listed')).toEqual(['one', 'two']);
    expect(titles(page, 'choice')).toEqual(['three', 'two', 'one', 'moss', 'snow', 'four']);
    expect(page).toContain('already in older');
    expect(page).toContain('Three &lt;b&gt;');
    expect(page).not.toContain('Three <b>');
    expect(page).toMatch(/data-held[\s\S]*Moss[\s\S]*badge draft/);
    expect(page).toMatch(/Snow[\s\S]*to come/);
    expect(page).not.toContain('aria-label="Add Moss"');
    expect(page).not.toContain('aria-label="Add Snow"');
  });

  test('says without script that it needs script', async () => {
    const page = await (await open()).text('issues/week/curate');
    expect(page).toMatch(/<noscript>.*Curating needs script.*issues\/week\.md/);
    expect(page).toMatch(/<form id="curate" data-script hidden/);
  });

  test('finds articles by words', async () => {
    const studio = await open();
    expect(titles(await studio.text('issues/week/choices?q=THREE'), 'choice')).toEqual(['three']);
    expect(await studio.text('issues/week/choices?q=%3Ci%3E')).toContain('No article holds “&lt;i&gt;”');
  });

  test('lists a hundred of many articles, and says how many more there are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 120 }, (_, number) => [
        `articles/n${number}.md`,
        articleOf(`Number ${number}`, '2026-10-01'),
      ]),
    );
    const choices = await (await open(many)).text('issues/week/choices');
    expect(titles(choices, 'choice')).toHaveLength(100);
    expect(choices).toContain('26 more. Search by words');
  });

  test('shows entries that are no article with their reason', async () => {
    const studio = await open();
    await studio.text('issues/week/curate');
    await studio.save('issues/week.md', issue.replace('- two', '- snow'));
    expect(await studio.text('issues/week/curate')).toMatch(/data-slug="snow"[^>]*>[\s\S]*?badge error">still to come/);
  });

  test('of an issue that does not exist says so', async () => {
    const response = await (await open()).ask('issues/no-such/curate');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('There is no issue “no-such”');
  });

  test('shows what a rule chooses, which can be turned into a list', async () => {
    const studio = await open({ 'issues/week.md': '---\nsubject: Frost\nlatest: 2 # the newest\n---\n' });
    const page = await studio.text('issues/week/curate');
    expect(page).toContain('Choose by hand');
    expect(titles(page, 'listed')).toEqual(['four', 'three']);
    const { articles: _, ...byRule } = form;
    const kept = await post(studio, 'issues/week/curate', {
      hash: hashIn(page),
      form: { ...byRule, introduction: '', preheader: 'Cold' },
    });
    expect(kept.status).toBe(200);
    expect(await studio.folder.read('issues/week.md')).toBe(
      '---\nsubject: Frost\npreheader: Cold\nlatest: 2 # the newest\n---\n',
    );
    const response = await save(studio, {
      introduction: '',
      preheader: 'Cold',
      articles: [
        { slug: 'four', id: 'tag:x', layout: '' },
        { slug: 'three', id: 'tag:y', layout: 'full' },
      ],
    });
    expect(response.status).toBe(200);
    expect(await studio.folder.read('issues/week.md')).toBe(
      '---\nsubject: Frost\npreheader: Cold\narticles:\n  - four\n  - slug: three\n    layout: full\n---\n',
    );
  });

  test('says that a sent issue keeps its articles', async () => {
    const studio = await open();
    await studio.folder.send('week');
    studio.session.touched();
    expect(await studio.text('issues/week/curate')).toContain('This issue was sent.');
  });

  test('of a file that cannot be read any more shows the problem', async () => {
    const studio = await open();
    await studio.text('issues/week/curate');
    await studio.save('issues/week.md', '---\nsubject: "Frost\n---\n');
    const page = await studio.text('issues/week/curate');
    expect(page).toMatch(/issues\/week\.md/);
    expect(page).toContain('class="panel fault"');
  });
});

describe('saving an issue', () => {
  test('writes what was changed, and every other byte stays', async () => {
    const studio = await open();
    const revision = studio.session.revision;
    const response = await save(studio, {
      subject: 'Snow',
      preheader: 'Cold',
      day: '2026-12-01',
      time: '09:00',
      articles: [{ slug: 'three', id: 'tag:example.org,2026-11-03:three', layout: '' }, ...form.articles],
    });
    expect(response.status).toBe(200);
    const expected = issue
      .replace('"Frost" # short\n', '"Snow" # short\npreheader: Cold\ndate: 2026-12-01 09:00\n')
      .replace('articles:\n', 'articles:\n  - three\n');
    expect(await studio.folder.read('issues/week.md')).toBe(expected);
    expect(hashIn(await studio.text('issues/week/curate'))).toBe(((await response.json()) as { hash: string }).hash);
    expect(studio.session.revision).toBeGreaterThan(revision);
  });

  test('the example of a slot below the introduction can be saved as it stands', async () => {
    const studio = await open();
    const [, example] = /slots such as (\{\{.*?\}\})/.exec(decoded(await studio.text('issues/week/curate')))!;
    const response = await save(studio, { introduction: `Hello ${example},` });
    expect(await response.json()).not.toHaveProperty('unbuilt');
    expect(await studio.text('letters/week/frame')).toContain('Hello friend,');
  });

  test('of unfinished work, the page says that it is saved, and why there is no letter yet', async () => {
    const studio = await open();
    const response = await save(studio, { subject: 'Not done', introduction: 'Hello {{ nosuch }} {% if %}' });
    const { unbuilt } = (await response.json()) as { unbuilt: string };
    expect(unbuilt).toMatch(/^[A-Z].*\.$/);
    const page = decoded(await studio.text('issues/week/curate'));
    expect(page).toContain(`data-unbuilt="${unbuilt}"`);
    expect(page).toMatch(/id="fault"[\s\S]*issues\/week\.md/);
    // The heading is that of the file, though the last good state has another one.
    expect(page).toContain('<h1>Not done</h1>');
    const mended = await save(studio, { subject: 'Done' }, hashIn(page));
    expect(await mended.json()).not.toHaveProperty('unbuilt');
    expect(await studio.text('issues/week/curate')).toMatch(/data-unbuilt="" [\s\S]*/);
  });

  test('the fault of an article that is not in it keeps no letter back', async () => {
    const studio = await open();
    await studio.text('');
    await studio.save('articles/four.md', '---\ntitle: [\n---\n');
    expect(await (await save(studio, { subject: 'Ice' })).json()).not.toHaveProperty('unbuilt');
    const page = await studio.text('issues/week/curate');
    expect(page).toContain('data-unbuilt=""');
    expect(page).toContain('1 error in articles/four.md');
  });

  test('a letter that cannot be compiled is told as well, and an issue that was only begun is no fault', async () => {
    const studio = await open();
    const conditions = Array.from({ length: 33 }, (_, index) => `{% if tag == 't${index}' %}For ${index}.{% endif %}`);
    expect(await (await save(studio, { introduction: conditions.join('\n\n') })).json()).toHaveProperty('unbuilt');
    expect(await studio.text('issues/week/curate')).toContain('id="fault"');
    await studio.ask('new/issue', { method: 'POST', body: new URLSearchParams({ subject: 'Only begun' }) });
    expect(await studio.text('issues/only-begun/curate')).toContain('data-unbuilt=""');
  });

  test('shows both versions where somebody else has written the file, and writes nothing', async () => {
    const studio = await open();
    const seen = hashIn(await studio.text('issues/week/curate'));
    const theirs = issue.replace('"Frost"', '"Ice"').replace('# The week', '# My <week>');
    await studio.save('issues/week.md', theirs);
    const response = await save(studio, { subject: 'Snow', articles: [form.articles[1]!] }, seen);
    expect(response.status).toBe(409);
    const panel = await response.text();
    expect(panel).toContain('Nothing was saved');
    expect(panel).toMatch(/<th scope="row">Subject<\/th><td><pre>Ice<\/pre><\/td><td><pre>Snow<\/pre>/);
    expect(panel).toMatch(/<th scope="row">Articles<\/th><td><pre>one \(full\)\ntwo<\/pre><\/td><td><pre>two<\/pre>/);
    expect(panel).toContain('# My &lt;week&gt;');
    expect(await studio.folder.read('issues/week.md')).toBe(theirs);
    // "Keep what I changed" saves over the version that was shown, and over no other.
    expect((await save(studio, { subject: 'Snow' }, hashIn(panel))).status).toBe(200);
    expect(await studio.folder.read('issues/week.md')).toBe(theirs.replace('"Ice"', '"Snow"'));
  });

  test('calls a conflict what the editor changed, and nothing else that is different', async () => {
    const studio = await open();
    const seen = hashIn(await studio.text('issues/week/curate'));
    await studio.save('issues/week.md', `${issue.replace('  - two\n', '')}\nA paragraph of theirs.\n`);
    const panel = await (await save(studio, { subject: 'Snow' }, seen)).text();
    expect([...panel.matchAll(/<th scope="row">(\w+)/g)].map(([, label]) => label)).toEqual(['Subject']);
  });

  test.each<[string, (studio: OpenedStudio) => Promise<unknown>, RegExp]>([
    [
      'the file may only be read',
      ({ folder }) => chmod(join(folder.path, 'issues/week.md'), 0o444),
      /may not be written/,
    ],
    [
      'the folder is gone',
      ({ folder }) => rename(join(folder.path, 'issues'), join(folder.path, 'gone')),
      /is not there any more/,
    ],
  ])('tells where %s', async (_, change, message) => {
    const studio = await open();
    const seen = hashIn(await studio.text('issues/week/curate'));
    await change(studio);
    const response = await save(studio, { subject: 'Snow' }, seen);
    expect(response.status).toBe(422);
    expect(await response.text()).toMatch(message);
  });

  test('refuses a date that is none, and a form that is none', async () => {
    const studio = await open();
    const response = await save(studio, { day: '2026-13-01' });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('is no date');
    for (const refused of [
      await save(studio, { draft: 'yes' }),
      await studio.ask('issues/week/curate', { method: 'POST', body: '{' }),
      await studio.ask('issues/week/trial/a', { method: 'POST', body: 'null' }),
    ]) {
      expect(refused.status).toBe(422);
      expect(await refused.text()).toContain('the form cannot be read');
    }
    expect(await studio.folder.read('issues/week.md')).toBe(issue);
  });

  test('is refused to another origin', async () => {
    const studio = await open();
    const body = JSON.stringify({
      hash: hashIn(await studio.text('issues/week/curate')),
      form: { ...form, subject: 'Evil' },
    });
    const others: Record<string, string>[] = [
      { Origin: 'https://example.net' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const headers of others)
      expect((await studio.ask('issues/week/curate', { method: 'POST', body, headers })).status).toBe(403);
    expect(await studio.folder.read('issues/week.md')).toBe(issue);
  });

  test('never follows a link out of the publication', async () => {
    const studio = await open();
    const seen = hashIn(await studio.text('issues/week/curate'));
    const other = await Folder.with({ 'week.md': issue });
    await rename(join(studio.folder.path, 'issues/week.md'), join(studio.folder.path, 'old.md'));
    await symlink(join(other.path, 'week.md'), join(studio.folder.path, 'issues/week.md'));
    const response = await save(studio, { subject: 'Snow' }, seen);
    expect(response.status).toBe(422);
    expect(await other.read('week.md')).toBe(issue);
  });
});

describe('the letter before anything is saved', () => {
  test('holds what was typed, and the file stays as it is', async () => {
    const studio = await open();
    const response = await post(studio, 'issues/week/trial/a', {
      ...form,
      subject: 'Unsaved',
      introduction: 'Typed *now*.',
      articles: [{ slug: 'three', id: '', layout: 'full' }],
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Gmail on a phone');
    const letter = await studio.text('issues/week/trial/a');
    expect(letter).toContain('Typed <em>now</em>.');
    expect(letter).toContain('Three &lt;b&gt;');
    expect(letter).not.toContain('The text of One');
    const saved = await studio.text('issues/week/trial/saved');
    expect(saved).toContain('The text of One');
    expect(await studio.folder.read('issues/week.md')).toBe(issue);
  });

  test('can be seen of a draft and of an issue to come', async () => {
    const studio = await open({
      'issues/week.md': issue.replace('articles', 'draft: true\ndate: 2027-01-01\narticles'),
    });
    expect(await studio.text('issues/week/trial/saved')).toContain('The text of One');
  });

  test('says why there is none', async () => {
    const studio = await open();
    await post(studio, 'issues/week/trial/a', { ...form, introduction: '', articles: [] });
    expect(await studio.text('issues/week/trial/a')).toContain('neither articles nor a text of its own');
    await post(studio, 'issues/week/trial/a', { ...form, articles: [{ slug: 'snow', id: '', layout: '' }] });
    expect(await studio.text('issues/week/trial/a')).toContain('still to come');
    await post(studio, 'issues/week/trial/a', { ...form, introduction: 'Hello {{ nam }}' });
    expect(await studio.text('issues/week/trial/a')).toContain('There is no letter');
  });
});

const send = (studio: OpenedStudio, path: string, fields: Record<string, string>) =>
  studio.ask(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });

describe('what is new', () => {
  test('is an article, as "tidings new" begins it', async () => {
    const studio = await open();
    const response = await send(studio, 'new/article', { title: 'Leaf mould' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toContain('/letters/leaf-mould');
    expect(await studio.folder.read('articles/leaf-mould.md')).toContain(
      'title: "Leaf mould"\ndate: 2026-11-30\ndraft: true',
    );
  });

  test('is an issue without articles, which is a draft', async () => {
    const studio = await open();
    const response = await send(studio, 'new/issue', { subject: 'Frost & snow' });
    expect(response.headers.get('location')).toContain('/issues/frost-snow/curate');
    expect(await studio.folder.read('issues/frost-snow.md')).toBe(
      '---\nsubject: "Frost & snow"\ndraft: true # take this line out to publish it\narticles: []\n---\n',
    );
    const page = await studio.text('issues/frost-snow/curate');
    expect(page).not.toContain('class="panel fault"');
  });

  test('is a digest of what no issue has carried', async () => {
    const studio = await open();
    const response = await send(studio, 'new/digest', {});
    expect(response.headers.get('location')).toContain('/issues/2026-11-03-digest/curate');
    expect(titles(await studio.text('issues/2026-11-03-digest/curate'), 'listed')).toEqual(['three']);
    const again = await send(studio, 'new/digest', {});
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('every article is in an issue already');
  });

  test.each([
    ['new/article', { title: 'One' }, /is there already/],
    ['new/article', { title: '!?' }, /neither a letter nor a digit/],
    ['new/issue', { subject: 'Week' }, /taken by an article or an issue/],
    ['new/issue', { subject: 'One' }, /taken by an article or an issue/],
    ['new/issue', { subject: '…' }, /neither a letter nor a digit/],
    ['new/issue', { subject: 'For {{ name }}' }, /the subject holds a slot/],
  ])('overwrites nothing, and what was typed stays: %s %j', async (path, fields, message) => {
    const studio = await open();
    const response = await send(studio, path, fields);
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toMatch(message);
    expect(page).toContain(`value="${Object.values(fields)[0]}"`);
    for (const [file, text] of Object.entries(files)) expect(await studio.folder.read(file)).toBe(text);
  });
});

describe('the date of an article', () => {
  test('is shown and written by the clock of the publication', async () => {
    const studio = await open(
      { 'articles/one.md': articleOf('One', '2026-11-01T08:00:00Z # c') },
      'timezone: Europe/Berlin\n',
    );
    const page = await studio.text('articles/one/publish');
    expect(page).toMatch(/type="date" value="2026-11-01"[\s\S]*type="time" value="09:00"/);
    const hash = /name="hash" value="([^"]+)"/.exec(page)![1]!;
    expect((await send(studio, 'articles/one/publish', { hash, day: '2026-11-01', time: '09:00' })).status).toBe(303);
    expect(await studio.folder.read('articles/one.md')).toContain('date: 2026-11-01T08:00:00Z # c');
    expect(
      (await send(studio, 'articles/one/publish', { hash, day: '2026-12-01', time: '', draft: 'on' })).status,
    ).toBe(303);
    expect(await studio.folder.read('articles/one.md')).toBe(articleOf('One', '2026-12-01 # c', 'draft: true\n'));
    expect(await studio.text('articles/one/publish?saved=')).toContain('Saved in articles/one.md');
  });

  test('of a draft that is published', async () => {
    const studio = await open();
    const hash = /name="hash" value="([^"]+)"/.exec(await studio.text('articles/moss/publish'))![1]!;
    await send(studio, 'articles/moss/publish', { hash, day: '2026-11-05', time: '' });
    expect(await studio.folder.read('articles/moss.md')).toBe(articleOf('Moss', '2026-11-05'));
  });

  test('is not written over what somebody else has changed', async () => {
    const studio = await open();
    const hash = /name="hash" value="([^"]+)"/.exec(await studio.text('articles/one/publish'))![1]!;
    await studio.save('articles/one.md', articleOf('One', '2026-11-09'));
    const response = await send(studio, 'articles/one/publish', { hash, day: '2026-12-01', time: '' });
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain('nothing was saved: articles/one.md has changed on disk');
    expect(page).toContain('On disk: 2026-11-09');
    expect(page).toContain('value="2026-12-01"');
    expect(await studio.folder.read('articles/one.md')).toBe(articleOf('One', '2026-11-09'));
  });

  test('of an article that is no YAML names the line to change', async () => {
    const studio = await open({ 'articles/five.md': '{\n"title": "Five",\n"date": "2026-11-05"\n}\nText\n' });
    const hash = /name="hash" value="([^"]+)"/.exec(await studio.text('articles/five/publish'))![1]!;
    const page = await (await send(studio, 'articles/five/publish', { hash, day: '2026-12-01', time: '' })).text();
    expect(page).toContain('articles/five.md:3');
    expect(page).toContain('set &quot;date&quot; to &quot;2026-12-01&quot;');
  });

  test('names another key that holds the article back', async () => {
    const studio = await open({ 'articles/five.md': articleOf('Five', '2026-11-05', 'status: review\n') });
    expect(await studio.text('articles/five/publish')).toContain(
      '“status” may hold this article back: see articles/five.md, line 4',
    );
  });

  test('of no article is a page that says so', async () => {
    expect((await (await open()).ask('articles/week/publish')).status).toBe(404);
  });
});
