import { expect, test } from 'vitest';
import { type SubstackPost, substackZip } from './exports.ts';
import { publicationWith } from './imported.ts';

const from = 'https://old.substack.com';

async function imported(post: Partial<SubstackPost>, flags: object = { from }) {
  const zip = substackZip([{ id: '12.frost', html: '<p>Ice.</p>', ...post }]);
  const { apply, article } = await publicationWith({ 'substack.zip': zip });
  const said = await apply(['substack.zip'], flags);
  return { ...said, ...(said.value.written.length > 0 ? await article('frost.html') : { front: {}, body: '' }) };
}

test('a post comes with its address as id, its date and its subtitle', async () => {
  const { front, body } = await imported({ row: { subtitle: 'Cold &#8220;days&#8221;' } });
  expect(front).toEqual({
    title: 'Frost',
    date: '2024-05-06T07:00:00Z',
    id: 'https://old.substack.com/p/frost',
    slug: 'frost',
    summary: 'Cold “days”',
    redirects: ['/p/frost'],
  });
  expect(body).toBe('<p>Ice.</p>');
});

test.each([
  ['paid', { audience: 'only_paid' }],
  ['paid', { audience: 'founding' }],
  ['members', { audience: 'only_free' }],
  ['draft', { is_published: 'false' }],
  ['draft', { post_date: '' }],
  ['page', { type: 'page' }],
  ['thread', { type: 'thread' }],
])('what was not public for all is named and not written: %s', async (reason, row) => {
  expect((await imported({ row })).value).toMatchObject({ written: [], leftOut: [{ reason, title: 'Frost' }] });
});

test('with --drafts, a post for paying readers is a draft', async () => {
  expect((await imported({ row: { audience: 'only_paid' } }, { from, drafts: true })).front).toMatchObject({
    draft: true,
  });
});

test('a post of the list whose text is not in the zip is named', async () => {
  const zip = substackZip([
    { id: '1.a', html: '<p>A.</p>' },
    { id: '2.b', row: { title: 'B' } },
  ]);
  const { apply } = await publicationWith({ 'substack.zip': zip });
  expect((await apply(['substack.zip'], { from })).value.leftOut).toEqual([{ reason: 'without-text', title: 'B' }]);
});

test('pictures get their own addresses, and none of the copies that Substack makes', async () => {
  const own = 'https://substack-post-media.s3.amazonaws.com/public/images/a_10x20.png';
  const wrapped = (host: string) =>
    `https://${host}/image/fetch/$s_!ab!,w_1456,c_limit,q_auto:good/${encodeURIComponent(own)}`;
  const html = `<div class="captioned-image-container"><figure><a class="image-link" href="${wrapped('substackcdn.com')}"><picture><source type="image/webp" srcset="${wrapped('substackcdn.com')} 424w"><img src="${wrapped('cdn.substack.com')}" srcset="x 1w" sizes="9" alt="Ice"></picture></a></figure></div>`;
  expect((await imported({ html })).body).toBe(
    `<div class="captioned-image-container"><figure><a class="image-link" href="${own}"><picture><img src="${own}" alt="Ice"></picture></a></figure></div>`,
  );
});

test('boxes that ask to subscribe, share or comment are gone, and a button of the writer stays', async () => {
  const html = `<p>A.</p><div class="subscription-widget-wrap"><form><input></form></div>
<p class="button-wrapper"><a class="button" href="https://old.substack.com/p/frost/comments">Comment</a></p>
<p class="button-wrapper"><a class="button" href="%%share_url%%">Share</a></p>
<p class="button-wrapper"><a class="button" href="https://example.net/shop">Shop</a></p>`;
  const { body } = await imported({ html });
  expect(body.replace(/\s+/g, ' ')).toBe(
    '<p>A.</p> <p class="button-wrapper"><a class="button" href="https://example.net/shop">Shop</a></p>',
  );
});

test('what only Substack can show is left out with a warning, and a gallery and a card are kept', async () => {
  const attrs = (value: object) => JSON.stringify(value).replaceAll('"', '&quot;');
  const html = `<p>A.</p><div class="poll-embed" data-attrs="{}"></div><div class="native-video-embed"></div>
<div class="image-gallery-embed" data-attrs="${attrs({ gallery: { images: [{ src: 'https://example.org/1.png' }], alt: 'G' } })}"></div>
<div class="embedded-post-wrap" data-attrs="${attrs({ url: 'https://example.net/p' })}">x</div><div class="image-gallery-embed" data-attrs="{"></div>`;
  const { body, warnings } = await imported({ html });
  expect(warnings).toMatchObject([{ rule: 'left-out', message: 'poll, video cannot be shown here, and was left out' }]);
  expect(body).toContain('<figure><img src="https://example.org/1.png" alt="G"></figure>');
  expect(body).toContain('<a href="https://example.net/p">');
});

test('an episode of a podcast has its sound attached', async () => {
  const row = { type: 'podcast', podcast_url: 'https://example.org/a.mp3' };
  expect((await imported({ row })).front.attachments).toEqual([
    { src: 'https://example.org/a.mp3', type: 'audio/mpeg' },
  ]);
});

test('without --from nothing is imported, for feeds know the posts by their addresses', async () => {
  const { refusal } = await publicationWith({ 'substack.zip': substackZip([{ id: '1.a', html: '<p>A.</p>' }]) });
  const { problems, exitCode } = await refusal(['substack.zip']);
  expect(exitCode).toBe(2);
  expect(problems).toMatchObject([
    { rule: 'usage', hint: expect.stringContaining('--from https://example.substack.com') },
  ]);
});

test('an address that is none is refused', async () => {
  const { refusal } = await publicationWith({ 'substack.zip': substackZip([{ id: '1.a', html: '<p>A.</p>' }]) });
  const { problems } = await refusal(['substack.zip'], { from: 'old.substack.com' });
  expect(problems).toMatchObject([{ message: '"old.substack.com" is no web address' }]);
});
