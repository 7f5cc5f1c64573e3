import { readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DigestRule, takeBack, writeDigest } from '../../../src/publish/issues/digest.ts';
import { runs } from '../../runs.ts';
import { articleOf, contentsOf, Folder } from '../publication.ts';

const articles = {
  'articles/one.md': articleOf('One', '2026-11-01', 'tags: [garden]\n'),
  'articles/two.md': articleOf('Two', '2026-11-02 09:00'),
  'articles/three.md': articleOf('Three', '2026-11-03', 'tags: [garden, winter]\n'),
};

const last: DigestRule = { since: 'last' };

const digest = async (folder: Folder, rule = last) => writeDigest(await folder.config(), rule);
const carriedBy = async (folder: Folder, rule = last) => (await digest(folder, rule))?.articles.map(({ slug }) => slug);

describe('a digest', () => {
  test('is an issue of concrete articles that an editor can read and edit', async () => {
    const folder = await Folder.with(articles);
    expect(await digest(folder)).toMatchObject({ slug: '2026-11-03-digest' });
    expect(await folder.read('issues/2026-11-03-digest.md')).toBe(`---
# The titles make the subject of the letter. For another one: "subject: …"
kind: digest # also for readers who want digests only
layout: summary # or full, summary, headline; an article may have its own
# What you take out of this list comes with the next digest.
articles:
  - slug: three
    id: tag:example.org,2026-11-03:three
  - slug: two
    id: tag:example.org,2026-11-02:two
  - slug: one
    id: tag:example.org,2026-11-01:one
---

`);
    expect(contentsOf(await folder.prepared())).toEqual({ '2026-11-03-digest': ['three', 'two', 'one'] });
  });

  test('has the date of its newest article, and the day where the publication is', async () => {
    const folder = await Folder.with({ 'articles/a.md': articleOf('A', '2026-11-03T00:30:00+09:00') });
    expect(await digest(folder)).toMatchObject({ slug: '2026-11-02-digest' });
    const { publication, held } = await folder.prepared('2026-11-02T16:00:00Z');
    expect(held.issues).toEqual([]);
    expect(publication.issues![0]!.date).toBe('2026-11-03T00:30:00+09:00');
  });

  test('of one article holds it whole', async () => {
    const folder = await Folder.with({ 'articles/one.md': articles['articles/one.md'] });
    await digest(folder);
    const { publication } = await folder.prepared();
    expect(publication.issues![0]!.items[0]!.layout).toBe('full');
  });

  const made = async (files: Readonly<Record<string, string>>, settings = '') => {
    const folder = await Folder.with(files, settings);
    await digest(folder);
    return folder;
  };
  const inbox = async (folder: Folder) => {
    const [issue] = (await folder.prepared()).publication.issues!;
    return [issue!.subject, issue!.preheader];
  };

  test('has the first title for its subject, and the next ones in the inbox', async () => {
    expect(await inbox(await made(articles))).toEqual(['Three, and 2 more', 'Two · One']);
    const { 'articles/one.md': one } = articles;
    expect(await inbox(await made({ 'articles/one.md': one }))).toEqual(['One', 'The text of One.']);
  });

  test('speaks the publication’s language, and braces in a title are text', async () => {
    const folder = await made(
      { ...articles, 'articles/a.md': articleOf("'{{ Frost'", '2026-11-04') },
      'language: de\n',
    );
    expect(await inbox(folder)).toEqual(["{{ '{{' }} Frost, und 3 weitere", 'Three · Two · One']);
  });

  test('counts what its list holds once it was edited, and has the subject that an editor gave it', async () => {
    const folder = await made(articles);
    const file = 'issues/2026-11-03-digest.md';
    const text = (await folder.read(file)).replace(/ {2}- slug: two\n.*\n/, '');
    await folder.write(file, text);
    expect(await inbox(folder)).toEqual(['Three, and one more', 'One']);
    await folder.write(file, text.replace('---\n', '---\nsubject: Winter is here\n'));
    expect(await inbox(folder)).toEqual(['Winter is here', 'Three · One']);
    await folder.write(file, `${text}# Winter, at last\n`);
    expect(await inbox(folder)).toEqual(['Winter, at last', 'Three · One']);
  });

  test('puts no comma after a question', async () => {
    const folder = await made({ ...articles, 'articles/a.md': articleOf('Who mends the wall?', '2026-11-04') });
    expect(await inbox(folder)).toEqual(['Who mends the wall? and 3 more', 'Three · Two · One']);
  });

  test('is the same file from the same articles', async () => {
    const texts = await Promise.all(
      [1, 2].map(async () => {
        const folder = await Folder.with(articles);
        await digest(folder);
        return folder.read('issues/2026-11-03-digest.md');
      }),
    );
    expect(texts[0]).toBe(texts[1]);
  });

  test.each<[string, DigestRule, string[] | undefined]>([
    ['of one tag', { since: 'last', tag: 'Garden' }, ['three', 'one']],
    ['since a day', { since: '2026-11-02T00:00:00Z' }, ['three', 'two']],
    ['since a day with nothing new', { since: '2026-11-04T00:00:00Z' }, undefined],
  ])('%s holds what it should', async (_, rule, slugs) => {
    expect(await carriedBy(await Folder.with(articles), rule)).toEqual(slugs);
  });

  test('of drafts and articles of days to come there is none', async () => {
    const folder = await Folder.with({
      'articles/a.md': articleOf('A', '2026-11-01', 'draft: true\n'),
      'articles/b.md': articleOf('B', '2027-11-01'),
    });
    expect(await digest(folder)).toBeUndefined();
    expect(await readdir(folder.path)).not.toContain('issues');
  });

  test('of a tag that nobody used is refused, with the nearest', async () => {
    const folder = await Folder.with(articles);
    await expect(digest(folder, { since: 'last', tag: 'gardn' })).rejects.toMatchObject({
      exitCode: 2,
      problems: [{ rule: 'tag', hint: 'Did you mean "garden"?' }],
    });
  });

  test('overwrites nothing: where its name is taken it has the next', async () => {
    const folder = await Folder.with({ ...articles, 'issues/2026-11-03-digest.md/.keep': '' });
    expect(await digest(folder)).toMatchObject({ slug: '2026-11-03-digest-2' });
  });

  test('for which there can be no folder is a problem that names the file', async () => {
    const folder = await Folder.with(articles);
    await symlink('/proc/nowhere', join(folder.path, 'issues'));
    await expect(digest(folder)).rejects.toMatchObject({
      problems: [{ rule: 'write', message: expect.stringContaining('issues/2026-11-03-digest.md') }],
    });
  });

  test('is taken back as a whole, but not with what an editor wrote into it by then', async () => {
    const folder = await Folder.with(articles);
    const first = (await digest(folder))!;
    await folder.write('issues/2026-11-03-digest.md', `${await folder.read('issues/2026-11-03-digest.md')}Hello.\n`);
    expect(await takeBack(first)).toBe(false);
    await rm(first.file);
    const second = (await digest(folder))!;
    expect(await takeBack(second)).toBe(true);
    expect(await readdir(join(folder.path, 'issues'))).toEqual([]);
  });

  test('of 500 articles holds them all', async () => {
    const many = Array.from({ length: 500 }, (_, index) => {
      const day = `2026-0${(index % 9) + 1}-1${index % 10}`;
      return [`articles/a${index}.md`, articleOf(`A${index}`, day)] as const;
    });
    const folder = await Folder.with(Object.fromEntries(many));
    expect((await digest(folder))?.articles).toHaveLength(500);
    expect((await folder.prepared()).publication.issues![0]!.items).toHaveLength(500);
  });
});

describe('a second digest', () => {
  test('of nothing new is none', async () => {
    const folder = await Folder.with(articles);
    await digest(folder);
    expect(await digest(folder)).toBeUndefined();
  });

  test('of the same day has another name', async () => {
    const folder = await Folder.with(articles);
    await digest(folder, { since: 'last', tag: 'winter' });
    await folder.write('articles/four.md', articleOf('Four', '2026-11-03 10:00'));
    expect(await digest(folder)).toMatchObject({ slug: '2026-11-03-digest-2' });
  });

  test('carries what was taken out of the first', async () => {
    const folder = await Folder.with(articles);
    await digest(folder);
    const text = await folder.read('issues/2026-11-03-digest.md');
    const without = text.replace(/ {2}- slug: two\n.*\n/, '');
    await folder.write('issues/2026-11-03-digest.md', without);
    expect(await carriedBy(folder)).toEqual(['two']);
  });

  test('does not take the name of one that was sent, whose file is gone', async () => {
    const folder = await Folder.with(articles);
    await digest(folder, { since: 'last', tag: 'winter' });
    await folder.send('2026-11-03-digest');
    await rm(join(folder.path, 'issues/2026-11-03-digest.md'));
    await folder.write('articles/four.md', articleOf('Four', '2026-11-03 10:00'));
    expect(await digest(folder)).toMatchObject({ slug: '2026-11-03-digest-2' });
    expect(contentsOf(await folder.prepared())).toEqual({ '2026-11-03-digest-2': ['four', 'two', 'one'] });
  });

  test('passes over a backlog that is kept as a draft', async () => {
    const folder = await Folder.with(articles);
    await digest(folder);
    const text = await folder.read('issues/2026-11-03-digest.md');
    await folder.write('issues/2026-11-03-digest.md', text.replace('layout', 'draft: true\nlayout'));
    expect(await digest(folder)).toBeUndefined();
  });

  test('that is made at the same time carries nothing twice', async () => {
    const folder = await Folder.with(articles);
    const made = await Promise.all([digest(folder), digest(folder), digest(folder)]);
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await readdir(join(folder.path, 'issues'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

/** What can happen to a publication between two digests; numbers choose an article or an issue. */
const step = fc.oneof(
  fc.record({ does: fc.constant('publish' as const), which: fc.nat(7) }),
  fc.record({ does: fc.constantFrom('rename' as const, 'remove' as const), which: fc.nat(7) }),
  fc.record({ does: fc.constantFrom('digest' as const, 'digestOfTag' as const), which: fc.constant(0) }),
  fc.record({ does: fc.constantFrom('send' as const, 'takeOut' as const, 'forget' as const), which: fc.nat(3) }),
);

/** Plays it on a disk, and tells which issues carry which article. */
class Play {
  readonly folder: Folder;
  /** Articles by number: the name of the file. */
  readonly files = new Map<number, string>();

  constructor(folder: Folder) {
    this.folder = folder;
  }

  async take({ does, which }: { does: string; which: number }): Promise<void> {
    const { folder, files } = this;
    const digests = (await readdir(join(folder.path, 'issues'))).filter((name) => name.endsWith('.md')).sort();
    const file = digests[which % Math.max(1, digests.length)];
    const tag = which % 2 ? 'tags: [odd]\n' : '';
    const text = articleOf(`A${which}`, `2026-11-0${which + 1}`, tag);
    if (does === 'publish' && !files.has(which)) {
      files.set(which, `a${which}`);
      await folder.write(`articles/a${which}.md`, text);
    } else if (does === 'rename' && files.has(which)) {
      const name = `${files.get(which)}x`;
      await rm(join(folder.path, `articles/${files.get(which)}.md`));
      files.set(which, name);
      await folder.write(`articles/${name}.md`, text);
    } else if (does === 'remove' && files.has(which)) {
      await rm(join(folder.path, `articles/${files.get(which)}.md`));
      files.delete(which);
    } else if (does === 'digest') await digest(folder);
    else if (does === 'digestOfTag') await digest(folder, { since: 'last', tag: 'odd' }).catch(() => undefined);
    else if (file && does === 'forget') await rm(join(folder.path, 'issues', file));
    else if (file && does === 'send') {
      const slug = file.replace('.md', '');
      if (contentsOf(await folder.prepared())[slug]) await folder.send(slug);
    } else if (file && does === 'takeOut' && !(await this.sent()).has(`issues/${file}`)) {
      const before = await folder.read(`issues/${file}`);
      const after = before.replace(/ {2}- slug: .*\n {4}id: .*\n/, '');
      // A digest without articles is no issue, and an editor would delete it.
      if (after.includes('- slug')) await folder.write(`issues/${file}`, after);
    }
  }

  /** What each sent issue carried, by its path. */
  async sent(): Promise<Map<string, readonly string[]>> {
    const { lock } = await this.folder.prepared();
    return new Map(lock.issues?.flatMap(({ path, articles: ids }) => (path && ids ? [[path, ids]] : [])));
  }

  /** How many issues carry each article. */
  async counts(): Promise<Map<string, number>> {
    const sent = await this.sent();
    const names = (await readdir(join(this.folder.path, 'issues'))).filter((name) => name.endsWith('.md'));
    const open = names.filter((name) => !sent.has(`issues/${name}`));
    const texts = await Promise.all(open.map((name) => this.folder.read(`issues/${name}`)));
    const ids = [...sent.values()]
      .flat()
      .concat(texts.flatMap((text) => [...text.matchAll(/id: (.*)/g)].map(([, id]) => id!)));
    return ids.reduce((counts, id) => counts.set(id, (counts.get(id) ?? 0) + 1), new Map<string, number>());
  }
}

test('whatever happens between digests, no article is carried twice and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const play = new Play(await Folder.with({ 'issues/.keep': '' }));
      for (const one of steps) {
        await play.take(one);
        expect(Math.max(0, ...(await play.counts()).values())).toBeLessThanOrEqual(1);
      }
      await digest(play.folder);
      const counts = await play.counts();
      const { publication } = await play.folder.prepared();
      expect(publication.articles.map(({ id }) => counts.get(id))).toEqual(publication.articles.map(() => 1));
    }),
    { numRuns: runs(40) },
  );
});
