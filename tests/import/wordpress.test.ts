import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publicationWith } from './imported.ts';
import { type ItemText, itemOf, pictureItem, wxrOf } from './wxr-text.ts';

/** The article that a post becomes, and what was said. */
async function imported(post: ItemText, others: readonly string[] = []) {
  const text = wxrOf([itemOf({ 'content:encoded': '<p>Text.</p>', ...post }), ...others]);
  const { apply, article, folder } = await publicationWith({ 'old.xml': text });
  const said = await apply(['old.xml']);
  const files = await readdir(join(folder, 'articles'));
  return { ...said, files, ...(files[0] === undefined ? { front: {}, body: '' } : await article(files[0])) };
}

test('a post becomes an HTML file with its old id, dates, author, tags, summary and old address', async () => {
  const { files, front, body } = await imported({
    title: 'Frost &amp; <em>thaw</em>',
    'content:encoded': '<!-- wp:paragraph -->\n<p>Words.</p>\n<!-- /wp:paragraph -->',
    'excerpt:encoded': 'What the window &quot;says&quot;.',
    'wp:post_modified_gmt': '2024-05-07 08:00:00',
    categories: [
      ['category', 'weather', 'Weather &amp; sky'],
      ['post_tag', 'ice', 'ice'],
      ['category', 'uncategorized', 'Uncategorized'],
      ['post_format', 'post-format-aside', 'Aside'],
    ],
  });
  expect(files).toEqual(['frost.html']);
  expect(body).toBe('<p>Words.</p>');
  expect(front).toEqual({
    title: 'Frost & thaw',
    date: '2024-05-06T07:00:00Z',
    updated: '2024-05-07T08:00:00Z',
    id: 'https://example.org/?p=7',
    slug: 'frost',
    summary: 'What the window "says".',
    authors: ['Ada Example'],
    tags: ['Weather & sky', 'ice'],
    redirects: ['https://example.org/2024/05/frost/'],
  });
});

test('a post by several authors has all of them', async () => {
  const { front } = await imported({
    categories: [
      ['author', 'ada', 'Ada Example'],
      ['author', 'ben', 'Ben Example'],
    ],
  });
  expect(front.authors).toEqual(['Ada Example', 'Ben Example']);
});

test('an e-mail address is never taken for the name of an author', async () => {
  expect((await imported({ 'dc:creator': 'ben@example.org' })).front).not.toHaveProperty('authors');
});

test('a post that had another name answers at that, too', async () => {
  const { front } = await imported({ meta: [['_wp_old_slug', 'rime']] });
  expect(front.redirects).toEqual(['https://example.org/2024/05/frost/', 'https://example.org/2024/05/rime/']);
});

test('the address of a preview is no old address', async () => {
  expect((await imported({ link: 'https://example.org/?p=7' })).front).not.toHaveProperty('redirects');
});

test('a date is that of GMT, else that of the feed, else the clock of the publication', async () => {
  const none = '0000-00-00 00:00:00';
  const feed = { 'wp:post_date_gmt': none, pubDate: 'Mon, 06 May 2024 09:00:00 +0200' };
  expect((await imported(feed)).front.date).toBe('2024-05-06T07:00:00Z');
  const local = {
    'wp:post_date_gmt': none,
    pubDate: 'Mon, 30 Nov -0001 00:00:00 +0000',
    'wp:post_date': '2024-05-06 09:00:00',
  };
  expect((await imported(local)).front.date).toBe('2024-05-06T09:00:00+02:00');
});

test.each([
  ['draft', { 'wp:status': 'draft' }],
  ['pending', { 'wp:status': 'pending' }],
  ['private', { 'wp:status': 'private' }],
  ['scheduled', { 'wp:status': 'future' }],
  ['protected', { 'wp:post_password': 'open sesame' }],
  ['draft', { 'wp:status': 'archive' }],
  ['trashed', { 'wp:status': 'trash' }],
  ['page', { 'wp:post_type': 'page' }],
  ['other-type', { 'wp:post_type': 'product' }],
  ['without-text', { 'content:encoded': ' ' }],
])('what was not published is named and not written: %s', async (reason, post) => {
  const { files, value } = await imported(post as ItemText);
  expect(files).toEqual([]);
  expect(value.leftOut).toEqual([{ reason, title: 'Frost' }]);
});

test('menus, revisions and settings of the look are no articles, and nobody is told of them', async () => {
  const types = ['nav_menu_item', 'revision', 'custom_css', 'wp_global_styles', 'attachment'];
  const others = types.map((type) => itemOf({ 'wp:post_type': type, 'content:encoded': 'x' }));
  expect((await imported({}, others)).value).toMatchObject({ written: [{ file: 'articles/frost.html' }], leftOut: [] });
});

test('with --drafts, what was not public is written as a draft, and what was in the trash is not', async () => {
  const posts = ['draft', 'private', 'trash'].map((status, index) =>
    itemOf({
      title: status,
      guid: `https://example.org/?p=${index}`,
      link: `https://example.org/${status}/`,
      'wp:post_name': status,
      'wp:status': status,
      'content:encoded': 'Text.',
    }),
  );
  const { apply, article } = await publicationWith({ 'old.xml': wxrOf(posts) });
  const { value } = await apply(['old.xml'], { drafts: true });
  expect(value.written.map(({ file, draft }) => [file, draft])).toEqual([
    ['articles/draft.html', true],
    ['articles/private.html', true],
  ]);
  expect((await article('private.html')).front.draft).toBe(true);
});

test('text of the classic editor gets its paragraphs and line breaks', async () => {
  const { body } = await imported({ 'content:encoded': 'One\r\ntwo\r\n\r\n<h2>Three</h2>\r\n\r\n<em>Four</em>' });
  expect(body).toBe('<p>One<br>\ntwo</p>\n<h2>Three</h2>\n<p><em>Four</em></p>');
});

test('classic text between blocks gets its paragraphs, and that of blocks stays as it is', async () => {
  const content = 'One\n\ntwo\n<!-- wp:html -->\n<div>three\n\nfour</div>\n<!-- /wp:html -->';
  const { body } = await imported({ 'content:encoded': content });
  expect(body).toBe('<p>One</p>\n<p>two</p>\n\n<div>three\n\nfour</div>');
});

test('a block that the server fills is left out with one warning, and a reused block is put in', async () => {
  const content = '<!-- wp:block {"ref":9} /--><!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:spacer /-->';
  const block = itemOf({
    'wp:post_type': 'wp_block',
    'wp:post_id': '9',
    'content:encoded': '<!-- wp:paragraph --><p>Again.</p><!-- /wp:paragraph -->',
  });
  const { body, warnings } = await imported({ 'content:encoded': content }, [block]);
  expect(body).toBe('<p>Again.</p>');
  expect(warnings).toEqual([
    {
      severity: 'warning',
      rule: 'left-out',
      message: 'wp:latest-posts cannot be shown here, and was left out',
      hint: expect.any(String),
      file: 'articles/frost.html',
    },
  ]);
});

test('a block with an address becomes a player, or a link', async () => {
  const block = (url: string) =>
    `<!-- wp:embed {"url":"${url}"} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n${url}\n</div></figure><!-- /wp:embed -->`;
  const { body } = await imported({
    'content:encoded': block('https://www.youtube.com/watch?v=abcdefghijk') + block('https://example.net/a'),
  });
  expect(body).toContain('<iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk" allowfullscreen="">');
  expect(body).toContain('<a href="https://example.net/a">https://example.net/a</a>');
});

test('an address on a line of its own becomes a player, and one within a sentence stays', async () => {
  const { body } = await imported({
    'content:encoded': 'https://youtu.be/abcdefghijk\n\nSee https://youtu.be/abcdefghijk there.',
  });
  expect(body.match(/<iframe/g)).toHaveLength(1);
  expect(body).toContain('<p>See https://youtu.be/abcdefghijk there.</p>');
});

test('the numbers of a lead picture and of a gallery become addresses, wherever in the file the pictures are', async () => {
  const pictures = [
    pictureItem(21, 'https://example.org/uploads/a.jpg', {
      'excerpt:encoded': 'A window',
      meta: [['_wp_attachment_image_alt', 'Ice']],
    }),
    pictureItem(22, 'https://example.org/uploads/b.png', { 'wp:post_parent': '7' }),
  ];
  const post = { 'content:encoded': '[gallery ids="21,22,99"]', meta: [['_thumbnail_id', '21']] };
  const { front, body } = await imported(post, pictures);
  expect(front.image).toEqual({ src: 'https://example.org/uploads/a.jpg', alt: 'Ice', caption: 'A window' });
  expect(body).toBe(
    '<figure><img src="https://example.org/uploads/a.jpg" alt="Ice"><figcaption>A window</figcaption></figure>\n<figure><img src="https://example.org/uploads/b.png" alt=""></figure>',
  );
});

test('a gallery without numbers shows the pictures that were uploaded to the post', async () => {
  const own = pictureItem(22, 'https://example.org/uploads/b.png', { 'wp:post_parent': '7' });
  expect((await imported({ 'content:encoded': '[gallery]' }, [own])).body).toContain('uploads/b.png');
});

test('the sound of a podcast is attached', async () => {
  const meta = [['enclosure', 'https://example.org/1.mp3\n1234\naudio/mpeg\n']];
  expect((await imported({ meta })).front.attachments).toEqual([
    { src: 'https://example.org/1.mp3', length: 1234, type: 'audio/mpeg' },
  ]);
});

test('addresses in the text that were relative to the old site are whole', async () => {
  const { body } = await imported({
    'content:encoded': '<p><a href="/about/">a</a><img src="x.png"> <a href="#b">b</a></p>',
  });
  expect(body).toContain('href="https://example.org/about/"');
  expect(body).toContain('src="https://example.org/2024/05/frost/x.png"');
  expect(body).toContain('href="#b"');
});

test('a post without a title is called by how it begins', async () => {
  expect((await imported({ title: '', 'content:encoded': 'Short words.' })).front.title).toBe('Short words.');
});

test('template code in the text is text here, also for a later build', async () => {
  expect((await imported({ 'content:encoded': 'Write {{ page.title }} or {% raw %}.' })).body).toBe(
    '<p>Write &#123;{ page.title }} or &#123;% raw %}.</p>',
  );
});

test('an export of Squarespace has no ids and paths for addresses, and is read', async () => {
  const { front, files } = await imported({
    guid: undefined,
    link: '/blog/frost.html',
    'wp:post_name': 'frost.html',
    'wp:post_date_gmt': '2024-05-06 07:00:00',
    'excerpt:encoded': undefined,
    'wp:post_password': undefined,
  });
  expect(files).toEqual(['frost-html.html']);
  expect(front).not.toHaveProperty('id');
  expect(front.redirects).toEqual(['https://example.org/blog/frost.html']);
});

test('the files of a split export are one: a picture may be in another file than its post', async () => {
  const post = itemOf({ 'content:encoded': 'Text.', meta: [['_thumbnail_id', '21']] });
  const { apply, article } = await publicationWith({
    'one.xml': wxrOf([post]),
    'two.xml': wxrOf([pictureItem(21, 'https://example.org/uploads/a.jpg'), post]),
  });
  const { value } = await apply(['one.xml', 'two.xml']);
  expect(value.leftOut).toEqual([{ reason: 'twice', title: 'Frost' }]);
  expect((await article('frost.html')).front.image).toMatchObject({ src: 'https://example.org/uploads/a.jpg' });
});

test('of two posts with one id, both are taken, and the first one keeps the id', async () => {
  const other = itemOf({
    link: 'https://example.org/thaw/',
    'wp:post_name': 'thaw',
    title: 'Thaw',
    'content:encoded': 'x',
  });
  const text = wxrOf([itemOf({ 'content:encoded': 'x' }), other]);
  const { apply, article } = await publicationWith({ 'old.xml': text });
  await apply(['old.xml']);
  expect((await article('frost.html')).front.id).toBe('https://example.org/?p=7');
  expect((await article('thaw.html')).front).not.toHaveProperty('id');
  expect((await apply(['old.xml'])).value).toMatchObject({ written: [], unchanged: 2, kept: [], leftOut: [] });
});

test.each([
  ['members', '_jetpack_newsletter_access', 'subscribers'],
  ['paid', '_jetpack_newsletter_access', 'paid_subscribers'],
  ['members', '_members_access_role', 'subscriber'],
  ['members', 'memberful_acl', 'a:1:{i:0;s:1:"7";}'],
  ['paid', '_is_paid', '1'],
  ['paid', 'patreon-level', '5'],
])('a post that a plugin keeps for some readers is not public: %s by %s', async (reason, key, value) => {
  const { value: report } = await imported({ meta: [[key, value]] });
  expect(report).toMatchObject({ written: [], leftOut: [{ reason, title: 'Frost' }] });
});

test.each([
  ['_jetpack_newsletter_access', 'everybody'],
  ['_members_access_role', ''],
  ['patreon-level', '0'],
])('a post whose plugin lets everybody read is public: %s is "%s"', async (key, value) => {
  expect((await imported({ meta: [[key, value]] })).value.written).toHaveLength(1);
});

const wholePost = '<!-- wp:paragraph --><p>A.</p><!-- /wp:paragraph -->';
const secret = '<!-- wp:paragraph --><p>Secret.</p><!-- /wp:paragraph -->';
const container = (views: string) =>
  `<!-- wp:premium-content/container --><div>${views}</div><!-- /wp:premium-content/container -->`;
const view = (name: string, text: string) =>
  `<!-- wp:premium-content/${name} -->${text}<!-- /wp:premium-content/${name} -->`;

test.each([
  ['a paywall', `${wholePost}<!-- wp:jetpack/paywall /-->${secret}`, '<p>A.</p>'],
  [
    'a paywall with an end',
    `${wholePost}<!-- wp:jetpack/paywall --><!-- /wp:jetpack/paywall -->${secret}`,
    '<p>A.</p>',
  ],
  [
    'the view of subscribers',
    `${wholePost}${container(view('subscriber-view', secret) + view('logged-out-view', '<p>B.</p>'))}`,
    '<p>A.</p><div><p>B.</p></div>',
  ],
  [
    'a view of subscribers that never ends',
    `${wholePost}<!-- wp:premium-content/subscriber-view -->${secret}`,
    '<p>A.</p>',
  ],
  ['a block of members', `${wholePost}<!-- wp:pmpro/membership -->${secret}<!-- /wp:pmpro/membership -->`, '<p>A.</p>'],
  [
    'a shortcode around blocks',
    `${wholePost}<!-- wp:shortcode -->[private]<!-- /wp:shortcode -->${secret}<!-- wp:shortcode -->[/private]<!-- /wp:shortcode -->`,
    '<p>A.</p>',
  ],
])('what is for members is left out of a public post, which is named: %s', async (_, text, html) => {
  const { body, warnings } = await imported({ 'content:encoded': text });
  expect(body).toBe(html);
  expect(warnings).toMatchObject([{ rule: 'members-only', message: 'parts for members were left out' }]);
});

test('a post of which nothing is public is not published, and its draft is whole', async () => {
  const text = wxrOf([itemOf({ 'content:encoded': `[members_only]<p>Secret.</p>[/members_only]` })]);
  const { apply, article } = await publicationWith({ 'old.xml': text });
  expect((await apply(['old.xml'])).value).toMatchObject({ written: [], leftOut: [{ reason: 'members' }] });
  await apply(['old.xml'], { drafts: true });
  const { front, body } = await article('frost.html');
  expect(front).toMatchObject({ draft: true });
  expect(body).toBe('<p>Secret.</p>');
});
