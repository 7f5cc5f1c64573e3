import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../runs.ts';
import { ghostJson } from './exports.ts';
import { publicationWith } from './imported.ts';
import { zipOf } from './zip.ts';

const from = 'https://blog.example.org/';
const pixel = Buffer.from('iVBORw0KGgo=', 'base64');

async function imported(json: string, flags: object = { from }) {
  const { apply, article } = await publicationWith({ 'ghost.json': json });
  const said = await apply(['ghost.json'], flags);
  return { ...said, ...(said.value.written.length > 0 ? await article('frost.html') : { front: {}, body: '' }) };
}

test.each([
  false,
  true,
])('a post comes with its old id, authors, tags, summary and pictures (first versions: %s)', async (isOld) => {
  const post = {
    html: '<!--kg-card-begin: html--><p>See <a href="__GHOST_URL__/thaw/">thaw</a>.</p><!--kg-card-end: html--><img src="__GHOST_URL__/content/images/a.png">',
    custom_excerpt: 'Cold &amp; clear',
    feature_image: '__GHOST_URL__/content/images/lead.jpg',
    updated_at: '2024-06-01 10:00:00',
    codeinjection_head: '<script>alert(1)</script>',
  };
  const more = {
    posts_meta: [
      { post_id: '64c0ffee64c0ffee64c0ffee', feature_image_alt: 'Ice', feature_image_caption: '<i>Seen</i> today' },
    ],
  };
  const { front, body, warnings } = await imported(ghostJson([post], { isOld, more }));
  expect(warnings).toEqual([]);
  expect(front).toEqual({
    title: 'Frost',
    date: '2024-05-06T07:00:00Z',
    updated: '2024-06-01T10:00:00Z',
    guid: '64c0ffee64c0ffee64c0ffee',
    slug: 'frost',
    summary: 'Cold & clear',
    authors: ['Ada Example', 'Ben Example'],
    tags: ['Weather', 'Ice'],
    image: { src: 'https://blog.example.org/content/images/lead.jpg', alt: 'Ice', caption: 'Seen today' },
    redirects: ['/frost/'],
  });
  expect(body).toBe(
    '<p>See <a href="https://blog.example.org/thaw/">thaw</a>.</p><img src="https://blog.example.org/content/images/a.png">',
  );
});

test.each([
  ['members', { visibility: 'members' }],
  ['paid', { visibility: 'paid' }],
  ['paid', { visibility: 'tiers' }],
  ['paid', { visibility: 'label:vip' }],
  ['draft', { status: 'draft' }],
  ['scheduled', { status: 'scheduled' }],
  ['email-only', { status: 'sent' }],
  ['page', { type: 'page' }],
  ['page', { type: undefined, page: 1 }],
  ['without-text', { html: null }],
])('what was not public for all is named and not written: %s', async (reason, post) => {
  expect((await imported(ghostJson([post]))).value).toMatchObject({
    written: [],
    leftOut: [{ reason, title: 'Frost' }],
  });
});

test('an e-mail that never was on the web is not public', async () => {
  const more = { posts_meta: [{ post_id: '64c0ffee64c0ffee64c0ffee', email_only: 1 }] };
  expect((await imported(ghostJson([{}], { more }))).value.leftOut).toEqual([{ reason: 'email-only', title: 'Frost' }]);
});

test('a post of the first versions, whose ids are numbers, is known in feeds by its uuid', async () => {
  const { front } = await imported(
    ghostJson([{ id: 7, author_id: 'u2', published_at: 1_714_978_800_000 }], { isOld: true }),
  );
  expect(front).toMatchObject({
    guid: '8c0ffee0-0000-4000-8000-000000000000',
    authors: ['Ben Example'],
    date: '2024-05-06T07:00:00Z',
  });
});

test('without --from the blog is taken to be where the publication is, with a warning', async () => {
  const { front, warnings } = await imported(ghostJson([{}]), {});
  expect(front.redirects).toEqual(['https://example.org/frost/']);
  expect(warnings).toMatchObject([{ rule: 'old-address', file: 'ghost.json' }]);
});

test('pictures that are in the zip lie next to the article', async () => {
  const json = ghostJson([
    {
      html: '<img src="__GHOST_URL__/content/images/size/w600/2024/05/a%20b.png" srcset="x 1x"><a href="__GHOST_URL__/content/files/2024/p.pdf">p</a>',
      feature_image: '__GHOST_URL__/content/images/2023/01/a b.png',
    },
  ]);
  const zip = zipOf({
    'backup/data/ghost.json': json,
    'backup/content/images/2024/05/a b.png': pixel,
    'backup/content/images/2023/01/a b.png': pixel,
    'backup/content/files/2024/p.pdf': 'x',
  });
  const { apply, article, folder } = await publicationWith({ 'ghost.zip': zip });
  const { value } = await apply(['ghost.zip'], { from });
  expect(value).toMatchObject({ written: [{ file: 'articles/frost/index.html' }], files: 3 });
  const { front, body } = await article('frost/index.html');
  expect(body).toBe('<img src="a-b.png"><a href="p.pdf">p</a>');
  expect(front.image).toMatchObject({ src: 'a-b-2.png' });
  const { filesBelow } = await import('../../src/system/files.ts');
  expect(await filesBelow(`${folder}/articles`)).toEqual([
    'frost/a-b-2.png',
    'frost/a-b.png',
    'frost/index.html',
    'frost/p.pdf',
  ]);
  expect((await apply(['ghost.zip'], { from })).value).toMatchObject({ written: [], unchanged: 1, kept: [] });
});

test('broken JSON is refused with its place', async () => {
  const json = ghostJson([{}]);
  const { refusal } = await publicationWith({ 'ghost.json': json.slice(0, 200) });
  const { problems, state } = await refusal(['ghost.json'], { from });
  expect(problems).toMatchObject([{ rule: 'archive', message: 'ghost.json is no JSON', file: 'ghost.json' }]);
  expect(state).toBe('Nothing was written.');
});

test('whatever the tables of an export hold, it is read or refused', async () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const row = fc.dictionary(
    fc.constantFrom(
      'id',
      'title',
      'slug',
      'html',
      'status',
      'published_at',
      'feature_image',
      'visibility',
      'author_id',
      'post_id',
      'tag_id',
      'name',
    ),
    value,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(row, value), { maxLength: 3 }),
      fc.oneof(fc.array(row, { maxLength: 3 }), value),
      async (posts, others) => {
        const data = {
          posts,
          users: others,
          tags: others,
          posts_tags: others,
          posts_authors: others,
          posts_meta: others,
        };
        const { apply } = await publicationWith({ 'ghost.json': JSON.stringify({ db: [{ data }] }) });
        const { value: first } = await apply(['ghost.json'], { from, drafts: true });
        const { value: again } = await apply(['ghost.json'], { from, drafts: true });
        expect(again.written.length).toBeLessThanOrEqual(first.written.length);
      },
    ),
    { numRuns: runs(40) },
  );
});

const gated = (rules: string, html: string) => `<!--kg-gated-block:begin ${rules} -->${html}<!--kg-gated-block:end-->`;
const forMembers = 'nonMember:false memberSegment:"status:free,status:-free"';

test.each([
  ['a block for members', `<p>A.</p>${gated(forMembers, '<p>Secret.</p>')}<p>B.</p>`, '<p>A.</p><p>B.</p>'],
  ['a block without an end', `<p>A.</p><!--kg-gated-block:begin ${forMembers} --><p>Secret.</p>`, '<p>A.</p>'],
  ['a block whose readers are not said', `<p>A.</p>${gated('', '<p>Secret.</p>')}`, '<p>A.</p>'],
  [
    'a block in a block for members',
    `<p>A.</p>${gated(forMembers, `${gated('nonMember:true', 'Secret')}<p>Secret.</p>`)}`,
    '<p>A.</p>',
  ],
  ['what comes after the public preview', '<p>A.</p><!--members-only--><p>Secret.</p>', '<p>A.</p>'],
])('%s is left out of a public post, which is named', async (_, html, body) => {
  const said = await imported(ghostJson([{ html }]));
  expect(said.body).toBe(body);
  expect(said.warnings).toMatchObject([
    { rule: 'members-only', message: 'parts for members were left out', file: 'articles/frost.html' },
  ]);
});

test('a block that everybody sees stays', async () => {
  const html = `<p>A.</p>${gated('nonMember:true memberSegment:""', '<p>B.</p>')}`;
  const { body, warnings } = await imported(ghostJson([{ html }]));
  expect(body).toBe('<p>A.</p><p>B.</p>');
  expect(warnings).toEqual([]);
});

test('a post of which nothing is public is not published, and its draft is whole', async () => {
  const json = ghostJson([{ html: gated(forMembers, '<p>Secret.</p>') }]);
  expect((await imported(json)).value).toMatchObject({ written: [], leftOut: [{ reason: 'members', title: 'Frost' }] });
  const { front, body } = await imported(json, { from, drafts: true });
  expect(front).toMatchObject({ draft: true });
  expect(body).toBe('<p>Secret.</p>');
});

test('in a publication that has the address of the starter still, the one of the old blog is asked for', async () => {
  const { refusal } = await publicationWith({ 'ghost.json': ghostJson([{}]) }, 'https://slackwater.example.org');
  const { problems, exitCode } = await refusal(['ghost.json']);
  expect(exitCode).toBe(2);
  expect(problems).toMatchObject([{ rule: 'usage', file: 'ghost.json', hint: expect.stringContaining('--from') }]);
});

test('half a character in the name of a post breaks no address', async () => {
  const { apply } = await publicationWith({ 'ghost.json': ghostJson([{ slug: 'a\ud800b' }]) });
  const { value } = await apply(['ghost.json'], { from });
  expect(value.written).toHaveLength(1);
});
