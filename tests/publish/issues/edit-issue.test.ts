import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import { type IssueFields, openIssue, saveIssue } from '../../../src/publish/issues/edit-issue.ts';
import { runs } from '../../runs.ts';
import { articleOf, contentsOf, Folder } from '../publication.ts';

const issue = `---
# The week of the frost
subject: "Frost and birds"   # short
layout: summary # or full
articles: # in the order of the letter
  # The longest first.
  - slug: one # from Tuesday
    layout: full
  - two
data:
  mood: 'calm' # for the theme
---

Hello {{ name | default: "you" }},

{% if tag.garden %}
Only for gardeners.
{% endif %}

Bye.
`;

const articles = {
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
  'articles/three.md': articleOf('Three', '2026-11-03'),
};

async function publication(text = issue, more = {}) {
  return Folder.with({ ...articles, 'issues/week.md': text, ...more });
}

async function save(
  folder: Folder,
  change: Partial<IssueFields> | ((fields: IssueFields) => IssueFields),
  file = 'issues/week.md',
) {
  const config = await folder.config();
  const { fields, hash } = await openIssue(config, file);
  return saveIssue(config, file, hash, typeof change === 'function' ? change(fields) : { ...fields, ...change });
}

async function saved(
  text: string,
  change: Partial<IssueFields> | ((fields: IssueFields) => IssueFields),
): Promise<string> {
  const folder = await publication(text);
  await save(folder, change);
  return folder.read('issues/week.md');
}

describe('an issue in its file', () => {
  test('is read with all that an editor can change', async () => {
    const folder = await publication();
    expect((await openIssue(await folder.config(), 'issues/week.md')).fields).toEqual({
      subject: 'Frost and birds',
      preheader: '',
      introduction: issue.split('---\n')[2]!.trim(),
      date: '',
      layout: 'summary',
      theme: '',
      draft: false,
      articles: [
        { old: 0, slug: 'one', layout: 'full' },
        { old: 1, slug: 'two' },
      ],
    });
  });

  test.each<[string, Partial<IssueFields>, (text: string) => string]>([
    ['its subject', { subject: 'Snow: at last' }, (text) => text.replace('"Frost and birds"', '"Snow: at last"')],
    [
      'a preheader after the subject',
      { preheader: 'Cold' },
      (text) => text.replace('# short\n', '# short\npreheader: Cold\n'),
    ],
    ['no subject', { subject: '' }, (text) => text.replace('subject: "Frost and birds"   # short\n', '')],
    ['its layout', { layout: 'headline' }, (text) => text.replace('layout: summary', 'layout: headline')],
    ['its theme', { theme: 'plain' }, (text) => text.replace('# or full\n', '# or full\ntheme: plain\n')],
    [
      'its date',
      { date: '2026-12-01 09:00' },
      (text) => text.replace('# short\n', '# short\ndate: 2026-12-01 09:00\n'),
    ],
    ['being a draft', { draft: true }, (text) => text.replace('# short\n', '# short\ndraft: true\n')],
    ['its introduction', { introduction: 'Hello.' }, (text) => text.replace(/Hello \{[\s\S]*/, 'Hello.\n')],
    ['no introduction', { introduction: ' \n' }, (text) => text.replace(/Hello \{[\s\S]*/, '\n')],
    [
      'a layout of one article',
      {
        articles: [
          { old: 0, slug: 'one' },
          { old: 1, slug: 'two', layout: 'full' },
        ],
      },
      (text) => text.replace('    layout: full\n  - two', '  - slug: two\n    layout: full'),
    ],
    [
      'the order of its articles',
      {
        articles: [
          { old: 1, slug: 'two' },
          { old: 0, slug: 'one', layout: 'full' },
        ],
      },
      (text) =>
        text.replace(
          '  - slug: one # from Tuesday\n    layout: full\n  - two\n',
          '  - two\n  - slug: one # from Tuesday\n    layout: full\n',
        ),
    ],
    [
      'one more article',
      {
        articles: [
          { old: 0, slug: 'one', layout: 'full' },
          { slug: 'three', id: 'tag:example.org,2026:three' },
          { old: 1, slug: 'two' },
        ],
      },
      (text) => text.replace('  - two\n', '  - three\n  - two\n'),
    ],
    [
      'one article less',
      { articles: [{ old: 1, slug: 'two' }] },
      (text) => text.replace('  - slug: one # from Tuesday\n    layout: full\n', ''),
    ],
    [
      'no article',
      { articles: [] },
      (text) =>
        text.replace(
          /articles:.*\n[\s\S]*- two\n/,
          'articles: [] # in the order of the letter\n  # The longest first.\n',
        ),
    ],
  ])('gets %s, and every other byte stays', async (_, change, expected) => {
    expect(await saved(issue, change)).toBe(expected(issue));
    const windows = `\uFEFF${issue.replaceAll('\n', '\r\n')}`;
    expect(await saved(windows, change)).toBe(`\uFEFF${expected(issue).replaceAll('\n', '\r\n')}`);
  });

  test('that is saved as it was keeps its bytes and its time', async () => {
    for (const text of [
      issue,
      issue.replace('\n\nHello', '\nHello'),
      `${issue}\n\n`,
      issue.trimEnd(),
      '# Hi\n\nThere',
      'Hi',
      '---\nsubject: x\n---',
      '---\nsubject: x\n---\n',
    ]) {
      expect(await saved(text, {})).toBe(text);
    }
  });

  test('whose subject is a heading of the text keeps it there', async () => {
    const text = '---\narticles: [one]\n---\n\n# Frost & *birds* #\n\nHello.\n';
    const folder = await publication(text);
    expect(await openIssue(await folder.config(), 'issues/week.md')).toMatchObject({
      isHeading: true,
      fields: { subject: 'Frost & birds', introduction: 'Hello.' },
    });
    expect(await saved(text, { subject: 'Snow_and {{ first_name }}' })).toBe(
      text.replace('Frost & *birds*', 'Snow\\_and {{ first_name }}'),
    );
    expect(await saved(text, { introduction: 'Bye.' })).toBe(text.replace('Hello.', 'Bye.'));
    expect(await saved('Frost\n=====\nHello.\n', { subject: 'Snow' })).toBe('Snow\n=====\nHello.\n');
  });

  test('that has no front matter gets some', async () => {
    expect(await saved('# Hi\n\nThere.\n', { preheader: 'Cold' })).toBe(
      '---\npreheader: Cold\n---\n\n# Hi\n\nThere.\n',
    );
    expect(await saved('---\nsubject: x\n---', { introduction: 'Hello.' })).toBe('---\nsubject: x\n---\n\nHello.\n');
  });

  test('that chose its articles by a rule can name the same ones', async () => {
    const text = '---\nsubject: x\nlatest: 2 # the newest\ntag: garden\n---\n';
    const folder = await publication(text);
    const { fields } = await openIssue(await folder.config(), 'issues/week.md');
    expect(fields.articles).toBeUndefined();
    expect(await saved(text, { subject: 'y' })).toBe(text.replace('x', 'y'));
    expect(
      await saved(text, {
        articles: [
          { slug: 'three', id: 'tag:x' },
          { slug: 'two', layout: 'full' },
        ],
      }),
    ).toBe('---\nsubject: x\narticles:\n  - three\n  - slug: two\n    layout: full\n---\n');
    await save(folder, { articles: [{ slug: 'three' }, { slug: 'two' }] });
    expect(contentsOf(await folder.prepared())).toEqual({ week: ['three', 'two'] });
  });

  test('whose articles have ids gives new ones theirs', async () => {
    const text = '---\nkind: digest\narticles:\n  - slug: one\n    id: tag:example.org,2026-11-01:one\n---\n';
    expect(
      await saved(text, (fields) => ({
        ...fields,
        articles: [...fields.articles!, { slug: 'two', id: 'tag:example.org,2026-11-02:two' }],
      })),
    ).toBe(text.replace(':one\n---', ':one\n  - slug: two\n    id: tag:example.org,2026-11-02:two\n---'));
  });

  test('is not overwritten where somebody else has changed it', async () => {
    const folder = await publication();
    const config = await folder.config();
    const { fields, hash } = await openIssue(config, 'issues/week.md');
    await folder.write('issues/week.md', issue.replace('Bye', 'So long'));
    const replaced = await saveIssue(config, 'issues/week.md', hash, { ...fields, subject: 'Snow' });
    expect(replaced).toMatchObject({ conflict: { text: issue.replace('Bye', 'So long') } });
    expect(await folder.read('issues/week.md')).toBe(issue.replace('Bye', 'So long'));
  });

  test('that two editors save at once takes the change of one of them', async () => {
    const folder = await publication();
    const config = await folder.config();
    const { fields, hash } = await openIssue(config, 'issues/week.md');
    const both = await Promise.all(
      ['Snow', 'Ice'].map((subject) => saveIssue(config, 'issues/week.md', hash, { ...fields, subject })),
    );
    expect(both.map((one) => 'conflict' in one)).toEqual([false, true]);
    expect(await folder.read('issues/week.md')).toContain('"Snow"');
  });
});

describe('a file that cannot be changed is told of, and nothing is written', () => {
  const refused = async (folder: Folder, change: () => Promise<unknown>) => {
    const config = await folder.config();
    const { fields, hash } = await openIssue(config, 'issues/week.md');
    await change();
    const error = await saveIssue(config, 'issues/week.md', hash, { ...fields, subject: 'Snow' }).catch(
      (fault: unknown) => fault,
    );
    expect(error).toBeInstanceOf(ProblemError);
    return (error as ProblemError).problems[0]!;
  };

  test('it is gone', async () => {
    const folder = await publication();
    const problem = await refused(folder, () => rename(join(folder.path, 'issues'), join(folder.path, 'elsewhere')));
    expect(problem.message).toMatch(/issues\/week\.md is not there any more/);
    expect(problem.hint).toMatch(/renamed/);
  });

  test('it may only be read', async () => {
    const folder = await publication();
    expect((await refused(folder, () => chmod(join(folder.path, 'issues/week.md'), 0o444))).message).toMatch(
      /may not be written/,
    );
  });

  test('its folder may only be read, or is none', async () => {
    const folder = await publication();
    const problem = await refused(folder, async () => {
      // The name under which the new text is prepared is taken by a folder that is not empty.
      await mkdir(join(folder.path, `issues/week.md.${process.pid}.tmp/x`), { recursive: true });
    });
    expect(problem.message).toMatch(/cannot be written \(E/);
    expect(await folder.read('issues/week.md')).toBe(issue);
  });

  test('it is a link out of the publication', async () => {
    const folder = await publication();
    const other = await Folder.with({ 'secret.md': issue });
    const problem = await refused(folder, async () => {
      await rm(join(folder.path, 'issues/week.md'));
      await symlink(join(other.path, 'secret.md'), join(folder.path, 'issues/week.md'));
    });
    expect(problem.message).toMatch(/leads out of the publication/);
    expect(await other.read('secret.md')).toBe(issue);
  });

  test('its path leads out of the publication', async () => {
    const folder = await publication();
    await expect(openIssue(await folder.config(), '../week.md')).rejects.toThrow(/leads out of the publication/);
  });

  test('the change would touch more than itself', async () => {
    const folder = await publication('---\nsubject: !!str x\narticles: [one]\n---\n');
    await expect(save(folder, { subject: 'y' })).rejects.toThrow(
      /week\.md:2: the studio cannot write this: a value with a tag/,
    );
  });

  test('nothing half written is left', async () => {
    const folder = await publication();
    await save(folder, { subject: 'Snow' });
    expect(await readdir(join(folder.path, 'issues'))).toEqual(['week.md']);
  });
});

test('a link to a file inside of the publication stays a link', async () => {
  const folder = await publication();
  await mkdir(join(folder.path, 'drafts'));
  await rename(join(folder.path, 'issues/week.md'), join(folder.path, 'drafts/week.md'));
  await symlink('../drafts/week.md', join(folder.path, 'issues/week.md'));
  await save(folder, { subject: 'Snow' });
  expect(await folder.read('drafts/week.md')).toContain('"Snow"');
  await writeFile(join(folder.path, 'drafts/week.md'), issue);
  expect(await folder.read('issues/week.md')).toBe(issue);
});

test('what is saved is read again as it was given', async () => {
  const line = fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .map((text) =>
      text
        .replace(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\uFEFF]/gu, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text !== '');
  const slug = fc.constantFrom('one', 'two', 'three');
  const fields = fc.record({
    subject: line,
    preheader: line,
    introduction: fc
      .array(line, { maxLength: 4 })
      .map((lines) => lines.filter((text) => !text.startsWith('#')).join('\n')),
    layout: fc.constantFrom('', 'full', 'summary', 'headline'),
    theme: fc.constantFrom('', 'plain'),
    draft: fc.boolean(),
    articles: fc.uniqueArray(fc.record({ slug, layout: fc.constantFrom(undefined, 'full', 'headline') }), {
      selector: (one) => one.slug,
      minLength: 1,
    }),
  });
  await fc.assert(
    fc.asyncProperty(fields, fc.constantFrom('\n', '\r\n'), async (given, eol) => {
      const folder = await publication(issue.replaceAll('\n', eol));
      const plain = JSON.parse(JSON.stringify(given)) as IssueFields;
      await save(folder, (old) => ({
        ...old,
        ...plain,
        articles: plain.articles!.map((one) => ({
          ...one,
          ...(one.slug === 'three' ? {} : { old: one.slug === 'one' ? 0 : 1 }),
        })),
      }));
      const { fields: read } = await openIssue(await folder.config(), 'issues/week.md');
      expect({ ...read, articles: read.articles!.map(({ old: _, ...one }) => one) }).toEqual({ ...plain, date: '' });
      const text = await folder.read('issues/week.md');
      for (const kept of ['# The week of the frost', '# in the order of the letter', "  mood: 'calm' # for the theme"])
        expect(text).toContain(`${kept}${eol}`);
    }),
    { numRuns: runs(100) },
  );
});
